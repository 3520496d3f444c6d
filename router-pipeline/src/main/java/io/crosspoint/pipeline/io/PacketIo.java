package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.ptp.clock.ClockCell;
import java.util.List;

/** The seam between a shard and the network: real sockets, or what a test puts in their place. */
public interface PacketIo {

  /**
   * Opens every flow of these inputs.
   *
   * @param clock read once for each poll, to tell arrivals in PTP time
   * @throws java.io.UncheckedIOException naming the flow when one cannot be opened; nothing stays open then
   */
  PacketSource openSource(List<InputSpec> inputs, EventRing ring, ClockCell clock);

  /** A sink without sockets yet: attaching batches opens what they need. */
  PacketSink openSink();

  /** What the host refused or limited while opening, one sentence each with what to grant. */
  List<String> warnings();
}
