package io.crosspoint.benchmarks.rig.cost;

import io.crosspoint.benchmarks.rig.PipeWireRoute;
import io.crosspoint.benchmarks.rig.RouterProcess;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.PeerProcess;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Somebody who can carry stereo L24 routes from 239.77.0.1 + i to 239.78.0.1 + i, all on {@link #PROCESSOR} of the router's host.
 *
 * <p>Each is set up as one who knows it would, with the 5 ms of buffer that Crosspoint's link offset is where it has a buffer in time, and
 * with receive buffers of a megabyte where it has an option for them; all have real-time priority. GStreamer and ffmpeg forward payloads on
 * the sender's own timestamps, PipeWire resamples to its graph's clock; Crosspoint re-times every sample to the plant's clock; the C relay
 * does nothing but receive and send.
 */
enum Contender {
  CROSSPOINT("Crosspoint", new Color(0x1F, 0x5F, 0xBF)),
  RELAY("C relay", new Color(0x88, 0x88, 0x88)),
  GSTREAMER("GStreamer", new Color(0xC0, 0x39, 0x2B)),
  FFMPEG("ffmpeg, stream copy", new Color(0x2E, 0x8B, 0x57)),
  PIPEWIRE("PipeWire", new Color(0xD6, 0x8A, 0x10));

  /** Where every contender runs, and nobody else does. */
  static final int PROCESSOR = 1;

  private static final int BUFFER_BYTES = 1 << 20;
  private static final String BUFFER_MS = "5";
  private static final int RTP_HEADER_BYTES = 12;
  private static final int FRAME_BYTES = 6;

  private final String title;
  private final Color color;

  Contender(String title, Color color) {
    this.title = title;
    this.color = color;
  }

  String title() {
    return title;
  }

  Color color() {
    return color;
  }

  /** Whether it carries samples untouched, so that what comes can be told by them. */
  boolean isTransparent() {
    return this != PIPEWIRE;
  }

  /** Whether there is enough to say about how much it carries to spend minutes on it. */
  boolean isWorthFilling() {
    return this == CROSSPOINT || this == RELAY || this == GSTREAMER;
  }

  /** How many routes it is given in turn: as many as show the slope without filling the processor. */
  List<Integer> routeCounts(boolean isShort) {
    if (isShort) {
      // Eight times the packets in each route.
      return switch (this) {
        case CROSSPOINT, RELAY -> List.of(2, 5, 8);
        case GSTREAMER -> List.of(1, 2, 4);
        case FFMPEG -> List.of(1, 2);
        case PIPEWIRE -> List.of();
      };
    }
    return switch (this) {
      case CROSSPOINT, RELAY -> List.of(16, 40, 64);
      case GSTREAMER -> List.of(4, 12, 20);
      case FFMPEG -> List.of(1, 4, 8);
      case PIPEWIRE -> List.of(1, 4);
    };
  }

  /** From when it carries everything: until what was queued has gone. */
  Duration settling() {
    return Duration.ofSeconds(4);
  }

  /** What it consists of while it runs. */
  record Running(List<PeerProcess> processes, Runnable end) implements AutoCloseable {

    @Override
    public void close() {
      end.run();
    }

    static Running of(List<PeerProcess> processes) {
      return new Running(processes, () -> processes.forEach(PeerProcess::close));
    }
  }

  /**
   * Starts it; it may take seconds until it carries.
   *
   * @param plant the host of the talker
   */
  Running start(LabHost plant, LabHost host, Workload load, CostRig.Tools tools) throws IOException {
    return switch (this) {
      case CROSSPOINT -> crosspoint(host, load, tools);
      case GSTREAMER -> Running.of(List.of(onOneProcessor(host, gstreamer(load))));
      case FFMPEG -> ffmpeg(host, load);
      case RELAY -> Running.of(List.of(onOneProcessor(host, relay(host, load, tools))));
      case PIPEWIRE -> pipewire(plant, host, load);
    };
  }

  private static Running crosspoint(LabHost host, Workload load, CostRig.Tools tools) throws IOException {
    RouterProcess router = RouterProcess.startOn(PROCESSOR, host, tools.launcher(), temporary(".yaml", load.yaml()));
    return new Running(List.of(router.process()), router::close);
  }

  private static List<String> relay(LabHost host, Workload load, CostRig.Tools tools) {
    return List.of(
        tools.relay().toString(), host.address("red"), "239.77.0.1", "5004", "239.78.0.1", "5004", Integer.toString(load.routes()), "600");
  }

  /**
   * One process: a pipeline of each route in a process of its own costs as much and takes more memory. Timestamps go out as they came,
   * {@code buffer-size} is the socket's, and sinks that do not wait keep what the jitter buffer has timed.
   */
  private static List<String> gstreamer(Workload load) {
    List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
    String caps = "application/x-rtp,media=audio,clock-rate=48000,encoding-name=L24,channels=2,payload=98";
    String packetNs = Long.toString(load.scenario().inPacketNs());
    String buffer = "buffer-size=" + BUFFER_BYTES;
    for (int i = 1; i <= load.routes(); i++) {
      command.addAll(List.of("udpsrc", "address=239.77.0." + i, "port=5004", "multicast-iface=red", buffer, "caps=" + caps, "!"));
      command.addAll(List.of("rtpjitterbuffer", "latency=" + BUFFER_MS, "!", "rtpL24depay", "!"));
      command.addAll(List.of("rtpL24pay", "pt=98", "min-ptime=" + packetNs, "max-ptime=" + packetNs, "!"));
      command.addAll(
          List.of("udpsink", "host=239.78.0." + i, "port=5004", "multicast-iface=red", "auto-multicast=false", "ttl-mc=4", "sync=false",
              "async=false", "enable-last-sample=false", buffer));
    }
    return command;
  }

  private static Running ffmpeg(LabHost host, Workload load) throws IOException {
    List<PeerProcess> processes = new ArrayList<>();
    for (int i = 1; i <= load.routes(); i++) {
      processes.add(onOneProcessor(host, ffmpeg(host, load, i)));
    }
    return Running.of(processes);
  }

  /** One process for each route; {@code localaddr} or it would not know where to join. */
  private static List<String> ffmpeg(LabHost host, Workload load, int stream) throws IOException {
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
    int datagramBytes = RTP_HEADER_BYTES + load.scenario().packetFrames() * FRAME_BYTES;
    return List.of(
        "ffmpeg", "-nostdin", "-loglevel", "error", "-analyzeduration", "0", "-probesize", "32", "-protocol_whitelist", "file,udp,rtp",
        "-buffer_size", Integer.toString(BUFFER_BYTES), "-i", temporary(".sdp", sdp).toString(),
        "-c", "copy", "-payload_type", "98", "-flush_packets", "1", "-f", "rtp",
        "rtp://239.78.0.%d:5004?pkt_size=%d&ttl=4&localaddr=%s".formatted(stream, datagramBytes, host.address("red")));
  }

  private static Running pipewire(LabHost plant, LabHost host, Workload load) throws IOException {
    if (!PipeWireRoute.isInstalled()) {
      throw new IOException("not installed here");
    }
    List<String> groups = IntStream.rangeClosed(1, load.routes()).mapToObj(i -> "239.78.0." + i).toList();
    PipeWireRoute route = PipeWireRoute.start(host, groups);
    // Those that come later inherit it.
    host.run("taskset", "-a", "-c", "-p", Integer.toString(PROCESSOR), Long.toString(route.server().pid()));
    // Announcements are heard once its session manager has linked what is there.
    Await.pause(Duration.ofSeconds(3));
    for (int i = 1; i <= load.routes(); i++) {
      PipeWireRoute.announce(plant, i, "239.77.0." + i);
    }
    return new Running(List.of(route.server()), route::close);
  }

  /** With real-time priority, as Crosspoint has where it is permitted. */
  private static PeerProcess onOneProcessor(LabHost host, List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("chrt", "--fifo", "40", "taskset", "-c", Integer.toString(PROCESSOR)));
    pinned.addAll(command);
    return host.start(pinned.toArray(String[]::new));
  }

  private static Path temporary(String suffix, String text) throws IOException {
    Path file = Files.createTempFile("rig", suffix);
    file.toFile().deleteOnExit();
    return Files.writeString(file, text);
  }
}
