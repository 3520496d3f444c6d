package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.HostClocks;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Receives with Netty, on any operating system: its event loop copies datagrams into the ring and stamps them in the process, so
 * {@link #poll} has nothing to do but to start it.
 */
public final class NettyPacketSource implements PacketSource {

  /** Windows does not bind a socket to a group. */
  private static final boolean BINDS_GROUPS = !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");

  private static final class Opened {
    final NettyFlow flow;
    final DatagramChannel channel;
    final NetworkInterface device;
    final boolean sourceJoined;
    long heardDatagrams = -1;
    long heardNs;

    Opened(NettyFlow flow, DatagramChannel channel, NetworkInterface device, boolean sourceJoined) {
      this.flow = flow;
      this.channel = channel;
      this.device = device;
      this.sourceJoined = sourceJoined;
    }
  }

  private final NettyTransport transport;
  private final EventRing ring;
  private final ClockCell clock;
  private final HostClocks clocks;
  /** By number of the input. */
  private final Map<Integer, List<Opened>> opened = new ConcurrentHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private volatile boolean reading;

  /**
   * Opens all sockets and joins all groups; nothing is read before the first {@link #poll}.
   *
   * @param clock read for each packet
   * @param clocks belongs to the event loop from here on
   * @throws IOException when a stream of the plan cannot be received on this host; the message names it
   */
  public NettyPacketSource(List<InputSpec> inputs, EventRing ring, ClockCell clock, HostClocks clocks) throws IOException {
    this(inputs, ring, clock, clocks, NettyTransport.ofThisHost("receive"));
  }

  NettyPacketSource(
      List<InputSpec> inputs, EventRing ring, ClockCell clock, HostClocks clocks, NettyTransport transport)
      throws IOException {
    this.transport = transport;
    this.ring = ring;
    this.clock = clock;
    this.clocks = clocks;
    try {
      for (int input = 0; input < inputs.size(); input++) {
        opened.put(input, open(input, inputs.get(input), warnings));
      }
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  private List<Opened> open(int input, InputSpec spec, List<String> refused) throws IOException {
    List<Opened> flows = new ArrayList<>();
    try {
      for (int leg = 0; leg < spec.flows().size(); leg++) {
        flows.add(open(new NettyFlow(spec, input, leg, ring, clock, clocks), ring.datagramBytes(), refused));
      }
      return flows;
    } catch (IOException | RuntimeException e) {
      flows.forEach(flow -> transport.close(flow.channel));
      throw e;
    }
  }

  @Override
  public synchronized List<FlowMeter> add(int input, InputSpec spec, List<String> refused) {
    try {
      List<Opened> flows = open(input, spec, refused);
      opened.put(input, flows);
      if (reading) {
        flows.forEach(flow -> flow.channel.config().setAutoRead(true));
      }
      return flows.stream().map(flow -> flow.flow.meter()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized void remove(int input) {
    List<Opened> gone = opened.remove(input);
    if (gone != null) {
      gone.forEach(flow -> transport.close(flow.channel));
    }
  }

  /** A closed channel brings nothing. */
  @Override
  public boolean isSettled() {
    return true;
  }

  private Opened open(NettyFlow flow, int datagramBytes, List<String> refused) throws IOException {
    ReceiveFlow spec = flow.spec();
    boolean multicast = spec.destination().isMulticastAddress();
    InetSocketAddress address =
        multicast && !BINDS_GROUPS ? new InetSocketAddress(spec.port()) : new InetSocketAddress(spec.destination(), spec.port());
    try {
      NetworkInterface device = NetworkInterface.getByIndex(spec.nic().index());
      if (device == null) {
        throw new IOException("there is no such interface");
      }
      // One byte more than fits a slot, so that a datagram that is too long is seen to be.
      DatagramChannel channel = transport.receiver(address, multicast, datagramBytes + 1, flow);
      try {
        return new Opened(flow, channel, device, multicast && join(flow, channel, device, refused));
      } catch (IOException e) {
        transport.close(channel);
        throw e;
      }
    } catch (IOException e) {
      throw new IOException(flow.title() + ": " + e.getMessage(), e);
    }
  }

  /** @return whether the join was source-specific */
  private boolean join(NettyFlow flow, DatagramChannel channel, NetworkInterface device, List<String> refused) throws IOException {
    Inet4Address source = flow.spec().source();
    if (source != null) {
      try {
        joinOrLeave(channel, device, flow.spec(), source, true);
        return true;
      } catch (IOException e) {
        refused.add(flow.title() + ": source-specific join refused (" + e.getMessage()
            + "); joined any-source, other senders are dropped after they have used the network");
      }
    }
    joinOrLeave(channel, device, flow.spec(), null, true);
    return false;
  }

  private static void joinOrLeave(
      DatagramChannel channel, NetworkInterface device, ReceiveFlow spec, @Nullable Inet4Address source, boolean join)
      throws IOException {
    String what = (join ? "join " : "leave ") + spec.destination().getHostAddress();
    if (source != null) {
      NettyTransport.await(
          join ? channel.joinGroup(spec.destination(), device, source) : channel.leaveGroup(spec.destination(), device, source), what);
    } else {
      InetSocketAddress group = new InetSocketAddress(spec.destination(), spec.port());
      NettyTransport.await(join ? channel.joinGroup(group, device) : channel.leaveGroup(group, device), what);
    }
  }

  /** What this host refused, one sentence each, with the remedy. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public int poll() {
    if (!reading) {
      reading = true;
      opened.values().forEach(flows -> flows.forEach(one -> one.channel.config().setAutoRead(true)));
    }
    return 0;
  }

  @Override
  public void awaitReadable(int timeoutMs) {
    // The loop publishes by itself; the receiving thread has nothing to wake up for.
    LockSupport.parkNanos(timeoutMs * 1_000_000L);
  }

  @Override
  public synchronized void maintain(long nowNs) {
    for (List<Opened> flows : opened.values()) {
      for (Opened one : flows) {
        if (one.flow.spec().destination().isMulticastAddress() && one.channel.isOpen()) {
          maintain(one, nowNs);
        }
      }
    }
  }

  private static void maintain(Opened one, long nowNs) {
    long datagrams = one.flow.meter().counters().get(FlowCounter.DATAGRAMS);
    if (datagrams != one.heardDatagrams) {
      one.heardDatagrams = datagrams;
      one.heardNs = nowNs;
    } else if (nowNs - one.heardNs >= NativeFlow.SILENCE_NS) {
      one.heardNs = nowNs;
      one.flow.meter().rejoins().incrementAndGet();
      rejoin(one);
    }
  }

  /** What is refused now (interface gone) is tried again after the next silence. */
  private static void rejoin(Opened one) {
    Inet4Address source = one.sourceJoined ? one.flow.spec().source() : null;
    for (boolean join : new boolean[] {false, true}) {
      try {
        joinOrLeave(one.channel, one.device, one.flow.spec(), source, join);
      } catch (IOException e) {
        one.flow.reportOnce(e);
      }
    }
  }

  @Override
  public FlowMeter meter(int input, int leg) {
    List<Opened> flows = opened.get(input);
    if (flows == null) {
      throw new IllegalArgumentException("there is no input " + input);
    }
    return flows.get(leg).flow.meter();
  }

  /** Idempotent. */
  @Override
  public void close() {
    transport.close();
  }
}
