package io.crosspoint.app.ui;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.cli.RouterProcess;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.PeerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A router process on loopback, at an address that it keeps when it is started again. */
final class LivePlant implements AutoCloseable {

  static final Duration SOON = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path file;
  private final int port;
  private PeerProcess router;

  /** @param streams the part of the file that describes inputs, outputs and routes, and more keys of http at its end */
  LivePlant(Path directory, String streams, String http) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    file = Files.writeString(directory.resolve("plant.yaml"), """
        name: page
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: local }
        %s
        http: { listen: 127.0.0.1:%d%s }
        """.formatted(streams, port, http));
    start();
  }

  void start() {
    List<String> command = new ArrayList<>(RouterProcess.command("run", file.toString()));
    // 256 channels with the trails that their loudness is measured from.
    command.set(command.indexOf("-Xmx64m"), "-Xmx256m");
    router = PeerProcess.start(command);
    boolean isReady = Await.within(SOON, () -> status("/readyz") == 200);
    if (!isReady) {
      router.close();
    }
    assertTrue(isReady, router.output());
  }

  void stop() {
    router.close();
  }

  String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  private HttpResponse<String> request(String path) throws IOException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(10)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  int status(String path) {
    try {
      return request(path).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether the API says that render passes it. */
  boolean isOnAir(String output, int outputChannel, String input, int inputChannel) {
    try {
      HttpResponse<String> answer =
          request("/api/v1/crosspoints/" + output + "/" + outputChannel + "/" + input + "/" + inputChannel);
      return answer.statusCode() == 200 && new JsonObject(answer.body()).getBoolean("onAir");
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Override
  public void close() {
    router.close();
    client.close();
  }
}
