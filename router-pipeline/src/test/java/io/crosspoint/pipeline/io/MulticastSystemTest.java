package io.crosspoint.pipeline.io;

import static io.crosspoint.pipeline.io.IoLab.input;
import static io.crosspoint.pipeline.io.IoLab.marked;
import static io.crosspoint.pipeline.io.IoLab.nic;
import static io.crosspoint.pipeline.io.IoLab.output;
import static io.crosspoint.pipeline.io.IoLab.receiveForAWhile;
import static io.crosspoint.pipeline.io.IoLab.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.io.IoLab.Ring;
import io.crosspoint.pipeline.io.IoLab.Seen;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups, interfaces and sources, between network namespaces, for every implementation of the seam. */
@Timeout(60)
class MulticastSystemTest {

  private static final int PORT = 5004;

  private NetworkLab lab;
  private LabHost talker;
  private LabHost other;
  private LabHost listener;

  @BeforeEach
  void connect() {
    lab = NetworkLab.open();
    talker = lab.host("talker");
    other = lab.host("other");
    listener = lab.host("listener");
    lab.connect("red", "10.77.1", talker, other, listener);
    lab.connect("blue", "10.77.2", talker, listener);
  }

  @AfterEach
  void remove() {
    lab.close();
  }

  private static Nic nicOf(LabHost host, String network) throws Exception {
    return host.call(() -> nic(network, host.address(network)));
  }

  private ReceiveFlow flow(String network, String group, @Nullable String source) throws Exception {
    return IoLab.receive(nicOf(listener, network), group, PORT, source);
  }

  private PacketSource source(IoKind kind, Ring ring, List<InputSpec> inputs) throws Exception {
    return listener.call(() -> kind.source(ring, IoLab.wallClock(), inputs));
  }

  /** Sends one packet to each group, marked by its position. */
  private static void sendTo(IoKind kind, LabHost from, String network, int mark, String... groups) throws Exception {
    List<OutputSpec> outputs = new ArrayList<>();
    Nic nic = nicOf(from, network);
    for (String group : groups) {
      outputs.add(output(group, send(nic, group, PORT, 5004)));
    }
    TransmitBatch batch = marked(outputs, mark);
    PacketSink sink = from.call(() -> kind.sink());
    try (sink) {
      from.call(() -> attach(sink, batch));
      assertEquals(groups.length, sink.send(batch));
      // Netty's loop sends a moment later, and closing does not wait for it.
      Thread.sleep(20);
      assertEquals(0, sink.refused());
    }
  }

  /** Sockets are opened here, so in the namespace of the calling thread. */
  private static PacketSink attach(PacketSink sink, TransmitBatch batch) {
    sink.attach(batch);
    return sink;
  }

  private static List<String> marks(List<Seen> seen) {
    return seen.stream().map(packet -> packet.input() + "." + packet.leg() + ":" + packet.mark()).sorted().toList();
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepTwoGroupsOnOnePortApart(IoKind kind) throws Exception {
    Ring ring = new Ring(256, 1472);
    List<InputSpec> inputs = List.of(input("a", flow("red", "239.77.0.1", null)), input("b", flow("red", "239.77.0.2", null)));
    try (PacketSource source = source(kind, ring, inputs)) {
      sendTo(kind, talker, "red", 10, "239.77.0.1", "239.77.0.2", "239.77.0.3");
      assertEquals(List.of("0.0:10", "1.0:11"), marks(receiveForAWhile(source, ring)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepTwoInterfacesWithOneGroupApart(IoKind kind) throws Exception {
    Ring ring = new Ring(256, 1472);
    List<InputSpec> inputs = List.of(input("pair", flow("red", "239.77.0.1", null), flow("blue", "239.77.0.1", null)));
    try (PacketSource source = source(kind, ring, inputs)) {
      sendTo(kind, talker, "red", 20, "239.77.0.1");
      sendTo(kind, talker, "blue", 30, "239.77.0.1");
      assertEquals(List.of("0.0:20", "0.1:30"), marks(receiveForAWhile(source, ring)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldHearOnlyTheConfiguredSource(IoKind kind) throws Exception {
    Ring ring = new Ring(256, 1472);
    List<InputSpec> inputs =
        List.of(
            input("talker only", flow("red", "239.77.0.1", talker.address("red"))),
            input("other only", flow("red", "239.77.0.1", other.address("red"))),
            input("any", flow("red", "239.77.0.1", null)),
            input("ssm range", flow("red", "232.77.0.1", other.address("red"))));
    try (PacketSource source = source(kind, ring, inputs)) {
      sendTo(kind, talker, "red", 40, "239.77.0.1", "232.77.0.1");
      sendTo(kind, other, "red", 50, "239.77.0.1", "232.77.0.1");
      assertEquals(List.of("0.0:40", "1.0:50", "2.0:40", "2.0:50", "3.0:51"), marks(receiveForAWhile(source, ring)));
      assertEquals(0, source.meter(0, 0).counters().get(FlowCounter.FOREIGN_SOURCE), "the kernel filters for a source-specific join");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldJoinMoreGroupsThanOneSocketMay(IoKind kind) throws Exception {
    Ring ring = new Ring(1024, 1472);
    List<InputSpec> inputs = new ArrayList<>();
    String[] groups = new String[100];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = "239.77.1." + (i + 1);
      inputs.add(input("in" + i, flow("red", groups[i], null)));
    }
    try (PacketSource source = source(kind, ring, inputs)) {
      sendTo(kind, talker, "red", 0, groups);
      List<Seen> seen = receiveForAWhile(source, ring);
      assertEquals(100, seen.size());
      assertTrue(seen.stream().allMatch(packet -> packet.mark() == packet.input()), "every packet on the input of its group");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldJoinAgainAfterSilence(IoKind kind) throws Exception {
    Ring ring = new Ring(256, 1472);
    List<InputSpec> inputs =
        List.of(input("any", flow("red", "239.77.0.1", null)), input("one", flow("red", "239.77.0.2", talker.address("red"))));
    try (PacketSource source = source(kind, ring, inputs)) {
      long nowNs = 1_000;
      source.maintain(nowNs);
      source.maintain(nowNs + 14_000_000_000L);
      assertEquals(0, source.meter(0, 0).rejoins().get());
      source.maintain(nowNs + 15_000_000_000L);
      source.maintain(nowNs + 16_000_000_000L);
      assertEquals(1, source.meter(0, 0).rejoins().get());
      assertEquals(1, source.meter(1, 0).rejoins().get());
      sendTo(kind, talker, "red", 60, "239.77.0.1", "239.77.0.2");
      assertEquals(List.of("0.0:60", "1.0:61"), marks(receiveForAWhile(source, ring)));
      source.maintain(nowNs + 29_000_000_000L);
      source.maintain(nowNs + 43_000_000_000L);
      assertEquals(1, source.meter(0, 0).rejoins().get(), "a packet restarts the wait");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotHearItself(IoKind kind) throws Exception {
    Ring ring = new Ring(256, 1472);
    List<InputSpec> inputs = List.of(input("own", flow("red", "239.77.0.1", null)));
    try (PacketSource source = source(kind, ring, inputs)) {
      sendTo(kind, listener, "red", 70, "239.77.0.1");
      assertEquals(List.of(), marks(receiveForAWhile(source, ring)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldMarkWhatItSends(IoKind kind) throws Exception {
    Peers.require("tshark");
    PeerProcess capture =
        listener.start("tshark", "-l", "-i", "red", "-c", "1", "-f", "udp port 5004", "-T",
            "fields", "-e", "ip.dsfield.dscp", "-e", "ip.ttl");
    // It says so a moment before it does: tried until something was captured.
    capture.awaitLine("Capturing on", Duration.ofSeconds(10));
    for (int tries = 0; tries < 20 && capture.isAlive(); tries++) {
      sendTo(kind, talker, "red", 80, "239.77.0.1");
      capture.awaitExit(Duration.ofMillis(200));
    }
    assertTrue(capture.lines().contains("34\t4"), capture.output());
  }
}
