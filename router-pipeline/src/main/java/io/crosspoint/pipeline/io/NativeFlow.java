package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.ptp.linux.Libc;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One received flow and the kernel socket that is its own, so that neither {@code igmp_max_memberships} (a limit per socket) nor a
 * neighbour on the same port concerns it.
 *
 * <p><b>Thread:</b> {@link #accepts} and {@link #noteKernelDrops} belong to the receiving thread, {@link #maintain} to housekeeping.
 */
final class NativeFlow implements AutoCloseable {

  /** Switches forget a member after some 260 s without a querier, but a plant should not wait that long for its audio. */
  static final long SILENCE_NS = 15_000_000_000L;

  /** A stall of the receiving thread that the kernel's queue must bridge; less than this is a warning. */
  private static final int BRIDGED_MS = 50;

  /** Asked for: memory that is not needed is not taken, and a starved host drops nothing for half a second. */
  private static final int ASKED_MS = 500;

  /** Kernel memory that one queued datagram is charged with by common drivers: half a page and its bookkeeping. */
  private static final int CHARGED_BYTES = 2304;

  private static final int LEAST_BUFFER_BYTES = 212_992;

  private final int input;
  private final int leg;
  private final ReceiveFlow spec;
  private final UdpSocket socket;
  private final boolean sourceJoined;
  private final boolean filtered;
  private final int sourceBits;
  private final FlowMeter meter = new FlowMeter();

  private int kernelDrops;
  private long heardDatagrams = -1;
  private long heardNs;

  /** @param warnings added to, where the host grants less than was wanted */
  NativeFlow(InputSpec input, int inputIndex, int leg, List<String> warnings) throws IOException {
    this.input = inputIndex;
    this.leg = leg;
    this.spec = input.flows().get(leg);
    String title = "input %s (%s:%d on %s)"
        .formatted(input.name(), spec.destination().getHostAddress(), spec.port(), spec.nic().name());
    Inet4Address source = spec.source();
    this.filtered = source != null;
    this.sourceBits = source == null ? 0 : UdpSocket.bits(source);
    this.socket = UdpSocket.open();
    try {
      bind(title);
      this.sourceJoined = join(title, source, warnings);
      reserve(input, title, warnings);
      socket.requestStampsAndDropCounts();
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void bind(String title) throws IOException {
    if (spec.destination().isMulticastAddress()) {
      socket.reuseAddress();
      socket.onlyOwnGroups();
      // A second guard besides the membership's interface index; without the privilege that guard stands alone.
      socket.bindToDevice(spec.nic());
    }
    require(socket.bind(spec.destination(), spec.port()), title, "cannot bind");
  }

  private boolean join(String title, @Nullable Inet4Address source, List<String> warnings) throws IOException {
    if (!spec.destination().isMulticastAddress()) {
      return false;
    }
    if (source != null) {
      int refusal = socket.joinSource(spec.nic(), spec.destination(), source);
      if (refusal == 0) {
        return true;
      }
      warnings.add(title + ": source-specific join refused (" + Libc.describe(-refusal) + "); joined any-source, other senders are dropped"
          + " after they have used the network");
    }
    require(socket.join(spec.nic(), spec.destination()), title, "cannot join the group");
    return false;
  }

  private void reserve(InputSpec input, String title, List<String> warnings) {
    int wantedBytes = queueBytes(input, BRIDGED_MS);
    int grantedBytes = socket.receiveBuffer(queueBytes(input, ASKED_MS));
    if (grantedBytes < wantedBytes) {
      warnings.add("%s: %d KiB of receive buffer granted where %d ms of this stream want %d KiB; %s"
          .formatted(title, grantedBytes / 1024, BRIDGED_MS, wantedBytes / 1024,
              "sysctl -w net.core.rmem_max=" + wantedBytes / 2 + ", or grant CAP_NET_ADMIN"));
    }
  }

  /** Kernel memory that a stream fills in a time. */
  private static int queueBytes(InputSpec input, int ms) {
    long packets = Math.ceilDiv((long) input.format().rateHz() * ms, 1000L * input.packetFrames());
    return (int) Math.min(Integer.MAX_VALUE / 2, Math.max(LEAST_BUFFER_BYTES, packets * CHARGED_BYTES));
  }

  private static void require(int result, String title, String what) throws IOException {
    if (result < 0) {
      throw new IOException(title + ": " + what + ": " + Libc.describe(-result));
    }
  }

  int input() {
    return input;
  }

  int leg() {
    return leg;
  }

  int fd() {
    return socket.fd();
  }

  UdpSocket socket() {
    return socket;
  }

  FlowMeter meter() {
    return meter;
  }

  boolean accepts(int address) {
    return !filtered || address == sourceBits;
  }

  /** @param total the socket's own count, modulo 2^32; 0 means that the kernel did not say */
  void noteKernelDrops(int total) {
    if (total != 0 && total != kernelDrops) {
      meter.counters().add(FlowCounter.KERNEL_DROPS, Integer.toUnsignedLong(total - kernelDrops));
      kernelDrops = total;
    }
  }

  /** Leaves and joins a group that has been silent, which makes the kernel report the membership anew. */
  void maintain(long nowNs) {
    if (!spec.destination().isMulticastAddress()) {
      return;
    }
    long datagrams = meter.counters().get(FlowCounter.DATAGRAMS);
    if (datagrams != heardDatagrams) {
      heardDatagrams = datagrams;
      heardNs = nowNs;
    } else if (nowNs - heardNs >= SILENCE_NS) {
      heardNs = nowNs;
      rejoin();
    }
  }

  private void rejoin() {
    Inet4Address source = spec.source();
    // What is refused now (interface gone) is tried again after the next silence.
    if (sourceJoined && source != null) {
      socket.leaveSource(spec.nic(), spec.destination(), source);
      socket.joinSource(spec.nic(), spec.destination(), source);
    } else {
      socket.leave(spec.nic(), spec.destination());
      socket.join(spec.nic(), spec.destination());
    }
    meter.rejoins().incrementAndGet();
  }

  @Override
  public void close() {
    socket.close();
  }
}
