package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What a running router has recorded is frozen, made again elsewhere, and read by other people's programs. */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class FlightSystemTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern PACKETS = Pattern.compile("\"packets\":(\\d+)");
  private static final Pattern EQUAL = Pattern.compile("bit-exact: (\\d+) packets equal, 0 different");

  @TempDir
  private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private OneStream.Talker talker;
  private PeerProcess router;
  private int port;

  @BeforeEach
  void start() throws IOException {
    int[] ports = new int[2];
    try (DatagramSocket in = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket out = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ports[0] = in.getLocalPort();
      ports[1] = out.getLocalPort();
      port = http.getLocalPort();
    }
    Path file = Files.writeString(directory.resolve("plant.yaml"), """
        name: flown
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: local }
        inputs: { in: { streams: [ { network: lo, port: %d } ], format: L24/48000/2, link-offset: 300ms } }
        outputs: { air: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 } }
        routes: [ { from: in/1, to: air/2, gain: -6 dB }, { from: in/2, to: air/1 } ]
        http: { listen: 127.0.0.1:%d }
        flight: { keep: 5s }
        """.formatted(ports[0], ports[1], port));
    router = RouterProcess.start("run", file.toString());
    Await.until(SOON, "ready", () -> call("GET", "/readyz").startsWith("200"));
    talker = new OneStream.Talker(ports[0]);
    Await.until(SOON, "sound", () -> !call("GET", "/api/v1/explain/air").contains("\"state\":\"broken\""));
  }

  @AfterEach
  void stop() {
    router.close();
    client.close();
    if (talker != null) {
      talker.close();
    }
  }

  /** Status and body, or nothing when there is no answer. */
  private String call(String method, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(10))
              .method(method, HttpRequest.BodyPublishers.noBody()).build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException | InterruptedException e) {
      return "\"state\":\"broken\"";
    }
  }

  private List<Path> recordings() {
    Path flights = directory.resolve("plant.yaml.flights");
    if (!Files.isDirectory(flights)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(flights)) {
      return files.filter(file -> file.toString().endsWith(".pcapng")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String output(int expected, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes());
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command did not end");
      assertEquals(expected, process.exitValue(), said);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  private void awaitAudio() {
    Await.until(SOON, "one and a half seconds of packets", () -> {
      Matcher packets = PACKETS.matcher(call("GET", "/api/v1/status"));
      return packets.find() && Integer.parseInt(packets.group(1)) > 1500;
    });
  }

  private void mustReplay(Path recording) throws Exception {
    Path sent = directory.resolve("sent.pcapng");
    String said = output(0, RouterProcess.command("replay", recording.toString(), "--write", sent.toString()));
    Matcher equal = EQUAL.matcher(said);
    assertTrue(equal.find(), said);
    assertTrue(Integer.parseInt(equal.group(1)) > 500, said);
    assertTrue(Files.size(sent) > 500 * 300, said);
  }

  @Test
  void shouldFreezeAndReplayBitForBit() throws Exception {
    awaitAudio();
    String answer = call("POST", "/api/v1/flights");
    assertTrue(answer.startsWith("201") && answer.contains("\"name\":\"flown-"), answer);
    assertEquals(1, recordings().size());
    mustReplay(recordings().getFirst());

    assertTrue(call("GET", "/api/v1/flights").contains(recordings().getFirst().getFileName().toString()));
    assertTrue(call("GET", "/api/v1/flights/..%2Fplant.yaml").startsWith("404"));

    output(0, List.of("kill", "-USR2", Long.toString(router.pid())));
    Await.until(SOON, "a recording of the signal", () -> recordings().size() == 2);
  }

  @Test
  void shouldBeReadByAnAnalyser() throws Exception {
    Peers.requirePrograms("tshark");
    awaitAudio();
    assertTrue(call("POST", "/api/v1/flights").startsWith("201"));
    String recording = recordings().getFirst().toString();
    List<String> common = List.of("tshark", "-r", recording, "-o", "ip.check_checksum:TRUE", "--enable-heuristic", "rtp_udp");

    List<String> sequences =
        output(0, Stream.concat(common.stream(), Stream.of("-Y", "rtp", "-T", "fields", "-e", "rtp.seq")).toList()).lines()
            .filter(line -> line.matches("\\d+")).toList();
    assertTrue(sequences.size() > 500, "only " + sequences.size());
    String flaws =
        output(0, Stream.concat(common.stream(), Stream.of("-Y", "_ws.malformed || ip.checksum.status == \"Bad\"", "-T", "fields", "-e",
            "frame.number")).toList());
    assertTrue(flaws.lines().noneMatch(line -> line.matches("\\d+")), flaws);
  }
}
