package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.HostClocks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the datagrams of one flow into claimed slots of the ring, stamped by this process.
 *
 * <p><b>Thread:</b> the event loop's.
 */
final class NettyFlow extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final Logger LOG = LoggerFactory.getLogger(NettyFlow.class);

  private final int input;
  private final int leg;
  private final ReceiveFlow spec;
  private final EventRing ring;
  private final ByteBuffer slab;
  private final ClockCell clock;
  private final ClockReading reading = new ClockReading();
  private final HostClocks clocks;
  private final FlowMeter meter = new FlowMeter();
  private final String title;
  private final AtomicBoolean reported = new AtomicBoolean();

  NettyFlow(InputSpec input, int inputIndex, int leg, EventRing ring, ClockCell clock, HostClocks clocks) {
    this.input = inputIndex;
    this.leg = leg;
    this.spec = input.flows().get(leg);
    this.ring = ring;
    this.slab = ring.slab().asByteBuffer();
    this.clock = clock;
    this.clocks = clocks;
    this.title = "input %s (%s:%d on %s)".formatted(input.name(), spec.destination().getHostAddress(), spec.port(), spec.nic().name());
  }

  ReceiveFlow spec() {
    return spec;
  }

  FlowMeter meter() {
    return meter;
  }

  String title() {
    return title;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    Counters<FlowCounter> counters = meter.counters();
    counters.increment(FlowCounter.DATAGRAMS);
    counters.increment(FlowCounter.UNSTAMPED);
    InetSocketAddress sender = packet.sender();
    ByteBuf content = packet.content();
    if (spec.source() != null && !spec.source().equals(sender.getAddress())) {
      counters.increment(FlowCounter.FOREIGN_SOURCE);
    } else if (content.readableBytes() > ring.datagramBytes()) {
      counters.increment(FlowCounter.TRUNCATED);
    } else {
      publish(sender, content);
    }
  }

  private void publish(InetSocketAddress sender, ByteBuf content) {
    long sequence = ring.tryClaim(1);
    if (sequence < 0) {
      meter.counters().increment(FlowCounter.RING_FULL);
      return;
    }
    MediaEvent event = ring.event(sequence);
    int offset = (int) ring.slabOffset(sequence);
    event.kind = MediaEvent.Kind.PACKET;
    event.input = input;
    event.leg = leg;
    event.lengthBytes = content.readableBytes();
    boolean _ = clock.read(reading);
    event.arrivalPtpNs = reading.state().isUsable() ? reading.ptpAtRaw(clocks.rawNs()) : MediaEvent.UNTIMED;
    event.kernelStamped = false;
    event.sourceAddress = sender.getAddress() instanceof Inet4Address address ? UdpSocket.bits(address) : 0;
    event.sourcePort = sender.getPort();
    content.getBytes(content.readerIndex(), slab.limit(offset + event.lengthBytes).position(offset));
    slab.clear();
    ring.publish(sequence, sequence);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    meter.counters().increment(FlowCounter.FAILED);
    reportOnce(cause);
  }

  /** From any thread. */
  void reportOnce(Throwable cause) {
    if (reported.compareAndSet(false, true)) {
      LOG.warn("{}: receiving failed; further failures of this stream are not logged", title, cause);
    }
  }
}
