package io.crosspoint.benchmarks.rig.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Those who use a router by its HTTP door: somebody who scrapes it, somebody who takes, and somebody who changes its file. For one thread
 * inside the router's host: a socket belongs to the namespace of the thread that makes it.
 */
final class ServiceAtWork {

  private static final int PATIENCE_MS = 5000;

  private final SoakPlant plant;
  private int takes;
  private int reloads;
  private int refused;

  ServiceAtWork(SoakPlant plant) {
    this.plant = plant;
  }

  /** A scrape; fails as sockets do. */
  MetricsPage scrape() throws IOException {
    return MetricsPage.parse(text(open("/metrics")));
  }

  /** Another source to the output that nobody analyses: the last one is closed at the same media index. */
  void take() {
    takes++;
    call("/api/v1/takes", "application/json", plant.take(takes));
  }

  /** Another configuration, which adds an input, an output and a route, or removes them again. */
  void reload() {
    reloads++;
    call("/api/v1/config/apply", "application/yaml", plant.yaml(reloads % 2 == 1));
  }

  /** What was asked so far, as a sentence. */
  String done() {
    return "%d takes and %d reloads through the API, %d refused".formatted(takes, reloads, refused);
  }

  private void call(String path, String type, String body) {
    try {
      HttpURLConnection connection = open(path);
      connection.setRequestMethod("POST");
      connection.setRequestProperty("Content-Type", type);
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
      if (connection.getResponseCode() >= 300) {
        refused++;
        System.out.println(path + ": " + new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      } else {
        text(connection);
      }
    } catch (IOException e) {
      refused++;
      System.out.println(path + ": " + e);
    }
  }

  private static HttpURLConnection open(String path) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:8080" + path).toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MS);
    connection.setReadTimeout(PATIENCE_MS);
    return connection;
  }

  private static String text(HttpURLConnection connection) throws IOException {
    return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
