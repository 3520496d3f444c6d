package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Somebody who can carry stereo L24 routes from 239.77.0.1 + i to 239.78.0.1 + i, all on processor 1 of the router's host.
 *
 * <p>GStreamer and ffmpeg forward payloads on the sender's own timestamps; Crosspoint re-times every sample to the plant's clock; the C
 * relay does nothing but receive and send.
 */
enum Contender {
  CROSSPOINT("Crosspoint"),
  GSTREAMER("GStreamer"),
  FFMPEG("ffmpeg, stream copy"),
  RELAY("C relay");

  private static final String[] ON_ONE_PROCESSOR = {"taskset", "-c", "1"};

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** How many routes it is given in turn: as many as show the slope without filling the processor. */
  List<Integer> routeCounts(String packetTime) {
    if (packetTime.endsWith("us")) {
      // Eight times the packets in each route.
      return switch (this) {
        case CROSSPOINT, RELAY -> List.of(4, 8, 16);
        case GSTREAMER -> List.of(1, 2, 4);
        case FFMPEG -> List.of(1, 2);
      };
    }
    return switch (this) {
      case CROSSPOINT, RELAY -> List.of(16, 32, 64);
      case GSTREAMER -> List.of(4, 8, 16, 32);
      case FFMPEG -> List.of(1, 2, 4);
    };
  }

  /** Starts it; the processes returned are all that it consists of. */
  List<PeerProcess> start(LabHost host, Scenario scenario, int seconds, CostRig.Tools tools) {
    return switch (this) {
      case CROSSPOINT -> List.of(crosspoint(host, scenario, tools));
      case GSTREAMER -> List.of(gstreamer(host, scenario));
      case FFMPEG -> IntStream.rangeClosed(1, scenario.routes()).mapToObj(i -> ffmpeg(host, scenario, i)).toList();
      case RELAY -> List.of(relay(host, scenario, seconds, tools));
    };
  }

  private static PeerProcess crosspoint(LabHost host, Scenario scenario, CostRig.Tools tools) {
    return RouterProcess.start(host, tools.launcher(), temporary(".yaml", scenario.yaml("red"))).process();
  }

  private static PeerProcess relay(LabHost host, Scenario scenario, int seconds, CostRig.Tools tools) {
    return onOneProcessor(
        host,
        List.of(
            tools.relay().toString(), host.address("red"), "239.77.0.1", "5004", "239.78.0.1", "5004",
            Integer.toString(scenario.routes()), Integer.toString(seconds)));
  }

  private static PeerProcess gstreamer(LabHost host, Scenario scenario) {
    List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
    for (int i = 1; i <= scenario.routes(); i++) {
      String caps = "application/x-rtp,media=audio,clock-rate=48000,encoding-name=L24,channels=2,payload=98";
      String packetNs = Long.toString(scenario.inPacketNs());
      command.addAll(List.of("udpsrc", "address=239.77.0." + i, "port=5004", "multicast-iface=red", "caps=" + caps, "!"));
      command.addAll(List.of("rtpjitterbuffer", "latency=5", "!", "rtpL24depay", "!"));
      command.addAll(List.of("rtpL24pay", "pt=98", "min-ptime=" + packetNs, "max-ptime=" + packetNs, "!"));
      command.addAll(
          List.of("udpsink", "host=239.78.0." + i, "port=5004", "multicast-iface=red", "auto-multicast=false", "ttl-mc=4", "sync=false",
              "async=false"));
    }
    return onOneProcessor(host, command);
  }

  private static PeerProcess ffmpeg(LabHost host, Scenario scenario, int stream) {
    String sdp =
        """
        v=0
        o=- 1 1 IN IP4 10.77.0.1
        s=rig
        c=IN IP4 239.77.0.%d/4
        t=0 0
        m=audio 5004 RTP/AVP 98
        a=rtpmap:98 L24/48000/2
        """
            .formatted(stream);
    int datagramBytes = 12 + (int) (scenario.inPacketNs() * 48 / 1_000_000) * 6;
    return onOneProcessor(
        host,
        List.of(
            "ffmpeg", "-nostdin", "-loglevel", "error", "-analyzeduration", "0", "-probesize", "32", "-protocol_whitelist", "file,udp,rtp",
            "-i", temporary(".sdp", sdp).toString(),
            "-c", "copy", "-payload_type", "98", "-f", "rtp", "rtp://239.78.0.%d:5004?pkt_size=%d&ttl=4&localaddr=%s"
                .formatted(stream, datagramBytes, host.address("red"))));
  }

  private static PeerProcess onOneProcessor(LabHost host, List<String> command) {
    List<String> pinned = new ArrayList<>(List.of(ON_ONE_PROCESSOR));
    pinned.addAll(command);
    return host.start(pinned.toArray(String[]::new));
  }

  private static Path temporary(String suffix, String text) {
    try {
      Path file = Files.createTempFile("rig", suffix);
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
