package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Gauges;

/** What the convert stage tells of one input. Written by that stage, read by anyone. */
public record ConvertMeter(Counters<ConvertCounter> counters, Gauges<ConvertGauge> gauges) {

  /** What is done with an input. */
  public enum State {
    /** It is on the plant's clock and goes to outputs of its own rate: nothing is converted. */
    DIRECT,
    /** Its clock is being measured; silence. */
    ACQUIRING,
    /** It is resampled. */
    CONVERTING,
    /** It turned out to be on the plant's clock and is copied bit for bit. */
    BYPASS,
    /** It cannot be resampled: the rate is not the declared one, or it is not audio; silence. */
    MUTED
  }

  private static final State[] STATES = State.values();

  public ConvertMeter() {
    this(new Counters<>(ConvertCounter.class), new Gauges<>(ConvertGauge.class));
  }

  /** Whether an alarm holds now. */
  public boolean has(ConvertAlarm alarm) {
    return (gauges.get(ConvertGauge.ALARMS) >> alarm.ordinal() & 1) == 1;
  }

  public State state() {
    return STATES[(int) gauges.get(ConvertGauge.STATE)];
  }
}
