package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends with Netty, on any operating system: packets are copied when {@link #send} is called and leave on the event loop's thread a
 * moment later. Unicast leaves with the system's own TTL, which the JDK cannot set.
 */
public final class NettyPacketSink implements PacketSink {

  private record Addressed(int packet, Channel channel, InetSocketAddress destination) {}

  /** @param parts the datagrams of each part of the batch */
  private record Attached(ByteBuffer bytes, List<List<Addressed>> parts, Set<SendWay> ways) {}

  private final NettyTransport transport;
  private final Map<SendWay, Channel> channels = new ConcurrentHashMap<>();
  private final Map<TransmitBatch, Attached> attached = new ConcurrentHashMap<>();
  private final ChannelFutureListener onSent = this::onSent;
  private final AtomicLong refused = new AtomicLong();
  private volatile int lastErrno;

  public NettyPacketSink() {
    this(NettyTransport.ofThisHost("transmit"));
  }

  NettyPacketSink(NettyTransport transport) {
    this.transport = transport;
  }

  private Channel channelFor(String output, SendWay way) {
    Channel channel = channels.get(way);
    if (channel == null) {
      try {
        channel = transport.sender(way, new ChannelInboundHandlerAdapter());
      } catch (IOException refused) {
        throw new UncheckedIOException(way.title(output) + ": " + refused.getMessage(), refused);
      }
      channels.put(way, channel);
    }
    return channel;
  }

  @Override
  public void attach(TransmitBatch batch) {
    Set<SendWay> ways = new HashSet<>();
    List<List<Addressed>> parts = new ArrayList<>();
    try {
      for (int part = 0; part < batch.departures().parts(); part++) {
        parts.add(prepare(batch, part, ways));
      }
    } catch (RuntimeException refused) {
      closeUnused();
      throw refused;
    }
    attached.put(batch, new Attached(batch.memory().asByteBuffer(), List.copyOf(parts), ways));
  }

  /** @param ways receives what is needed */
  private List<Addressed> prepare(TransmitBatch batch, int part, Set<SendWay> ways) {
    List<Addressed> datagrams = new ArrayList<>();
    for (int i = 0; i < batch.departures().packets(part); i++) {
      int packet = batch.departures().packet(part, i);
      for (SendFlow flow : batch.output(packet).flows()) {
        ways.add(SendWay.of(flow));
        Channel channel = channelFor(batch.output(packet).name(), SendWay.of(flow));
        datagrams.add(new Addressed(packet, channel, new InetSocketAddress(flow.destination(), flow.port())));
      }
    }
    return datagrams;
  }

  @Override
  public void detach(TransmitBatch batch) {
    attached.remove(batch);
    closeUnused();
  }

  private void closeUnused() {
    Set<SendWay> used = new HashSet<>();
    attached.values().forEach(one -> used.addAll(one.ways));
    channels.forEach((way, channel) -> {
      if (!used.contains(way)) {
        channels.remove(way);
        transport.close(channel);
      }
    });
  }

  /** Allocates, unlike the contract of the seam: Netty's datagrams are objects. What the kernel refuses is known a moment later. */
  @Override
  public int send(TransmitBatch batch, int part) {
    Attached prepared = attached.get(batch);
    if (prepared == null) {
      throw new IllegalArgumentException("this batch was never attached");
    }
    List<Addressed> datagrams = prepared.parts.get(part);
    List<DatagramPacket> packets = new ArrayList<>(datagrams.size());
    for (Addressed datagram : datagrams) {
      int offset = batch.offset(datagram.packet);
      int length = batch.length(datagram.packet);
      ByteBuf copy = datagram.channel.alloc().directBuffer(length);
      copy.writeBytes(prepared.bytes.limit(offset + length).position(offset));
      prepared.bytes.clear();
      packets.add(new DatagramPacket(copy, datagram.destination));
    }
    transport.execute(() -> write(datagrams, packets));
    return packets.size();
  }

  private void write(List<Addressed> datagrams, List<DatagramPacket> packets) {
    for (int i = 0; i < packets.size(); i++) {
      datagrams.get(i).channel.write(packets.get(i)).addListener(onSent);
    }
    channels.values().forEach(Channel::flush);
  }

  private void onSent(ChannelFuture future) {
    Throwable cause = future.cause();
    if (cause != null) {
      lastErrno = cause instanceof NativeIoException named ? Math.abs(named.expectedErr()) : 0;
      refused.lazySet(refused.get() + 1);
    }
  }

  @Override
  public long refused() {
    return refused.get();
  }

  @Override
  public int lastErrno() {
    return lastErrno;
  }

  /** Idempotent. */
  @Override
  public void close() {
    transport.close();
  }
}
