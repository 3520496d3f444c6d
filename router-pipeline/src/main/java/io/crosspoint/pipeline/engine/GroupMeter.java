package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Distribution;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the tick tells of one transmit group. Written by the tick thread, read by anyone.
 *
 * @param latenessNs from when packets are to leave to the send call, once for each call: a batch, or a part of one, shares it
 * @param departedNs from the deadline, which is the earliest legal departure and not the part's own, to the return of the send call: the
 *     last packet of the call has left the process by then
 * @param lastSentPtpNs PTP time of the newest send call; 0 before the first
 */
public record GroupMeter(
    TransmitGroup group, Counters<SendCounter> counters, Distribution latenessNs, Distribution departedNs, AtomicLong lastSentPtpNs) {

  GroupMeter(TransmitGroup group) {
    this(group, new Counters<>(SendCounter.class), new Distribution(), new Distribution(), new AtomicLong());
  }

  /** The same counters, for a group whose outputs have changed. */
  GroupMeter of(TransmitGroup changed) {
    return new GroupMeter(changed, counters, latenessNs, departedNs, lastSentPtpNs);
  }
}
