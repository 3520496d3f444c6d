package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * PipeWire's own routes of RTP streams, without a sound card: {@code module-rtp-source}, which resamples to the graph's clock, into a null
 * sink that the dummy driver clocks, and its monitor into {@code module-rtp-sink}. The source plays what it finds announced by SAP only, so
 * streams are announced to it.
 */
public final class PipeWireRoute implements AutoCloseable {

  private static final String GRAPH = """
      context.properties = {
        core.daemon = true
        core.name = pipewire-0
        default.clock.rate = 48000
        default.clock.quantum = 256
        default.clock.max-quantum = 1024
      }
      context.spa-libs = { audio.convert.* = audioconvert/libspa-audioconvert support.* = support/libspa-support }
      context.modules = [
        { name = libpipewire-module-rt args = { nice.level = -11 rt.prio = 20 } flags = [ ifexists nofail ] }
        { name = libpipewire-module-protocol-native }
        { name = libpipewire-module-metadata }
        { name = libpipewire-module-spa-node-factory }
        { name = libpipewire-module-client-node }
        { name = libpipewire-module-access }
        { name = libpipewire-module-adapter }
        { name = libpipewire-module-link-factory }
        { name = libpipewire-module-session-manager }
      MODULES
      ]
      context.objects = [
        { factory = spa-node-factory
          args = { factory.name = support.node.driver node.name = Dummy-Driver node.group = pipewire.dummy priority.driver = 20000 } }
      BUSES
      ]
      """;

  private static final String SOURCE = """
        { name = libpipewire-module-rtp-source args = {
            local.ifname = red
            sess.latency.msec = 40
            stream.rules = [
      RULES
            ]
        } }
      """;

  private static final String RULE = """
        {
              matches = [ { rtp.session = "~talkerN$" } ]
              actions = { create-stream = { node.name = inN target.object = busN media.class = Stream/Output/Audio } }
            }
      """;

  private static final String SINK = """
        { name = libpipewire-module-rtp-sink args = {
            local.ifname = red
            source.ip = FROM
            destination.ip = TO
            destination.port = 5004
            net.ttl = 4
            sess.min-ptime = 1
            sess.max-ptime = 1
            audio.format = S24BE
            stream.props = { node.name = outN media.class = Stream/Input/Audio stream.capture.sink = true target.object = busN }
        } }
      """;

  private static final String BUS = """
        { factory = adapter args = {
            factory.name = support.null-audio-sink node.name = busN media.class = Audio/Sink audio.position = "FL,FR" object.linger = true
        } }
      """;

  private final Path directory;
  private final PeerProcess server;
  private final PeerProcess sessions;

  private PipeWireRoute(Path directory, PeerProcess server, PeerProcess sessions) {
    this.directory = directory;
    this.server = server;
    this.sessions = sessions;
  }

  public static boolean isInstalled() {
    return Stream.of("pipewire", "wireplumber", "dbus-run-session").allMatch(program -> Files.isExecutable(Path.of("/usr/bin", program)));
  }

  /**
   * Starts it on a host; it waits for announcements.
   *
   * @param groups where it sends: the first what is announced as {@code talker1}, and so on
   */
  public static PipeWireRoute start(LabHost host, List<String> groups) throws IOException {
    Path directory = Files.createTempDirectory("rig-pipewire");
    Path graph = directory.resolve("graph.conf");
    Files.writeString(graph, graph(groups).replace("FROM", host.address("red")));
    String home = "HOME=" + directory;
    String runtime = "XDG_RUNTIME_DIR=" + directory;
    PeerProcess server = host.start("env", home, runtime, "pipewire", "-c", graph.toString());
    Await.until(Duration.ofSeconds(10), "PipeWire's socket", () -> Files.exists(directory.resolve("pipewire-0")));
    return new PipeWireRoute(directory, server, host.start("env", home, runtime, "dbus-run-session", "wireplumber"));
  }

  private static String graph(List<String> groups) {
    StringBuilder rules = new StringBuilder();
    StringBuilder sinks = new StringBuilder();
    StringBuilder buses = new StringBuilder();
    for (int i = 1; i <= groups.size(); i++) {
      String number = Integer.toString(i);
      rules.append(RULE.replace("talkerN", "talker" + number).replace("inN", "in" + number).replace("busN", "bus" + number));
      sinks.append(SINK.replace("outN", "out" + number).replace("busN", "bus" + number).replace("TO", groups.get(i - 1)));
      buses.append(BUS.replace("busN", "bus" + number));
    }
    return GRAPH.replace("MODULES\n", SOURCE.replace("RULES\n", rules) + sinks).replace("BUSES\n", buses);
  }

  /**
   * Announces a stream of L24/48000/2 once (RFC 2974), from the host that sends it.
   *
   * @param number it is announced as {@code talker} with this
   */
  public static void announce(LabHost from, int number, String group) {
    try {
      from.call(() -> {
        send(from.address("red"), number, group);
        return null;
      });
    } catch (Exception failed) {
      throw new IllegalStateException("cannot announce " + group, failed);
    }
  }

  private static void send(String address, int number, String group) throws IOException {
    String sdp = """
        v=0
        o=- %d 1 IN IP4 %s
        s=talker%d
        c=IN IP4 %s/32
        t=0 0
        m=audio 5004 RTP/AVP 98
        a=rtpmap:98 L24/48000/2
        a=ptime:1
        a=mediaclk:direct=0
        """.formatted(number, address, number, group).replace("\n", "\r\n");
    ByteBuffer packet = ByteBuffer.allocate(1024);
    packet.putInt(0x2000_1234 + number).put(InetAddress.getByName(address).getAddress());
    packet.put("application/sdp\0".getBytes(StandardCharsets.US_ASCII)).put(sdp.getBytes(StandardCharsets.US_ASCII)).flip();
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("red"));
      channel.send(packet, new InetSocketAddress("224.0.0.56", 9875));
    }
  }

  /** The process that carries audio. */
  public PeerProcess server() {
    return server;
  }

  /** The message bus outlives the program that started it, unless it is ended itself. */
  @Override
  public void close() {
    ProcessHandle.of(sessions.pid()).stream().flatMap(ProcessHandle::descendants).toList().forEach(ProcessHandle::destroy);
    server.close();
    sessions.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
