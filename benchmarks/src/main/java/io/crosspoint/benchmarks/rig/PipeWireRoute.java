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
import java.util.stream.Stream;

/**
 * PipeWire's own route of an RTP stream, without a sound card: {@code module-rtp-source}, which resamples to the graph's clock, into a null
 * sink that the dummy driver clocks, and its monitor into {@code module-rtp-sink}. The source plays what it finds announced by SAP only, so
 * the stream is announced to it.
 */
final class PipeWireRoute implements AutoCloseable {

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
        { name = libpipewire-module-rtp-source args = {
            local.ifname = red
            sess.latency.msec = 40
            stream.rules = [ {
              matches = [ { rtp.session = "~.*" } ]
              actions = { create-stream = { node.name = in target.object = bus media.class = Stream/Output/Audio } }
            } ]
        } }
        { name = libpipewire-module-rtp-sink args = {
            local.ifname = red
            source.ip = FROM
            destination.ip = TO
            destination.port = 5004
            net.ttl = 4
            sess.min-ptime = 1
            sess.max-ptime = 1
            audio.format = S24BE
            stream.props = { node.name = out media.class = Stream/Input/Audio stream.capture.sink = true target.object = bus }
        } }
      ]
      context.objects = [
        { factory = spa-node-factory
          args = { factory.name = support.node.driver node.name = Dummy-Driver node.group = pipewire.dummy priority.driver = 20000 } }
        { factory = adapter args = {
            factory.name = support.null-audio-sink node.name = bus media.class = Audio/Sink audio.position = "FL,FR" object.linger = true
        } }
      ]
      """;

  private final Path directory;
  private final PeerProcess server;
  private final PeerProcess sessions;

  private PipeWireRoute(Path directory, PeerProcess server, PeerProcess sessions) {
    this.directory = directory;
    this.server = server;
    this.sessions = sessions;
  }

  static boolean isInstalled() {
    return Stream.of("pipewire", "wireplumber", "dbus-run-session").allMatch(program -> Files.isExecutable(Path.of("/usr/bin", program)));
  }

  /** Starts it on a host; it waits for an announcement. */
  static PipeWireRoute start(LabHost host, String group) throws IOException {
    Path directory = Files.createTempDirectory("rig-pipewire");
    Path graph = directory.resolve("graph.conf");
    Files.writeString(graph, GRAPH.replace("FROM", host.address("red")).replace("TO", group));
    String home = "HOME=" + directory;
    String runtime = "XDG_RUNTIME_DIR=" + directory;
    PeerProcess server = host.start("env", home, runtime, "pipewire", "-c", graph.toString());
    Await.until(Duration.ofSeconds(10), "PipeWire's socket", () -> Files.exists(directory.resolve("pipewire-0")));
    return new PipeWireRoute(directory, server, host.start("env", home, runtime, "dbus-run-session", "wireplumber"));
  }

  /** Announces a stream of L24/48000/2 once (RFC 2974), from the host that sends it. */
  static void announce(LabHost from, String group) {
    try {
      from.call(() -> {
        send(from.address("red"), group);
        return null;
      });
    } catch (Exception failed) {
      throw new IllegalStateException("cannot announce " + group, failed);
    }
  }

  private static void send(String address, String group) throws IOException {
    String sdp = """
        v=0
        o=- 1 1 IN IP4 %s
        s=talker
        c=IN IP4 %s/32
        t=0 0
        m=audio 5004 RTP/AVP 98
        a=rtpmap:98 L24/48000/2
        a=ptime:1
        a=mediaclk:direct=0
        """.formatted(address, group).replace("\n", "\r\n");
    ByteBuffer packet = ByteBuffer.allocate(1024);
    packet.putInt(0x2000_1234).put(InetAddress.getByName(address).getAddress());
    packet.put("application/sdp\0".getBytes(StandardCharsets.US_ASCII)).put(sdp.getBytes(StandardCharsets.US_ASCII)).flip();
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("red"));
      channel.send(packet, new InetSocketAddress("224.0.0.56", 9875));
    }
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
