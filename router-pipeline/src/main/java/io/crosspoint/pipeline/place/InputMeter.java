package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.meter.Gauges;

/**
 * What the place stage tells of one input. Written by that stage, read by anyone.
 *
 * @param marginNs how long before its frames had to be there each packet arrived: link offset − lead − (arrival − timestamp)
 */
public record InputMeter(Counters<InputCounter> counters, Gauges<InputGauge> gauges, Distribution marginNs) {

  /** How the stream's timestamp offset is known. */
  public enum Timing {
    /** Nothing received yet. */
    UNKNOWN,
    /** Declared in the plan. */
    DECLARED,
    /** Timestamps are PTP time, offset zero. */
    PTP,
    /** Anchored to the arrival of the first packet: the sender's timestamps say nothing of the plant's clock. */
    ARRIVAL
  }

  public InputMeter() {
    this(new Counters<>(InputCounter.class), new Gauges<>(InputGauge.class), new Distribution());
  }

  /** How the offset is known now. */
  public Timing timing() {
    return Timing.values()[(int) gauges.get(InputGauge.TIMING)];
  }
}
