package io.crosspoint.ptp.tick;

import io.crosspoint.ptp.clock.ClockReading;

/**
 * PTP time as a timer follows it: the published clock while tracking, the last rate while frozen, and a slew from one to the other, so
 * that freezing and resuming never makes time jump.
 *
 * <p>Slews are at most 20 ppm for a difference up to 100 µs, and 50 ppm beyond; a difference above 5 ms, or a new epoch, is a step, and
 * said to be one. Pure: times are arguments.
 */
final class TrackedTime {

  private static final long ADOPT_NS = 200;
  private static final long FINE_NS = 100_000;
  private static final long STEP_NS = 5_000_000;
  private static final double FINE_SLEW = 20e-6;
  private static final double COARSE_SLEW = 50e-6;
  /** Time in which a small difference is worked off, so that the slew ends without ringing. */
  private static final double TIME_CONSTANT_NS = 2e9;

  private long rawNs;
  private long ptpNs;
  private double rate;
  private int epoch;
  private boolean isSet;

  /**
   * Takes a newer snapshot into account.
   *
   * @param isTracking false keeps the present rate whatever the clock says
   * @return whether time has been stepped
   */
  boolean update(long nowRawNs, ClockReading clock, boolean isTracking) {
    long targetPtpNs = clock.ptpAtRaw(nowRawNs);
    long differenceNs = isSet ? targetPtpNs - ptpAtRaw(nowRawNs) : Long.MAX_VALUE;
    if (!isSet || clock.epoch() != epoch || (isTracking && Math.abs(differenceNs) > STEP_NS)) {
      isSet = true;
      epoch = clock.epoch();
      anchor(nowRawNs, targetPtpNs, clock.rate());
      return true;
    }
    if (isTracking && Math.abs(differenceNs) <= ADOPT_NS) {
      anchor(nowRawNs, targetPtpNs, clock.rate());
    } else if (isTracking) {
      double limit = Math.abs(differenceNs) <= FINE_NS ? FINE_SLEW : COARSE_SLEW;
      anchor(nowRawNs, ptpAtRaw(nowRawNs), clock.rate() + Math.clamp(differenceNs / TIME_CONSTANT_NS, -limit, limit));
    }
    return false;
  }

  long ptpAtRaw(long atRawNs) {
    long elapsedNs = atRawNs - rawNs;
    return ptpNs + elapsedNs + Math.round(elapsedNs * rate);
  }

  long rawAtPtp(long atPtpNs) {
    long elapsedNs = atPtpNs - ptpNs;
    return rawNs + elapsedNs - Math.round(elapsedNs * (rate / (1 + rate)));
  }

  private void anchor(long atRawNs, long atPtpNs, double newRate) {
    rawNs = atRawNs;
    ptpNs = atPtpNs;
    rate = newRate;
  }
}
