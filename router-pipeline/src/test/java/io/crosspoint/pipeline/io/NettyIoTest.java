package io.crosspoint.pipeline.io;

import static io.crosspoint.pipeline.io.IoLab.PACKET_BYTES;
import static io.crosspoint.pipeline.io.IoLab.input;
import static io.crosspoint.pipeline.io.IoLab.ip;
import static io.crosspoint.pipeline.io.IoLab.loopback;
import static io.crosspoint.pipeline.io.IoLab.marked;
import static io.crosspoint.pipeline.io.IoLab.output;
import static io.crosspoint.pipeline.io.IoLab.receive;
import static io.crosspoint.pipeline.io.IoLab.receiveForAWhile;
import static io.crosspoint.pipeline.io.IoLab.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.io.IoLab.Ring;
import io.crosspoint.pipeline.io.IoLab.Seen;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.HostClocks;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class NettyIoTest {

  private static final int PORT = 46_004;

  private final Nic lo = loopback();
  private final ClockSnapshot wall = IoLab.wallClock();
  private final HostClocks clocks = HostClocks.ofThisHost();

  private static void assumeAvailable(IoKind kind) {
    assumeTrue(kind != IoKind.NETTY_EPOLL || Epoll.isAvailable(), "Netty's epoll is not available here");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NATIVE")
  void shouldCarryABatchWithStampsAndAddresses(IoKind kind) throws Exception {
    assumeAvailable(kind);
    Ring ring = new Ring(256, 1472);
    List<OutputSpec> outputs =
        List.of(output("one", send(lo, "127.0.0.1", PORT, 45_910)), output("two", send(lo, "127.0.0.1", PORT + 1, 45_910)));
    TransmitBatch batch = marked(outputs, 7);
    List<InputSpec> inputs =
        List.of(
            input("one", receive(lo, "127.0.0.1", PORT, null)), input("two", receive(lo, "127.0.0.1", PORT + 1, "127.0.0.1")));
    try (PacketSource source = kind.source(ring, wall, inputs);
        PacketSink sink = kind.sink()) {
      sink.attach(batch);
      long beforePtpNs = wall.ptpAtRaw(clocks.rawNs());
      assertEquals(2, sink.send(batch));
      List<Seen> seen = IoLab.receive(source, ring, 2);
      long afterPtpNs = wall.ptpAtRaw(clocks.rawNs());
      assertEquals(2, seen.size());
      for (Seen packet : seen) {
        assertEquals(7 + packet.input(), packet.mark());
        assertEquals(PACKET_BYTES, packet.lengthBytes());
        assertFalse(packet.kernelStamped());
        assertEquals(UdpSocket.bits(ip("127.0.0.1")), packet.sourceAddress());
        assertEquals(45_910, packet.sourcePort());
        assertTrue(packet.arrivalPtpNs() >= beforePtpNs && packet.arrivalPtpNs() <= afterPtpNs);
      }
      assertEquals(0, sink.refused());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NATIVE")
  void shouldDropForeignAndTruncatedDatagrams(IoKind kind) throws Exception {
    assumeAvailable(kind);
    Ring ring = new Ring(256, 100);
    List<OutputSpec> outputs =
        List.of(output("one", send(lo, "127.0.0.1", PORT, 45_911)), output("two", send(lo, "127.0.0.1", PORT + 1, 45_911)));
    TransmitBatch batch = marked(outputs, 0);
    List<InputSpec> inputs =
        List.of(
            input("foreign", receive(lo, "127.0.0.1", PORT, "127.0.0.9")), input("long", receive(lo, "127.0.0.1", PORT + 1, null)));
    try (PacketSource source = kind.source(ring, wall, inputs);
        PacketSink sink = kind.sink()) {
      sink.attach(batch);
      sink.send(batch);
      assertEquals(List.of(), receiveForAWhile(source, ring));
      assertEquals(1, source.meter(0, 0).counters().get(FlowCounter.FOREIGN_SOURCE));
      assertEquals(1, source.meter(1, 0).counters().get(FlowCounter.TRUNCATED));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NATIVE")
  void shouldNameTheInputThatCannotBeBound(IoKind kind) {
    assumeAvailable(kind);
    Ring ring = new Ring(64, 1472);
    List<InputSpec> inputs =
        List.of(input("first", receive(lo, "127.0.0.1", PORT, null)), input("second", receive(lo, "127.0.0.1", PORT, null)));
    IOException refusal = assertThrows(IOException.class, () -> kind.source(ring, wall, inputs).close());
    assertTrue(refusal.getMessage().contains("second") && refusal.getMessage().contains("in use"), refusal.getMessage());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NATIVE")
  void shouldCountWhatTheRingCannotTake(IoKind kind) throws Exception {
    assumeAvailable(kind);
    Ring ring = new Ring(16, 1472);
    List<OutputSpec> outputs = List.of(output("one", send(lo, "127.0.0.1", PORT, 45_912)));
    TransmitBatch batch = marked(outputs, 0);
    try (PacketSource source = kind.source(ring, wall, List.of(input("one", receive(lo, "127.0.0.1", PORT, null))));
        PacketSink sink = kind.sink()) {
      sink.attach(batch);
      for (int i = 0; i < 40; i++) {
        sink.send(batch);
      }
      long endNs = System.nanoTime() + 1_000_000_000L;
      while (source.meter(0, 0).counters().get(FlowCounter.DATAGRAMS) < 40 && System.nanoTime() - endNs < 0) {
        source.awaitReadable(1);
      }
      assertEquals(24, source.meter(0, 0).counters().get(FlowCounter.RING_FULL));
      assertEquals(16, ring.take().size());
    }
  }
}
