package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.PeerProcess;
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
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A running router that is changed on air, with one route that must not notice: every frame of it is compared. */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class TakeSystemTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int DELAY_FRAMES = 300 * 48;
  private static final String CROSSPOINT = "/api/v1/crosspoints/air/%d/in/%d";

  @TempDir
  private Path directory;

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private OneStream.Talker talker;
  private OneStream.Ear steady;
  private OneStream.Ear air;
  private PeerProcess router;
  private Path file;
  private int port;

  @BeforeEach
  void start() throws IOException {
    int inputPort;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      inputPort = free.getLocalPort();
    }
    steady = new OneStream.Ear(DELAY_FRAMES);
    air = new OneStream.Ear(DELAY_FRAMES);
    file = Files.writeString(directory.resolve("plant.yaml"), """
        name: takes
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: local }
        inputs: { in: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 300ms } }
        outputs:
          steady: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 }
          air: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 }
        routes: [ { from: in, to: steady } ]
        http: { listen: 127.0.0.1:0 }
        """.formatted(inputPort, steady.port(), air.port()));
    startRouter();
    steady.start();
    air.start();
    talker = new OneStream.Talker(inputPort);
    Await.until(SOON, "audio", () -> steady.exact.get() > 48_000);
  }

  private void startRouter() {
    router = RouterProcess.start("run", file.toString());
    port = RouterProcess.httpPort(router, SOON);
    Await.until(SOON, "ready", () -> status("/readyz") == 200);
  }

  @AfterEach
  void stop() throws InterruptedException {
    router.close();
    if (talker != null) {
      talker.close();
    }
    steady.close();
    air.close();
    client.close();
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(10))
        .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body)).build();
  }

  private String call(String method, String path, String body) {
    try {
      HttpResponse<String> response = client.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
      assertEquals(200, response.statusCode(), response.body());
      return response.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private int status(String path) {
    try {
      return client.send(request("GET", path, ""), HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException | InterruptedException e) {
      return 0;
    }
  }

  /** What the machine itself dropped or stole is not what is tested here; what was sent must be right. */
  private void mustBeUntouched(long exactBefore) {
    assertEquals(0, steady.other.get(), steady.state());
    assertTrue(steady.exact.get() > exactBefore, steady.state());
  }

  @Test
  void shouldSwitchAtTheIndexThatItStates() {
    long[] latencyNs = new long[60];
    long exactBefore = steady.exact.get();
    String both = "{\"edits\":[{\"do\":\"%s\",\"from\":\"in\",\"to\":\"air\"}],\"fadeMs\":0}";
    for (int i = 0; i < latencyNs.length; i++) {
      long soundBefore = air.soundIndex.get();
      long beginNs = System.nanoTime();
      String done = call("POST", "/api/v1/takes", both.formatted("take"));
      Await.until(SOON, "sound", () -> air.soundIndex.get() > soundBefore);
      latencyNs[i] = air.soundAtNs.get() - beginNs;
      Matcher held = Pattern.compile("\"heldFromPtpNs\":(\\d+)").matcher(done);
      assertTrue(held.find(), done);
      long heldPtpNs = Long.parseLong(held.group(1));
      long index = heldPtpNs / 1_000_000_000L * 48_000 + heldPtpNs % 1_000_000_000L * 48_000L / 1_000_000_000L;
      assertEquals(index, air.soundIndex.get(), "the first frame heard is the one that was stated");
      long silenceBefore = air.silenceIndex.get();
      call("POST", "/api/v1/takes", both.formatted("close"));
      Await.until(SOON, "silence", () -> air.silenceIndex.get() > silenceBefore);
    }
    Arrays.sort(latencyNs);
    System.getLogger("TakeSystemTest").log(
        System.Logger.Level.INFO,
        "from the call to the wire: median %.1f ms, worst %.1f ms".formatted(latencyNs[30] / 1e6, latencyNs[59] / 1e6));
    assertEquals(0, air.other.get(), "hard cuts: every frame is the source's or silence");
    mustBeUntouched(exactBefore);
  }

  @Test
  void shouldCarryOutAThousandTakesASecondForTenSeconds() throws Exception {
    long exactBefore = steady.exact.get();
    Semaphore inFlight = new Semaphore(100);
    AtomicLong done = new AtomicLong();
    Queue<String> failed = new ConcurrentLinkedQueue<>();
    long beginNs = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      while (System.nanoTime() - beginNs < i * 1_000_000L) {
        LockSupport.parkNanos(100_000);
      }
      inFlight.acquire();
      String body = "{\"take\":true,\"gainDb\":" + (i % 2 == 0 ? 0 : -i % 60) + "}";
      client.sendAsync(request("PUT", CROSSPOINT.formatted(1, 1 + i % 2), body), HttpResponse.BodyHandlers.ofString())
          .whenComplete((response, failure) -> {
            if (failure == null && (response.statusCode() == 200 || response.statusCode() == 202)) {
              done.incrementAndGet();
            } else {
              failed.add(failure == null ? response.statusCode() + " " + response.body() : failure.toString());
            }
            // Last: whoever has all permits reads what was counted.
            inFlight.release();
          });
    }
    inFlight.acquire(100);
    System.getLogger("TakeSystemTest").log(
        System.Logger.Level.INFO,
        "10,000 takes in %.1f s, %d failed; beside them: %s".formatted((System.nanoTime() - beginNs) / 1e9, failed.size(), steady.state()));
    assertEquals(List.of(), List.copyOf(failed));
    assertEquals(10_000, done.get());
    String metrics = client.send(request("GET", "/metrics", ""), HttpResponse.BodyHandlers.ofString()).body();
    assertTrue(metrics.contains("crosspoint_control_changes_total 10000\n"), "changes");
    assertTrue(metrics.contains("crosspoint_bugs_total 0\n"), "bugs");
    mustBeUntouched(exactBefore);
  }

  @Test
  void shouldRememberEveryAcknowledgedTakeThroughAKill() throws Exception {
    for (int round = 0; round < 2; round++) {
      AtomicLong acknowledged = new AtomicLong(-1);
      AtomicLong answers = new AtomicLong();
      long untilNs = System.nanoTime() + SOON.toNanos();
      Thread killer = Thread.ofPlatform().start(() -> {
        while (answers.get() < 150 && System.nanoTime() - untilNs < 0) {
          LockSupport.parkNanos(100_000);
        }
        try {
          new ProcessBuilder("kill", "-KILL", String.valueOf(router.pid())).start().waitFor();
        } catch (IOException | InterruptedException e) {
          throw new AssertionError(e);
        }
      });
      for (int i = 0; router.isAlive(); i++) {
        try {
          String body = "{\"gainDb\":" + -(i % 100) + ",\"fadeMs\":0}";
          HttpResponse<String> answer =
              client.send(request("PUT", CROSSPOINT.formatted(1, 1), body), HttpResponse.BodyHandlers.ofString());
          if (answer.body().contains("\"saved\":true")) {
            acknowledged.set(i % 100);
            answers.incrementAndGet();
          }
        } catch (IOException killed) {
          break;
        }
      }
      killer.join();
      router.awaitExit(SOON);
      startRouter();
      String now = call("GET", CROSSPOINT.formatted(1, 1), "");
      Matcher gain = Pattern.compile("\"gainDb\":-?(\\d+)").matcher(now);
      assertTrue(acknowledged.get() >= 0 && gain.find(), now);
      long after = Math.floorMod(Long.parseLong(gain.group(1)) - acknowledged.get(), 100L);
      assertTrue(after <= 1, "acknowledged " + acknowledged + ", restored " + now);
    }
  }

  /** Everything at once that the tests of bad input do one by one. */
  @Test
  void shouldKeepEveryFrameWhileTheDoorIsAbused() throws Exception {
    long exactBefore = steady.exact.get();
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        crowd.add(socket);
        String text = switch (i % 6) {
          case 0 -> "";
          case 1 -> "PUT /api/v1/takes HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
          case 2 -> "GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n";
          case 3 -> "POST /api/v1/takes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{{{{";
          case 4 -> "GET /api/v1/meters/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
          default -> "GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
        };
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      }
      for (int i = 0; i < 200; i++) {
        call("PUT", CROSSPOINT.formatted(1, 1), "{\"gainDb\":-" + i % 60 + "}");
        assertEquals(404, status("/api/v1/inputs/nobody"));
        assertEquals(200, status("/metrics"));
      }
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
    assertEquals(200, status("/livez"));
    System.getLogger("TakeSystemTest").log(System.Logger.Level.INFO, "beside 500 rude clients: " + steady.state());
    mustBeUntouched(exactBefore);
  }
}
