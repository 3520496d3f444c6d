package io.crosspoint.app.listen;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The router between equipment that nobody here wrote: a ptp4l grandmaster, GStreamer talking, GStreamer and ffmpeg listening. */
@Timeout(120)
@Isolated("what it hears, or how punctual it is, depends on the processors")
class RealPeersSystemTest {

  private static final Duration SOON = Duration.ofSeconds(40);
  private static final int FRAME_BYTES = 6;
  private static final int SECOND_BYTES = 48_000 * FRAME_BYTES;

  @TempDir
  private Path directory;

  private NetworkLab lab;
  private LabHost studio;
  private LabHost machine;
  private LabHost ears;
  private PeerProcess router;

  @BeforeEach
  void connect() throws IOException {
    Peers.require("ptp4l", "gst-launch-1.0", "ffmpeg", "tshark");
    lab = NetworkLab.open();
    studio = lab.host("studio");
    machine = lab.host("machine");
    ears = lab.host("ears");
    lab.connect("red", "10.77.0", studio, machine, ears);
    lab.owned(Ptp4l.grandmaster(studio, "red")).start();
    Path file = Files.writeString(directory.resolve("router.yaml"), """
        name: peers
        networks: { red: { interface: red } }
        clock: { source: ptp, network: red }
        inputs: { in: { streams: [ { network: red, group: 239.77.0.1, port: 5004 } ], format: L24/48000/2, link-offset: 60ms } }
        outputs: { out: { streams: [ { network: red, group: 239.78.0.1, port: 5004 } ], format: L24/48000/2 } }
        routes: [ { from: in, to: out } ]
        http: { listen: 127.0.0.1:0 }
        """);
    router = machine.start(RouterProcess.command("run", file.toString()).toArray(String[]::new));
    Await.until(SOON, "ready:\n" + router.output(), () -> router.output().contains("INFO  ready"));
    // Free-running and at a random timestamp offset, as GStreamer does it.
    studio.start(
        "gst-launch-1.0", "-q", "audiotestsrc", "is-live=true", "samplesperbuffer=48", "wave=white-noise", "volume=0.5", "!",
        "audio/x-raw,format=S24BE,rate=48000,channels=2", "!", "rtpL24pay", "min-ptime=1000000", "max-ptime=1000000", "pt=98", "!",
        "udpsink", "host=239.77.0.1", "port=5004", "multicast-iface=red", "auto-multicast=false", "ttl-mc=4");
    Await.pause(Duration.ofSeconds(1));
  }

  @AfterEach
  void remove() {
    if (lab != null) {
      lab.close();
    }
  }

  /** A GStreamer listener that writes raw big-endian samples. */
  private PeerProcess gstreamer(String group, Path file) {
    return ears.start(
        "gst-launch-1.0", "-q", "-e", "udpsrc", "address=" + group, "port=5004", "multicast-iface=red",
        "caps=application/x-rtp,media=audio,clock-rate=48000,encoding-name=L24,channels=2,payload=98", "!", "rtpjitterbuffer",
        "latency=200", "!", "rtpL24depay", "!", "filesink", "buffer-mode=unbuffered", "location=" + file);
  }

  private PeerProcess ffmpeg(Path file) throws IOException {
    Path sdp = Files.writeString(directory.resolve("out.sdp"), """
        v=0
        o=- 1 1 IN IP4 10.77.0.2
        s=out
        c=IN IP4 239.78.0.1/16
        t=0 0
        m=audio 5004 RTP/AVP 98
        a=rtpmap:98 L24/48000/2
        a=ptime:1
        """);
    return ears.start(
        "ffmpeg", "-loglevel", "error", "-protocol_whitelist", "file,udp,rtp", "-i", sdp.toString(), "-t", "6",
        "-c:a", "pcm_s24be", "-f", "s24be", file.toString());
  }

  @Test
  void shouldCarryGStreamersSamplesBitForBitToGStreamerAndFfmpeg() throws Exception {
    Path gst = directory.resolve("gst.raw");
    Path ffmpeg = directory.resolve("ffmpeg.raw");
    byte[] wanted;
    try (RtpRecorder reference = new RtpRecorder(ears, "red", "239.77.0.1");
        PeerProcess first = gstreamer("239.78.0.1", gst);
        PeerProcess second = ffmpeg(ffmpeg)) {
      assertTrue(second.awaitExit(Duration.ofSeconds(30)), "ffmpeg heard nothing");
      assertTrue(first.isAlive());
      wanted = reference.stop();
    }
    assertCarried(wanted, Files.readAllBytes(gst), "GStreamer");
    assertCarried(wanted, Files.readAllBytes(ffmpeg), "ffmpeg");
  }

  /**
   * More than two seconds without a break are heard as they were sent. Not everything: GStreamer's jitter buffer drops packets while it
   * starts, and a busy machine stalls a free-running talker for longer than any link offset.
   */
  private static void assertCarried(byte[] sent, byte[] heard, String who) {
    int best = 0;
    for (int probe = 1; probe < 16; probe++) {
      best = Math.max(best, equalBytes(sent, heard, heard.length / FRAME_BYTES * probe / 16 * FRAME_BYTES));
    }
    String extent =
        "%s heard %d frames of %d, %d in a row as they were sent"
            .formatted(who, heard.length / FRAME_BYTES, sent.length / FRAME_BYTES, best / FRAME_BYTES);
    assertTrue(best > 2 * SECOND_BYTES, extent);
  }

  /** Length of the part around a place of {@code heard} that stands in {@code sent} as it is. */
  private static int equalBytes(byte[] sent, byte[] heard, int at) {
    // Noise repeats nothing: 64 frames stand in one place only.
    int there = find(sent, Arrays.copyOfRange(heard, at, at + 64 * FRAME_BYTES));
    if (there < 0) {
      return 0;
    }
    int before = 0;
    while (before < Math.min(at, there) && heard[at - before - 1] == sent[there - before - 1]) {
      before++;
    }
    int after = 0;
    while (after < Math.min(heard.length - at, sent.length - there) && heard[at + after] == sent[there + after]) {
      after++;
    }
    return before + after;
  }

  private static int find(byte[] in, byte[] what) {
    for (int at = 0; at + what.length <= in.length; at += FRAME_BYTES) {
      if (in[at] == what[0] && Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        return at;
      }
    }
    return -1;
  }

  /** Of a few stretches of 4 s one is whole: in any, this machine may stand still for so long that deadlines are given up. */
  @Test
  void shouldSatisfyTsharksStreamAnalysis() {
    List<String> heard = new ArrayList<>();
    while (heard.size() < 4 && heard.stream().noneMatch(stream -> stream.contains(" 0 (0.0%)"))) {
      heard.add(tsharksStream());
    }
    String stream = heard.getLast();
    assertTrue(stream.contains(" 0 (0.0%)"), "lost: " + heard);
    assertTrue(!stream.stripTrailing().endsWith("X"), "a problem: " + stream);
    int packets = Integer.parseInt(stream.replaceFirst(".*\\s(\\d+)\\s+0 \\(0\\.0%\\).*", "$1"));
    assertTrue(packets > 2500, "packets: " + stream);
  }

  /** The line that tshark prints of the only stream that it heard in 4 s. */
  private String tsharksStream() {
    PeerProcess tshark =
        ears.start("tshark", "-q", "-ired", "-a", "duration:4", "-f", "host 239.78.0.1", "-d", "udp.port==5004,rtp", "-z", "rtp,streams");
    // Somebody has to be a member, or a switch would not send it; here the bridge floods.
    assertTrue(tshark.awaitExit(Duration.ofSeconds(30)), tshark.output());
    List<String> streams = tshark.lines().stream().filter(line -> line.contains("239.78.0.1")).toList();
    assertEquals(1, streams.size(), tshark.output());
    return streams.getFirst();
  }
}
