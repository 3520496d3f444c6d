package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.FreePorts;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as an operator runs it, on loopback with the local clock. */
class RunSystemTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static final HttpClient client = HttpClient.newHttpClient();

  @TempDir
  private static Path directory;

  /** One for all who only ask it something. */
  private static PeerProcess router;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    router = RouterProcess.start("run", file("router.yaml", 0).toString());
    port = RouterProcess.httpPort(router, SOON);
  }

  @AfterAll
  static void stop() {
    router.close();
    client.close();
  }

  private static Path file(String name, int httpPort) throws IOException {
    return Files.writeString(directory.resolve(name), """
        name: loop
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: local }
        inputs: { in: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 5ms } }
        outputs: { out: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 } }
        routes: [ { from: in, to: out } ]
        http: { listen: 127.0.0.1:%d }
        """.formatted(FreePorts.udp(1).getFirst(), FreePorts.udp(1).getFirst(), httpPort));
  }

  private static HttpResponse<String> get(int at, String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path)).timeout(Duration.ofSeconds(5)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("GET " + path, e);
    }
  }

  private static void awaitReady() {
    Await.until(SOON, "ready", () -> get(port, "/readyz").statusCode() == 200);
  }

  @Test
  void shouldBecomeReadyAndTellItsState() {
    awaitReady();
    assertEquals(200, get(port, "/livez").statusCode());
    String status = get(port, "/api/v1/status").body();
    assertTrue(status.contains("\"ready\":true") && status.contains("\"state\":\"freerun\""), status);
    Await.until(SOON, "log line", () -> router.output().contains("INFO  ready"));
  }

  @Test
  void shouldStopCleanlyAtASignal() throws IOException {
    try (PeerProcess stopped = RouterProcess.start("run", file("stopped.yaml", 0).toString())) {
      Await.until(SOON, "ready", () -> stopped.output().contains("INFO  ready"));
      stopped.signal("TERM");
      assertTrue(stopped.awaitExit(SOON), "still running");
      assertEquals(0, stopped.exitCode(), stopped.output());
      assertTrue(stopped.output().contains("INFO  stopping"), stopped.output());
    }
  }

  @Test
  void shouldRefuseInOneSentenceWhenTheHttpAddressIsTaken() throws IOException {
    PeerProcess second = RouterProcess.start("run", file("second.yaml", port).toString());
    try (second) {
      assertTrue(second.awaitExit(SOON));
      assertEquals(1, second.exitCode());
      assertTrue(second.output().contains("router: cannot listen on 127.0.0.1:" + port + " (http.listen): "), second.output());
      assertEquals(1, second.output().lines().count(), second.output());
    }
  }

  @Test
  void shouldRefuseInOneSentenceWhenAStreamCannotBeBound() throws IOException {
    Path file = file("taken.yaml", 0);
    Matcher first = Pattern.compile("port: (\\d+)").matcher(Files.readString(file));
    assertTrue(first.find());
    try (DatagramSocket taken = new DatagramSocket(Integer.parseInt(first.group(1)), InetAddress.getLoopbackAddress());
        PeerProcess second = RouterProcess.start("run", file.toString())) {
      assertTrue(taken.isBound());
      assertTrue(second.awaitExit(SOON));
      assertEquals(1, second.exitCode(), second.output());
      assertTrue(second.output().contains("router: "), second.output());
      assertTrue(second.output().contains("in use"), second.output());
      assertTrue(!second.output().contains("\tat "), second.output());
    }
  }

  /** What the router says that cannot begin with this clock. */
  private static String refusal(String clock) throws IOException {
    Path file = file("refused.yaml", 0);
    Files.writeString(file, Files.readString(file).replace("source: local", clock));
    try (PeerProcess refused = RouterProcess.start("run", file.toString())) {
      assertTrue(refused.awaitExit(SOON));
      assertEquals(1, refused.exitCode(), refused.output());
      assertTrue(!refused.output().contains("\tat "), refused.output());
      return refused.output().lines().toList().getLast();
    }
  }

  @Test
  void shouldRefuseInOneSentenceWhenTheClockCannotBeFollowedOrPublished() throws IOException {
    assertEquals(
        "router: cannot follow the hardware clock (clock.device): /dev/null is not a hardware clock",
        refusal("source: phc, device: /dev/null"));
    Path taken = Files.writeString(directory.resolve("taken"), "not ours");
    String usrvclock = "router: cannot publish the clock (clock.publish.usrvclock): ";
    assertEquals(usrvclock + taken + " exists and is not a socket", refusal("source: local, publish: { usrvclock: " + taken + " }"));
    Path nowhere = directory.resolve("no/such");
    String missing = refusal("source: local, publish: { usrvclock: " + nowhere + " }");
    assertEquals(usrvclock + "socket file " + nowhere + " refused: it does not exist", missing);
    String file = "router: cannot publish the clock (clock.publish.file): ";
    assertEquals(file + taken + " exists and is not a shared clock", refusal("source: local, publish: { file: " + taken + " }"));
    assertEquals(
        file + nowhere + " is in a directory that does not exist", refusal("source: local, publish: { file: " + nowhere + " }"));
    assertEquals("not ours", Files.readString(taken));
  }

  @Test
  void shouldAnswerDespiteClientsThatNeverFinishTheirRequest() throws IOException {
    List<Socket> stuck = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        stuck.add(socket);
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      Await.until(SOON, "an answer", () -> isAnswered("/livez"));
    } finally {
      for (Socket socket : stuck) {
        socket.close();
      }
    }
  }

  private static boolean isAnswered(String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(2)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldSatisfyPromtool() throws IOException {
    Peers.require("promtool");
    awaitReady();
    Path metrics = Files.writeString(directory.resolve("metrics.txt"), get(port, "/metrics").body());
    assertEquals("", PeerProcess.run(List.of("sh", "-c", "promtool check metrics < " + metrics)).strip());
  }

  @Test
  void shouldServeEveryMetricThatTheMonitoringFilesName() throws IOException {
    Peers.require("promtool");
    awaitReady();
    Path monitoring = Path.of("..", "config", "monitoring");
    PeerProcess.run(List.of("promtool", "test", "rules", monitoring.resolve("alerts-test.yml").toString()));
    PeerProcess.run(List.of("promtool", "check", "config", monitoring.resolve("prometheus.yml").toString()));
    String served = get(port, "/metrics").body();
    for (String file : List.of("alerts.yml", "dashboard.json")) {
      Matcher name = Pattern.compile("\\b(?:crosspoint|jvm)_[a-z_]+").matcher(Files.readString(monitoring.resolve(file)));
      while (name.find()) {
        assertTrue(served.contains("\n" + name.group() + "{") || served.contains("\n" + name.group() + " "), file + ": " + name.group());
      }
    }
  }

  @Test
  void shouldBeScrapedByPrometheus() throws IOException {
    Peers.require("prometheus");
    awaitReady();
    int prometheusPort = FreePorts.tcp();
    Path config = Files.writeString(directory.resolve("prometheus.yml"), """
        scrape_configs:
          - job_name: crosspoint
            scrape_interval: 1s
            static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
        """.formatted(port));
    try (PeerProcess prometheus = PeerProcess.start(List.of(
        "prometheus", "--config.file=" + config, "--storage.tsdb.path=" + directory.resolve("tsdb"),
        "--web.listen-address=127.0.0.1:" + prometheusPort))) {
      Await.until(SOON, "prometheus", () -> prometheus.output().contains("Server is ready"));
      Await.until(
          SOON, "a scraped counter",
          () -> get(prometheusPort, "/api/v1/query?query=crosspoint_transmit_batches_total").body().contains("\"48000\""));
      Await.until(
          SOON, "a quantile of a scraped histogram",
          () -> get(
              prometheusPort, "/api/v1/query?query=histogram_quantile(0.99,rate(crosspoint_transmit_lateness_seconds_bucket%5B10s%5D))")
              .body().contains("\"value\":["));
    }
  }
}
