package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.io.IoLab.Ring;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.HostClocks;
import java.io.IOException;
import java.util.List;

/** Every implementation of the seam, for tests that hold for all of them. */
enum IoKind {
  NATIVE,
  NETTY_EPOLL,
  NETTY_NIO;

  PacketSource source(Ring ring, ClockSnapshot clock, List<InputSpec> inputs) throws IOException {
    PacketSource source =
        this == NATIVE
            ? new NativePacketSource(inputs, ring.events, ClockCell.of(clock), HostClocks.ofThisHost())
            : new NettyPacketSource(inputs, ring.events, ClockCell.of(clock), HostClocks.ofThisHost(), transport("receive"));
    source.poll();
    return source;
  }

  PacketSink sink() {
    return this == NATIVE ? new NativePacketSink() : new NettyPacketSink(transport("transmit"));
  }

  private NettyTransport transport(String name) {
    return new NettyTransport(name, this == NETTY_EPOLL);
  }
}
