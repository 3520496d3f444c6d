package io.crosspoint.pipeline.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.Sequence;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans, clocks and a ring reader for the tests of sources and sinks. */
final class IoLab {

  private static final long QUIET_NS = 100_000_000;
  static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48_000, 2);
  static final int PACKET_BYTES = 300;

  private IoLab() {}

  /** What a test saw of one PACKET event. */
  record Seen(int input, int leg, int lengthBytes, long arrivalPtpNs, boolean kernelStamped, int sourceAddress, int sourcePort, int mark) {}

  static Inet4Address ip(String text) {
    try {
      return (Inet4Address) InetAddress.getByName(text);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** The interface as the calling thread's namespace knows it. */
  static Nic nic(String device, String address) {
    try {
      return new Nic(device, NetworkInterface.getByName(device).getIndex(), ip(address));
    } catch (java.net.SocketException e) {
      throw new AssertionError(e);
    }
  }

  static Nic loopback() {
    return nic("lo", "127.0.0.1");
  }

  static InputSpec input(String name, ReceiveFlow... flows) {
    return new InputSpec(name, List.of(flows), STEREO, 48, 98, 0, 144);
  }

  static ReceiveFlow receive(Nic nic, String destination, int port, @Nullable String source) {
    return new ReceiveFlow("red", nic, ip(destination), port, source == null ? null : ip(source));
  }

  static OutputSpec output(String name, SendFlow... flows) {
    return new OutputSpec(name, List.of(flows), STEREO, 48, 98);
  }

  static SendFlow send(Nic nic, String destination, int port, int sourcePort) {
    return new SendFlow("red", nic, ip(destination), port, sourcePort, 4, 34);
  }

  /** PTP time is this host's wall clock, as it stood when this was called. */
  static ClockSnapshot wallClock() {
    HostClocks clocks = HostClocks.ofThisHost();
    long rawNs = clocks.rawNs();
    return new ClockSnapshot(rawNs, clocks.monotonicNs(), clocks.realtimeNs(), 0, 0, 0, ClockState.FREERUN, "test", 0, -1);
  }

  /** A batch whose packets carry their own number, plus {@code mark}, in the first four bytes. */
  static TransmitBatch marked(List<OutputSpec> outputs, int mark) {
    return marked(new TransmitBatch(outputs), mark);
  }

  static TransmitBatch marked(TransmitBatch batch, int mark) {
    for (int packet = 0; packet < batch.packets(); packet++) {
      batch.memory().asSlice(batch.offset(packet), batch.length(packet)).fill((byte) 0x55);
      batch.memory().set(JAVA_INT_UNALIGNED, batch.offset(packet), mark + packet);
    }
    return batch;
  }

  /** A ring whose one consumer is the test. */
  static final class Ring {
    final EventRing events;
    final Sequence consumed = new Sequence();
    private final List<Seen> seen = new ArrayList<>();

    Ring(int slots, int datagramBytes) {
      events = new EventRing(slots, datagramBytes, new BusySpinWaitStrategy());
      events.disruptor().addGatingSequences(consumed);
    }

    /** Everything published since the last call. */
    List<Seen> take() {
      seen.clear();
      while (events.disruptor().isAvailable(consumed.get() + 1)) {
        long sequence = consumed.get() + 1;
        MediaEvent event = events.event(sequence);
        if (event.kind == MediaEvent.Kind.PACKET) {
          int mark = events.slab().get(JAVA_INT_UNALIGNED, events.slabOffset(sequence));
          byte tail = events.slab().get(JAVA_BYTE, events.slabOffset(sequence) + event.lengthBytes - 1);
          if (tail != 0x55) {
            throw new AssertionError("datagram's bytes are not what was sent");
          }
          seen.add(new Seen(event.input, event.leg, event.lengthBytes, event.arrivalPtpNs, event.kernelStamped,
              event.sourceAddress, event.sourcePort, mark));
        }
        consumed.set(sequence);
      }
      return List.copyOf(seen);
    }
  }

  /** Polls until {@code packets} have been published or a second is over; returns what was published. */
  static List<Seen> receive(PacketSource source, Ring ring, int packets) {
    List<Seen> all = new ArrayList<>();
    long endNs = System.nanoTime() + 1_000_000_000L;
    while (all.size() < packets && System.nanoTime() - endNs < 0) {
      source.awaitReadable(10);
      source.poll();
      all.addAll(ring.take());
    }
    return all;
  }

  /** Gives what should not arrive the time to arrive: until nothing has come for a while, on a host that may be busy. */
  static List<Seen> receiveForAWhile(PacketSource source, Ring ring) {
    List<Seen> all = new ArrayList<>();
    long endNs = System.nanoTime() + QUIET_NS;
    while (System.nanoTime() - endNs < 0) {
      source.awaitReadable(10);
      source.poll();
      if (all.addAll(ring.take())) {
        endNs = System.nanoTime() + QUIET_NS;
      }
    }
    return all;
  }
}
