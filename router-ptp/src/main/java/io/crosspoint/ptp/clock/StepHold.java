package io.crosspoint.ptp.clock;

/**
 * What a published clock does when its reference begins another timescale: goes on with the old one for a while, and steps only when the
 * new one has lasted. A reference that returns meanwhile (a rogue grandmaster, a bad restart) is followed again without any step.
 *
 * <p>One decision for the whole router and not one for each output: media time is the only index, inputs are placed by timestamps of the
 * same grandmaster, and an output that stayed behind on the old timescale would read frames of another instant than its neighbours. An
 * output can therefore not choose a moment of its own either, for example its silence.
 *
 * <p><b>Thread:</b> one. Pure: times are arguments.
 */
final class StepHold {

  /** Less than this is no other timescale, and slewed to. */
  private static final long MAX_SLEWED_NS = 100_000;

  private static final long ARRIVED_NS = 20;
  private static final double SLEW = 20e-6;
  private static final double SLEW_TIME_NS = 2e9;
  private static final double RATE_AVERAGED_NS = 10e9;
  /** How fast the bound grows while the old line is held: the rate was averaged, not measured. */
  private static final double GROWTH = 50e-9;

  private final long holdNs;
  private final ClockReading published = new ClockReading();
  private double averageRate;
  private boolean hasLine;
  private boolean isHolding;
  private boolean isReturning;
  private int sourceEpoch;
  private int epoch;
  private long sinceRawNs;
  private String reason = "";

  /** @param holdNs 0 steps as soon as the new timescale is certain */
  StepHold(long holdNs) {
    this.holdNs = holdNs;
  }

  /** Turns what was measured into what shall be published. */
  void apply(long nowRawNs, ClockReading next) {
    if (holdNs == 0) {
      return;
    }
    if (!next.state.isUsable()) {
      hasLine = false;
      next.epoch = epoch;
      return;
    }
    if (!hasLine) {
      hasLine = true;
      isHolding = false;
      isReturning = false;
      sourceEpoch = next.epoch;
      averageRate = next.rate;
    }
    decide(nowRawNs, next);
    if (isHolding) {
      hold(nowRawNs, next);
    } else if (isReturning) {
      slew(nowRawNs, next);
    } else {
      averageRate += (next.rate - averageRate) * Math.clamp((nowRawNs - published.rawNs) / RATE_AVERAGED_NS, 0, 1);
    }
    next.epoch = epoch;
    published.set(next);
  }

  private void decide(long nowRawNs, ClockReading next) {
    long differenceNs = next.ptpAtRaw(nowRawNs) - published.ptpAtRaw(nowRawNs);
    if (!isHolding && next.epoch != sourceEpoch) {
      isHolding = true;
      isReturning = false;
      sinceRawNs = nowRawNs;
      reason = "the reference stepped by %+.3f ms; the old time is held in case it returns".formatted(differenceNs / 1e6);
    }
    sourceEpoch = next.epoch;
    if (isHolding && Math.abs(differenceNs) <= MAX_SLEWED_NS) {
      isHolding = false;
      isReturning = true;
    } else if (isHolding && nowRawNs - sinceRawNs >= holdNs) {
      isHolding = false;
      epoch++;
    }
  }

  private void hold(long nowRawNs, ClockReading next) {
    long grownNs = Math.round((nowRawNs - published.rawNs) * GROWTH) + 1;
    long errorBoundNs = published.errorBoundNs + Math.max(0, grownNs);
    next.setLine(nowRawNs, next.monoNs + (nowRawNs - next.rawNs), published.ptpAtRaw(nowRawNs), averageRate, errorBoundNs, epoch);
    next.setState(ClockState.HOLDOVER, reason);
  }

  private void slew(long nowRawNs, ClockReading next) {
    long ptpNs = published.ptpAtRaw(nowRawNs);
    long differenceNs = next.ptpAtRaw(nowRawNs) - ptpNs;
    if (Math.abs(differenceNs) <= ARRIVED_NS) {
      isReturning = false;
      return;
    }
    double rate = next.rate + Math.clamp(differenceNs / SLEW_TIME_NS, -SLEW, SLEW);
    long errorBoundNs = next.errorBoundNs + Math.abs(differenceNs);
    next.setLine(nowRawNs, next.monoNs + (nowRawNs - next.rawNs), ptpNs, rate, errorBoundNs, epoch);
  }
}
