package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.meter.Counters;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of one received flow below RTP.
 *
 * @param counters written by the receiving thread
 * @param rejoins written by the housekeeping thread: how often the group was joined again after silence
 */
public record FlowMeter(Counters<FlowCounter> counters, AtomicLong rejoins) {

  public FlowMeter() {
    this(new Counters<>(FlowCounter.class), new AtomicLong());
  }
}
