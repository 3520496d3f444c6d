package io.crosspoint.ptp.estimate;

/**
 * The clock made of measurements: acquires, follows without a step, recognises steps of the reference, holds over.
 *
 * <p><b>Thread:</b> one. Times called {@code …Ns} are {@code CLOCK_MONOTONIC_RAW} unless they say PTP.
 */
public final class ClockEstimator {

  /** What the published line may be used for. */
  public enum Phase {
    /** Nothing measured yet. */
    EMPTY,
    /** There is a line, and it still jumps. */
    ACQUIRING,
    /** The line follows the reference without a step. */
    TRACKING,
    /** The reference is gone or not trusted yet; the line goes on at the last long-term rate. */
    COASTING
  }

  private static final double S_PER_NS = 1e-9;
  private static final int MIN_SYNCS = 8;
  private static final int MIN_DELAYS = 4;
  private static final double ACQUIRE_S = 2;
  private static final double ACQUIRED_SIGMA_NS = 1_500;
  /** A reference that differs by less is slewed to; by more it is another time. */
  private static final double MAX_SLEWED_NS = 100_000;
  private static final double MIN_BETWEEN_STEPS_S = 5;
  private static final double MIN_SPACING_S = 0.045;
  /** Aging and temperature of an ordinary oscillator: 2e-9 /s. */
  private static final double DRIFT_PPB_PER_S = 2;
  private static final double UNKNOWN_RATE_PPB = 100_000;
  private static final double MAX_RATE_PPB = 500_000;
  /** The rate after a holdover is known less well than before: temperature moved on. */
  private static final double RESUME_FACTOR = 10;

  private final PathEstimator path = new PathEstimator();
  private final SlewedClock published = new SlewedClock();
  private final StepDetector steps = new StepDetector();
  private Phase phase = Phase.EMPTY;
  private boolean hasBase;
  private long baseRawNs;
  private long baseOffsetNs;
  private double lastSyncX = Double.NEGATIVE_INFINITY;
  private double lastDelayX = Double.NEGATIVE_INFINITY;
  private double anchorX;
  private double lastMeasuredX;
  private double lastStepX = Double.NEGATIVE_INFINITY;
  private double coastRatePpb;
  private double coastRateSigmaPpb = UNKNOWN_RATE_PPB;
  private double sigmaNs;
  private double lagNs;
  private double delayNs;
  private int epoch;
  private long restarts;

  /** A matched Sync; see {@link io.crosspoint.ptp.port.Measurements#onSync}. */
  public void onSync(long ptpNs, long rawNs) {
    double x = x(rawNs, ptpNs);
    if (x - lastSyncX < MIN_SPACING_S && x >= lastSyncX) {
      return;
    }
    lastSyncX = x;
    double y = ptpNs - rawNs - baseOffsetNs;
    detectStep(0, x, y, -1);
    path.onSync(x, y);
    lastMeasuredX = x;
  }

  /** An answered delay request; see {@link io.crosspoint.ptp.port.Measurements#onDelay}. */
  public void onDelay(long ptpNs, long rawNs) {
    if (!hasBase) {
      return;
    }
    double x = x(rawNs, ptpNs);
    if (x - lastDelayX < MIN_SPACING_S && x >= lastDelayX) {
      return;
    }
    lastDelayX = x;
    double y = ptpNs - rawNs - baseOffsetNs;
    detectStep(1, x, y, 1);
    path.onDelay(x, y);
  }

  private double x(long rawNs, long ptpNs) {
    if (!hasBase) {
      hasBase = true;
      baseRawNs = rawNs;
      baseOffsetNs = ptpNs - rawNs;
    }
    return (rawNs - baseRawNs) * S_PER_NS;
  }

  private void detectStep(int direction, double x, double y, int sign) {
    if (phase != Phase.TRACKING) {
      return;
    }
    steps.add(direction, y - published.phaseNs(x) - sign * delayNs);
    if (x - lastStepX > MIN_BETWEEN_STEPS_S && steps.isStep()) {
      measureAgain();
    }
  }

  /** Starts measuring anew while the line coasts: another master, or the same after a step. The rate is the host's own and is kept. */
  public void measureAgain() {
    restarts++;
    coast();
  }

  /**
   * The reference is gone or to be measured anew: what was measured is forgotten, the line goes on at the long-term rate, and returns to
   * the reference when enough is measured again.
   */
  public void coast() {
    steps.clear();
    if (phase == Phase.TRACKING) {
      phase = Phase.COASTING;
      coastRatePpb = path.ratePpb();
      coastRateSigmaPpb = Math.max(1, path.rateSigmaPpb());
    }
    if (phase == Phase.COASTING) {
      path.restart(coastRatePpb, RESUME_FACTOR * coastRateSigmaPpb);
    } else {
      phase = Phase.EMPTY;
      path.restart(0, UNKNOWN_RATE_PPB);
    }
  }

  /** Moves the published line on to now. Call after measurements, and at least a few times a second. */
  public void advance(long nowNs) {
    if (!hasBase) {
      return;
    }
    double x = (nowNs - baseRawNs) * S_PER_NS;
    if (x <= anchorX) {
      return;
    }
    if (!isMeasured() || Math.abs(path.ratePpb()) > MAX_RATE_PPB) {
      if (phase == Phase.COASTING) {
        published.coast(x, coastRatePpb);
      }
      anchorX = x;
      return;
    }
    delayNs = path.delayNs();
    sigmaNs = path.sigmaNs();
    follow(x, path.phaseNs(x), path.ratePpb());
    lagNs = Math.abs(path.phaseNs(x) - published.phaseNs(x));
    anchorX = x;
  }

  private void follow(double x, double phaseNs, double ratePpb) {
    switch (phase) {
      case EMPTY -> {
        published.set(x, phaseNs, ratePpb);
        phase = Phase.ACQUIRING;
      }
      case ACQUIRING -> {
        published.set(x, phaseNs, ratePpb);
        if (path.spanS() >= ACQUIRE_S && sigmaNs < ACQUIRED_SIGMA_NS) {
          phase = Phase.TRACKING;
        }
      }
      case TRACKING -> published.follow(x, phaseNs, ratePpb);
      case COASTING -> resume(x, phaseNs, ratePpb);
    }
  }

  private void resume(double x, double phaseNs, double ratePpb) {
    phase = Phase.TRACKING;
    steps.clear();
    if (Math.abs(phaseNs - published.phaseNs(x)) <= MAX_SLEWED_NS) {
      published.follow(x, phaseNs, ratePpb);
      return;
    }
    published.set(x, phaseNs, ratePpb);
    lastStepX = x;
    epoch++;
  }

  private boolean isMeasured() {
    return path.isReady() && path.syncCount() >= MIN_SYNCS && path.delayCount() >= MIN_DELAYS;
  }

  public Phase phase() {
    return phase;
  }

  /** Incremented when the line was continued elsewhere. */
  public int epoch() {
    return epoch;
  }

  /** The anchor of the published line. */
  public long anchorRawNs() {
    return baseRawNs + Math.round(anchorX / S_PER_NS);
  }

  /** PTP time at {@link #anchorRawNs()}. */
  public long anchorPtpNs() {
    long rawNs = anchorRawNs();
    return rawNs + baseOffsetNs + Math.round(published.phaseNs((rawNs - baseRawNs) * S_PER_NS));
  }

  /** Fractional frequency of the published line against raw. */
  public double rate() {
    return published.ratePpb() * 1e-9;
  }

  /** Half-width of the interval that holds the true time at the anchor, asymmetry of half the path's delay included. */
  public long errorBoundNs() {
    double sinceS = Math.max(0, anchorX - lastMeasuredX);
    double growthNs = (phase == Phase.COASTING ? coastRateSigmaPpb : 1) * sinceS + 0.5 * DRIFT_PPB_PER_S * sinceS * sinceS;
    return Math.round(3 * sigmaNs + lagNs + growthNs + 0.5 * Math.abs(delayNs));
  }

  /** Mean delay of the path, ns. */
  public double pathDelayNs() {
    return delayNs;
  }

  /** How far the published line is from the estimate, ns. */
  public double lagNs() {
    return lagNs;
  }

  /** Rate as estimated, which the published line's own differs from while it slews; ppb. */
  public double estimatedRatePpb() {
    return path.ratePpb();
  }

  /** How often measuring was started anew. */
  public long restarts() {
    return restarts;
  }

  /** Whether packets wait in queues on the path, so that only the quickest are believed. */
  public boolean isQueued() {
    return path.isQueued();
  }
}
