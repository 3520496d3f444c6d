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

import com.sun.management.ThreadMXBean;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.io.IoLab.Ring;
import io.crosspoint.pipeline.io.IoLab.Seen;
import io.crosspoint.pipeline.send.Departures;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.HostClocks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(30)
class NativeIoTest {

  private static final int PORT = 45_004;

  private final Nic lo = loopback();
  private final ClockSnapshot wall = IoLab.wallClock();

  private NativePacketSource source(Ring ring, InputSpec... inputs) throws IOException {
    return new NativePacketSource(List.of(inputs), ring.events, ClockCell.of(wall), HostClocks.ofThisHost());
  }

  @Test
  void shouldCarryABatchWithStampsAndAddresses() throws Exception {
    Ring ring = new Ring(256, 1472);
    List<OutputSpec> outputs =
        List.of(output("one", send(lo, "127.0.0.1", PORT, 45_900)), output("two", send(lo, "127.0.0.1", PORT + 1, 45_900)));
    TransmitBatch batch = marked(outputs, 7);
    InputSpec one = input("one", receive(lo, "127.0.0.1", PORT, null));
    InputSpec two = input("two", receive(lo, "127.0.0.1", PORT + 1, "127.0.0.1"));
    try (NativePacketSource source = source(ring, one, two);
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(batch);
      long beforePtpNs = wall.ptpAtRaw(HostClocks.ofThisHost().rawNs());
      assertEquals(2, sink.send(batch));
      long afterPtpNs = wall.ptpAtRaw(HostClocks.ofThisHost().rawNs());
      List<Seen> seen = IoLab.receive(source, ring, 2);
      assertEquals(2, seen.size());
      for (Seen packet : seen) {
        assertEquals(7 + packet.input(), packet.mark());
        assertEquals(PACKET_BYTES, packet.lengthBytes());
        assertTrue(packet.kernelStamped());
        assertEquals(UdpSocket.bits(ip("127.0.0.1")), packet.sourceAddress());
        assertEquals(45_900, packet.sourcePort());
        // 200 µs for a wall clock that is being slewed while the snapshot stands still.
        assertTrue(packet.arrivalPtpNs() > beforePtpNs - 200_000, "before it was sent by " + (beforePtpNs - packet.arrivalPtpNs()));
        assertTrue(packet.arrivalPtpNs() < afterPtpNs + 200_000, "after it was sent by " + (packet.arrivalPtpNs() - afterPtpNs));
      }
      assertEquals(1, source.meter(1, 0).counters().get(FlowCounter.DATAGRAMS));
      assertEquals(0, source.meter(1, 0).counters().get(FlowCounter.UNSTAMPED));
    }
  }

  @Test
  void shouldSendOnePartOfABatchAtATime() throws Exception {
    Ring ring = new Ring(256, 1472);
    List<OutputSpec> outputs =
        List.of(
            output("one", send(lo, "127.0.0.1", PORT, 45_920)), output("two", send(lo, "127.0.0.1", PORT + 1, 45_921)),
            output("three", send(lo, "127.0.0.1", PORT + 1, 45_920)));
    Departures departures = Departures.spread(List.of(0, 2, 1), 2, 1_000_000);
    TransmitBatch batch = marked(new TransmitBatch(outputs, List.of(0, 1, 2), departures, 48_000), 0);
    try (NativePacketSource source =
            source(ring, input("one", receive(lo, "127.0.0.1", PORT, null)), input("two", receive(lo, "127.0.0.1", PORT + 1, null)));
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(batch);
      assertEquals(1, sink.send(batch, 1));
      assertEquals(List.of(45_921), IoLab.receive(source, ring, 1).stream().map(Seen::sourcePort).toList());
      assertEquals(2, sink.send(batch, 0));
      List<Seen> seen = IoLab.receive(source, ring, 2);
      assertEquals(List.of(0, 1), seen.stream().map(Seen::input).sorted().toList());
      assertTrue(seen.stream().allMatch(packet -> packet.sourcePort() == 45_920));
    }
  }

  @Test
  void shouldDropAndCountAForeignSource() throws Exception {
    Ring ring = new Ring(256, 1472);
    List<OutputSpec> outputs = List.of(output("one", send(lo, "127.0.0.1", PORT, 45_901)));
    TransmitBatch batch = marked(outputs, 0);
    try (NativePacketSource source = source(ring, input("one", receive(lo, "127.0.0.1", PORT, "127.0.0.9")));
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(batch);
      sink.send(batch);
      assertEquals(List.of(), receiveForAWhile(source, ring));
      assertEquals(1, source.meter(0, 0).counters().get(FlowCounter.FOREIGN_SOURCE));
    }
  }

  @Test
  void shouldCountWhatTheRingCannotTakeAndRecover() throws Exception {
    Ring ring = new Ring(16, 1472);
    List<OutputSpec> outputs = List.of(output("one", send(lo, "127.0.0.1", PORT, 45_902)));
    TransmitBatch batch = marked(outputs, 0);
    try (NativePacketSource source = source(ring, input("one", receive(lo, "127.0.0.1", PORT, null)));
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(batch);
      for (int i = 0; i < 40; i++) {
        sink.send(batch);
      }
      int published = source.poll();
      assertTrue(published > 0 && published <= 16, "published " + published);
      assertEquals(40 - published, source.meter(0, 0).counters().get(FlowCounter.RING_FULL));
      assertEquals(published, ring.take().size());
      sink.send(batch);
      assertEquals(1, IoLab.receive(source, ring, 1).size());
    }
  }

  @Test
  void shouldDropAndCountATruncatedDatagram() throws Exception {
    Ring ring = new Ring(64, 100);
    List<OutputSpec> outputs = List.of(output("one", send(lo, "127.0.0.1", PORT, 45_903)));
    TransmitBatch batch = marked(outputs, 0);
    try (NativePacketSource source = source(ring, input("one", receive(lo, "127.0.0.1", PORT, null)));
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(batch);
      sink.send(batch);
      assertEquals(List.of(), receiveForAWhile(source, ring));
      assertEquals(1, source.meter(0, 0).counters().get(FlowCounter.TRUNCATED));
    }
  }

  @Test
  void shouldGiveOneFlowNoMoreThanItsBudgetInOnePoll() throws Exception {
    Ring ring = new Ring(1024, 1472);
    List<OutputSpec> flood = List.of(output("flood", send(lo, "127.0.0.1", PORT, 45_904)));
    List<OutputSpec> quiet = List.of(output("quiet", send(lo, "127.0.0.1", PORT + 1, 45_904)));
    TransmitBatch floodBatch = marked(flood, 0);
    TransmitBatch quietBatch = marked(quiet, 0);
    List<OutputSpec> both = List.of(flood.getFirst(), quiet.getFirst());
    try (NativePacketSource source =
            source(ring, input("flood", receive(lo, "127.0.0.1", PORT, null)), input("quiet", receive(lo, "127.0.0.1", PORT + 1, null)));
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(floodBatch);
      sink.attach(quietBatch);
      for (int i = 0; i < 100; i++) {
        sink.send(floodBatch);
      }
      sink.send(quietBatch);
      assertEquals(65, source.poll());
      assertEquals(1, ring.take().stream().filter(packet -> packet.input() == 1).count());
      assertEquals(36, source.poll());
    }
  }

  @Test
  void shouldCountWhatTheKernelDropped() throws Exception {
    Ring ring = new Ring(4096, 1472);
    List<OutputSpec> outputs = List.of(output("one", send(lo, "127.0.0.1", PORT, 45_905)));
    TransmitBatch batch = marked(outputs, 0);
    try (NativePacketSource source = source(ring, input("one", receive(lo, "127.0.0.1", PORT, null)));
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(batch);
      int sent = 0;
      for (int i = 0; i < 2000; i++) {
        sent += sink.send(batch);
      }
      int received = 0;
      for (int published = source.poll(); published > 0; published = source.poll()) {
        received += published;
      }
      // The count travels with the first datagram that is queued after the loss.
      sent += sink.send(batch);
      received += IoLab.receive(source, ring, 4096).size() > 0 ? source.poll() + 1 : 0;
      long dropped = source.meter(0, 0).counters().get(FlowCounter.KERNEL_DROPS);
      assertTrue(dropped > 0, "nothing was dropped");
      assertEquals(sent, received + dropped);
    }
  }

  @Test
  void shouldNameTheInputThatCannotBeBound() throws Exception {
    Ring ring = new Ring(64, 1472);
    InputSpec first = input("first", receive(lo, "127.0.0.1", PORT, null));
    InputSpec second = input("second", receive(lo, "127.0.0.1", PORT, null));
    IOException refusal = assertThrows(IOException.class, () -> source(ring, first, second).close());
    assertTrue(refusal.getMessage().contains("second") && refusal.getMessage().contains("in use"), refusal.getMessage());
    // The first one's socket was closed again.
    source(ring, first).close();
  }

  @Test
  void shouldDropOneDatagramThatTheKernelRefusesAndSendTheRest() throws Exception {
    Ring ring = new Ring(64, 1472);
    // A loopback address cannot reach the outside: EINVAL or ENETUNREACH for that datagram alone.
    List<OutputSpec> outputs =
        List.of(
            output("before", send(lo, "127.0.0.1", PORT, 45_906)),
            output("refused", send(lo, "192.0.2.1", PORT, 45_906)),
            output("after", send(lo, "127.0.0.1", PORT, 45_906)));
    TransmitBatch batch = marked(outputs, 0);
    try (NativePacketSource source = source(ring, input("one", receive(lo, "127.0.0.1", PORT, null)));
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(batch);
      assertEquals(2, sink.send(batch));
      assertEquals(1, sink.refused());
      assertTrue(sink.lastErrno() > 0);
      List<Integer> marks = new ArrayList<>();
      IoLab.receive(source, ring, 2).forEach(packet -> marks.add(packet.mark()));
      assertEquals(List.of(0, 2), marks);
    }
  }

  @Test
  void shouldNotAllocateOnceWarm() throws Exception {
    Ring ring = new Ring(1024, 1472);
    List<OutputSpec> outputs = new ArrayList<>();
    List<InputSpec> inputs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      outputs.add(output("o" + i, send(lo, "127.0.0.1", PORT + i, 45_907)));
      inputs.add(input("i" + i, receive(lo, "127.0.0.1", PORT + i, null)));
    }
    TransmitBatch batch = marked(outputs, 0);
    try (NativePacketSource source = source(ring, inputs.toArray(InputSpec[]::new));
        NativePacketSink sink = new NativePacketSink()) {
      sink.attach(batch);
      // Until the path is compiled (some thousand rounds, on a thread of its own) calls allocate their segment views.
      long allocatedBytes = Long.MAX_VALUE;
      for (int window = 0; window < 30 && allocatedBytes != 0; window++) {
        allocatedBytes = allocatedBytesOf(2000, sink, batch, source, ring);
      }
      assertEquals(0, allocatedBytes);
      assertFalse(sink.refused() > 0);
    }
  }

  /** Bytes that this thread allocates while it sends and receives a batch so many times. */
  private static long allocatedBytesOf(int rounds, NativePacketSink sink, TransmitBatch batch, NativePacketSource source, Ring ring) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(self);
    int packets = 0;
    for (int round = 0; round < rounds; round++) {
      sink.send(batch);
      packets += source.poll();
      ring.consumed.set(ring.events.disruptor().getCursor());
    }
    long allocatedBytes = threads.getThreadAllocatedBytes(self) - before;
    assertEquals(rounds * batch.packets(), packets);
    return allocatedBytes;
  }
}
