package io.crosspoint.app.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.cli.RouterProcess;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import io.crosspoint.lab.Ptp4l;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Nobody types an address: the router reads the description that ffmpeg made, and ffmpeg reads the one that the router serves. */
@Timeout(180)
@Isolated("what it hears, or how punctual it is, depends on the processors")
class SdpSystemTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern MASTER = Pattern.compile("a=ts-refclk:ptp=IEEE1588-2008:([0-9A-F-]{23}):0\r\n");
  private static final int FRAME_BYTES = 6;
  private static final int TONE_HZ = 997;

  @TempDir
  private Path directory;

  private NetworkLab lab;
  private LabHost machine;
  private LabHost ears;

  @BeforeEach
  void connect() throws IOException {
    Peers.require("ptp4l", "ffmpeg");
    lab = NetworkLab.open();
    LabHost studio = lab.host("studio");
    machine = lab.host("machine");
    ears = lab.host("ears");
    lab.connect("red", "10.77.0", studio, machine, ears);
    lab.owned(Ptp4l.grandmaster(studio, "red")).start();
    Path sdp = directory.resolve("tone.sdp");
    studio.start(
        "ffmpeg", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "sine=" + TONE_HZ + ":r=48000", "-ac", "2", "-c:a", "pcm_s24be", "-f",
        "rtp", "-sdp_file", sdp.toString(), "rtp://239.77.0.9:5004?pkt_size=300&ttl=4");
    Await.until(SOON, "ffmpeg's description", () -> isWritten(sdp));
    Path file = Files.writeString(directory.resolve("router.yaml"), """
        name: described
        networks: { red: { interface: red } }
        clock: { source: ptp, network: red }
        inputs: { tone: { sdp: tone.sdp, link-offset: 150ms } }
        outputs: { out: { streams: [ { network: red, group: 239.78.0.1, port: 5004 } ], format: L24/48000/2 } }
        routes: [ { from: tone, to: out } ]
        http: { listen: 127.0.0.1:8080 }
        """);
    PeerProcess router = machine.start(RouterProcess.command("run", file.toString()).toArray(String[]::new));
    Await.until(SOON, "ready:\n" + router.output(), () -> router.output().contains("INFO  ready"));
    assertTrue(router.output().contains("says nothing of its clock: taken as timing: recovered"), router.output());
  }

  @AfterEach
  void remove() {
    if (lab != null) {
      lab.close();
    }
  }

  private static boolean isWritten(Path sdp) {
    try {
      return Files.exists(sdp) && Files.readString(sdp).contains("rtpmap");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldReceiveByADescriptionAndBePlayedByItsOwn() throws Exception {
    Await.until(SOON, "the grandmaster in the description", () -> MASTER.matcher(get("/api/v1/outputs/out/sdp")).find());
    Matcher master = MASTER.matcher(get("/api/v1/outputs/out/sdp"));
    assertTrue(master.find());
    assertTrue(get("/api/v1/status").contains("\"grandmaster\":\"" + master.group(1) + "\""));
    for (String audience : new String[] {"aes67", "st2110", "dante"}) {
      String sdp = get("/api/v1/outputs/out/sdp?audience=" + audience);
      assertEquals(audience.equals("st2110"), sdp.contains("a=source-filter: incl IN IP4 239.78.0.1 10.77.0."), sdp);
      int frames = heard(sdp, audience).length / FRAME_BYTES;
      assertTrue(frames > 60_000, audience + ": only " + frames + " frames");
    }
    String printed = machine.run(RouterProcess.command("sdp", directory.resolve("router.yaml").toString(), "out").toArray(String[]::new));
    assertTrue(printed.contains(master.group(1)), printed);
  }

  /** Two seconds of raw samples, as ffmpeg hears what a description says. */
  private byte[] heard(String sdp, String name) throws IOException {
    Path file = Files.writeString(directory.resolve(name + ".sdp"), sdp);
    Path raw = directory.resolve(name + ".raw");
    try (PeerProcess ffmpeg = ears.start(
        "ffmpeg", "-loglevel", "error", "-protocol_whitelist", "file,udp,rtp", "-i", file.toString(), "-t", "2", "-c:a", "pcm_s24be",
        "-f", "s24be", raw.toString())) {
      assertTrue(ffmpeg.awaitExit(SOON), "ffmpeg heard nothing by\n" + sdp);
    }
    return Files.readAllBytes(raw);
  }

  private String get(String path) {
    try {
      return machine.call(() -> {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:8080" + path).toURL().openConnection();
        try (InputStream body = connection.getInputStream()) {
          return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
          connection.disconnect();
        }
      });
    } catch (Exception e) {
      throw new AssertionError("GET " + path, e);
    }
  }
}
