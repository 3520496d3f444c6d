package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A running router is explained and tapped, by its commands; what was captured is read by other people's programs. */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class TapSystemTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static final int[] ports = new int[2];

  /** One router for all: each test leaves it as it was. */
  @TempDir
  private static Path directory;

  private static OneStream.Talker talker;
  private static PeerProcess router;
  private static Path file;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    try (DatagramSocket in = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket out = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ports[0] = in.getLocalPort();
      ports[1] = out.getLocalPort();
      port = http.getLocalPort();
    }
    file = Files.writeString(directory.resolve("plant.yaml"), """
        name: taps
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: local }
        inputs: { in: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 300ms } }
        outputs:
          air: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 }
          idle: { streams: [ { network: lo, host: 127.0.0.1, port: 9 } ], format: L24/48000/2 }
        routes: [ { from: in, to: air } ]
        http: { listen: 127.0.0.1:%d }
        """.formatted(ports[0], ports[1], port));
    router = RouterProcess.start("run", file.toString());
    Await.until(SOON, "ready", () -> status("/readyz") == 200);
    talker = new OneStream.Talker(ports[0]);
    Await.until(SOON, "sound", () -> !body("/api/v1/explain/air").contains("\"state\":\"broken\""));
  }

  @AfterAll
  static void stop() {
    router.close();
    if (talker != null) {
      talker.close();
    }
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static int status(String path) {
    try {
      return get(path).statusCode();
    } catch (IOException | InterruptedException e) {
      return 0;
    }
  }

  private static String body(String path) {
    try {
      return get(path).body();
    } catch (IOException | InterruptedException e) {
      return "\"state\":\"broken\"";
    }
  }

  private static int router(String... arguments) throws Exception {
    Process process = new ProcessBuilder(RouterProcess.command(arguments)).redirectErrorStream(true)
        .redirectOutput(directory.resolve("said").toFile()).start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command did not end");
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String said() throws IOException {
    return Files.readString(directory.resolve("said"));
  }

  private static byte[] output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      byte[] bytes = process.getInputStream().readAllBytes();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), String.join(" ", command));
      return bytes;
    } finally {
      process.destroyForcibly();
    }
  }

  /** How many frames are the source's, each at its place; those not there (a stolen host) are silence, and nothing else may be. */
  private static int exactFrames(byte[] little24) {
    ByteBuffer samples = ByteBuffer.wrap(little24).order(ByteOrder.LITTLE_ENDIAN);
    int frames = little24.length / 6;
    long now = Instant.now().getEpochSecond() * 48_000;
    long first = Long.MIN_VALUE;
    int exact = 0;
    for (int i = 0; i < frames; i++) {
      int left = samples.getShort(6 * i) & 0xFFFF | (samples.get(6 * i + 2) & 0xFF) << 16;
      int right = samples.getShort(6 * i + 3) & 0xFFFF | (samples.get(6 * i + 5) & 0xFF) << 16;
      for (long index = now - 60 * 48_000; first == Long.MIN_VALUE && left != 0 && index < now + 48_000; index++) {
        first = left == OneStream.sample(index, 0) && right == OneStream.sample(index, 1) ? index - i : first;
      }
      boolean isExact = left == OneStream.sample(first + i, 0) && right == OneStream.sample(first + i, 1);
      assertTrue(isExact || (left == 0 && right == 0), "frame " + i + " is neither the source's nor silence");
      exact += isExact ? 1 : 0;
    }
    return exact;
  }

  @Test
  void shouldCaptureSoundBitExact() throws Exception {
    Peers.requirePrograms("ffmpeg");
    for (String stream : List.of("outputs/air", "inputs/in")) {
      Path wave = directory.resolve("out.wav");
      assertEquals(0, router("tap", file.toString(), stream, wave.toString(), "--seconds", "2"), said());
      byte[] decoded = output("ffmpeg", "-v", "error", "-i", wave.toString(), "-f", "s24le", "-c:a", "pcm_s24le", "-");
      assertEquals(2 * 48_000 * 6, decoded.length, stream);
      byte[] stored = Files.readAllBytes(wave);
      assertArrayEquals(decoded, Arrays.copyOfRange(stored, 44, stored.length));
      assertTrue(exactFrames(decoded) > 48_000, stream + " has only " + exactFrames(decoded));
    }
  }

  @Test
  void shouldCapturePacketsThatAnAnalyserReads() throws Exception {
    Peers.requirePrograms("tshark");
    for (String stream : List.of("outputs/air", "inputs/in")) {
      Path pcap = directory.resolve("out.pcap");
      assertEquals(0, router("tap", file.toString(), stream, pcap.toString(), "--seconds", "1"), said());
      String[] common = {"tshark", "-r", pcap.toString(), "-o", "ip.check_checksum:TRUE", "--enable-heuristic", "rtp_udp"};
      String flaws = new String(output(with(common, "-Y", "_ws.malformed || ip.checksum.status == \"Bad\"")));
      assertEquals("", flaws);
      List<String> sequences = new String(output(with(common, "-Y", "rtp", "-T", "fields", "-e", "rtp.seq"))).lines().toList();
      assertTrue(sequences.size() > 500, stream + " has only " + sequences.size());
    }
  }

  private static String[] with(String[] common, String... more) {
    String[] all = Arrays.copyOf(common, common.length + more.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    return all;
  }

  @Test
  void shouldLetGoOfAListenerWhoDoesNotRead() throws Exception {
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      deaf.getOutputStream().write(
          "GET /api/v1/tap/outputs/air.wav HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Await.until(SOON, "something missed", () -> body("/api/v1/tap").matches("(?s).*\"skips\":[1-9].*"));
      Await.until(SOON, "the tap taken off", () -> body("/api/v1/tap").contains("\"taps\":[]"));
    }
    Await.until(SOON, "nothing amiss", () -> !body("/api/v1/explain/air").contains("\"state\":\"broken\""));
  }

  @Test
  void shouldExplainWhyThereIsSoundAndWhyNot() throws Exception {
    assertEquals(0, router("explain", file.toString(), "air"), said());
    assertTrue(said().contains("input in: payload type 98"), said());
    assertEquals(1, router("explain", file.toString(), "idle/2"), said());
    assertTrue(said().startsWith("BROKEN  no sound: idle/2: no input is routed here"), said());
    assertEquals(1, router("explain", file.toString(), "nobody"), said());
    assertTrue(said().contains("the router answers 404: there is no such output"), said());
    talker.close();
    Await.until(SOON, "the loss", () -> body("/api/v1/explain/air/1").contains("nothing arrives any more"));
    talker = new OneStream.Talker(ports[0]);
    Await.until(SOON, "sound again", () -> !body("/api/v1/explain/air").contains("\"state\":\"broken\""));
    assertEquals(2, router("tap", file.toString(), "air", "x.wav"), said());
  }

  @Test
  void shouldSayThatNoRouterRuns() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    Path idle = Files.writeString(directory.resolve("idle.yaml"), Files.readString(file).replace(":" + port, ":" + nobody));
    assertEquals(1, router("explain", idle.toString(), "air"), said());
    assertTrue(said().contains("is the router running with this file?"), said());
  }
}
