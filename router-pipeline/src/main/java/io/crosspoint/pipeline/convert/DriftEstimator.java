package io.crosspoint.pipeline.convert;

/**
 * How fast a sender's clock runs against the plant's, and where its frames stand on plant time, from RTP timestamps and PTP arrival times
 * alone. Buffer fill plays no part: there is no loop to peak, hunt or drift.
 *
 * <p>For each packet, with arrival a (PTP), first frame i and nominal rate f, d = (a − a₀) − (i − i₀) / f = θ(t) + queueing, and queueing
 * is never negative. Of every {@link #WINDOW_NS} only the least d counts, after taking away the slope that is known; a two-state Kalman
 * filter takes those minima:
 *
 * <pre>
 *   state  θ (µs), s = dθ/dt (µs/s = ppm);  drift of the sender = −s
 *   F = [1 Δt; 0 1]    Q = diag((0.2 µs)² Δt, (0.02 ppm)² Δt)    R = σ², tracked from the innovations, at least (0.5 µs)²
 * </pre>
 *
 * <p>An innovation beyond 6 √S + 20 µs is ignored; eight in a row on one side are a new path (θ opens, the rate stays) or, if they stand
 * on a line of another slope, a new rate. A run of smaller ones on one side is a change of rate too.
 *
 * <p><b>Thread:</b> belongs to one thread; pure; allocates nothing after construction.
 */
public final class DriftEstimator {

  public static final long WINDOW_NS = 250_000_000;

  /** What a window that closed has shown. */
  public enum Finding {
    /** No window closed, or too few since the start. */
    NOTHING,
    /** The estimate has taken another window in. */
    UPDATED,
    /** The window contradicts the estimate and was left out. */
    REJECTED,
    /** The path has become longer or shorter: same rate, other offset. */
    PATH_CHANGED,
    /** The sender's clock runs at another rate than before. */
    RATE_CHANGED
  }

  private static final double OFFSET_WALK_US2_PER_S = 0.2 * 0.2;
  private static final double RATE_WALK_PPM2_PER_S = 0.02 * 0.02;
  private static final double LEAST_NOISE_US2 = 0.5 * 0.5;
  private static final double START_NOISE_US2 = 5.0 * 5.0;
  /** Windows that σ² is an average of, at first and later, and how far beyond σ² one of them may pull. */
  private static final int LEAST_NOISE_WINDOWS = 8;
  private static final int MOST_NOISE_WINDOWS = 32;
  private static final double NOISE_CLIP = 9;
  private static final double START_RATE_PPM2 = 20.0 * 20.0;
  /** A restarted sender most likely has the crystal that it had. */
  private static final double PRIOR_RATE_PPM2 = 5.0 * 5.0;
  private static final double GATE_SIGMAS = 6;
  private static final double GATE_US = 20;
  private static final double OPEN_OFFSET_US2 = 1000.0 * 1000.0;
  /** Windows in a row on one side before something has changed: 2 s. */
  private static final int RUN_WINDOWS = 8;
  /** Mean normalised innovation² of a run that is not rejected; 1 is noise. Queues swing over seconds, so a run has to be longer. */
  private static final double RUN_STRENGTH = 4;
  private static final int DRIFTING_WINDOWS = 12;
  /** After a step of our own clock its rate is not yet its own again: the sender's is held so long. */
  private static final double HOLD_S = 5;

  private final int rateHz;
  private WindowMinimum window = new WindowMinimum(WINDOW_NS * 1e-9);
  /** The window before this one. */
  private WindowMinimum before = new WindowMinimum(WINDOW_NS * 1e-9);
  private final RejectedRun rejected = new RejectedRun(RUN_WINDOWS);

  private boolean isAnchored;
  private long anchorPtpNs;
  private long anchorIndex;

  private long windows;
  private double firstTimeS;
  private boolean hasPrior;
  /** The state holds at this time, s after the anchor. */
  private double timeS;
  private double offsetUs;
  private double slopePpm;
  private double p00;
  private double p01;
  private double p11;
  private double noiseUs2;
  private double holdUntilS;
  private int runSign;
  private int runLength;
  private double runStrength;

  /** @param rateHz nominal rate of the sender's timestamps */
  public DriftEstimator(int rateHz) {
    this.rateHz = rateHz;
  }

  /**
   * Begins anew with the next packet.
   *
   * @param isSameDevice whether the rate that is known is likely to hold for what comes
   */
  public void restart(boolean isSameDevice) {
    hasPrior = isSameDevice && isReady();
    if (!hasPrior) {
      slopePpm = 0;
    }
    isAnchored = false;
    windows = 0;
    holdUntilS = 0;
    runLength = 0;
    rejected.clear();
  }

  /** The plant's clock has been set by so much: arrivals from now on carry it, and neither offset nor rate of the sender have changed. */
  public void onClockStep(long stepNs) {
    if (isAnchored) {
      anchorPtpNs += stepNs;
      holdUntilS = timeS + HOLD_S;
    }
  }

  /**
   * Takes a packet in.
   *
   * @param index of its first frame, on a count that goes on as the sender's timestamps do
   */
  public Finding onPacket(long arrivalPtpNs, long index) {
    if (!isAnchored) {
      isAnchored = true;
      anchorPtpNs = arrivalPtpNs;
      anchorIndex = index;
      timeS = 0;
      window.start(0);
    }
    long sinceNs = arrivalPtpNs - anchorPtpNs;
    long frames = index - anchorIndex;
    long wholeS = Math.floorDiv(frames, (long) rateHz);
    double delayUs = (sinceNs - wholeS * 1_000_000_000L) * 1e-3 - (frames - wholeS * rateHz) * 1e6 / rateHz;
    double atS = sinceNs * 1e-9;
    Finding finding = Finding.NOTHING;
    if (window.isOver(atS)) {
      finding = onWindow(window.middleS(), window.leastUs(slopePpm));
      WindowMinimum closed = window;
      window = before;
      before = closed;
      window.start(atS);
    } else if (window.isAhead(atS)) {
      window.start(atS);
    }
    window.add(atS, delayUs, slopePpm);
    return finding;
  }

  /** Whether a rate and an offset are known. */
  public boolean isReady() {
    return windows >= 2;
  }

  /** Parts per million by which the sender's clock runs fast (positive) or slow against the plant's. */
  public double driftPpm() {
    return -slopePpm;
  }

  /** Standard deviation that the filter gives its {@link #driftPpm}. */
  public double uncertaintyPpm() {
    return Math.sqrt(p11);
  }

  /** Noise of the minima, one standard deviation, µs. */
  public double noiseUs() {
    return Math.sqrt(noiseUs2);
  }

  /**
   * How many frames behind {@code index} + {@code part} the sender has got to at a PTP time: the frame whose packet, undelayed, arrives
   * just then, minus the given one. Small differences of large numbers are taken in integers.
   */
  public double framesFrom(long index, double part, long ptpNs) {
    long sinceNs = ptpNs - anchorPtpNs;
    long wholeS = Math.floorDiv(sinceNs, 1_000_000_000L);
    long restNs = Math.floorMod(sinceNs, 1_000_000_000L);
    double thetaUs = offsetUs + slopePpm * (sinceNs * 1e-9 - timeS);
    long whole = anchorIndex - index + wholeS * rateHz;
    return whole + (restNs * 1e-9 - thetaUs * 1e-6) * rateHz - part;
  }

  private Finding onWindow(double atS, double leastUs) {
    if (windows == 0) {
      begin(atS, leastUs);
      return hasPrior ? Finding.UPDATED : Finding.NOTHING;
    }
    double dt = atS - timeS;
    if (dt <= 0) {
      return Finding.NOTHING;
    }
    if (windows == 1) {
      beginRate(dt, (leastUs - offsetUs) / dt);
      timeS = atS;
      p00 = noiseUs2;
      p01 = noiseUs2 / dt;
      // Both minima are as noisy as each other: with less here, the line would be taken to run through the first of them exactly.
      p11 = 2 * noiseUs2 / (dt * dt);
      windows = 2;
      return Finding.UPDATED;
    }
    predict(dt);
    timeS = atS;
    return onInnovation(atS, leastUs, leastUs - offsetUs);
  }

  /** The first two minima were found as if the rates were equal; with the slope between them known, both are looked for again. */
  private void beginRate(double dt, double roughPpm) {
    offsetUs = window.leastUs(roughPpm);
    slopePpm = (offsetUs - before.leastUs(roughPpm)) / dt;
  }

  private void begin(double atS, double leastUs) {
    noiseUs2 = START_NOISE_US2;
    offsetUs = leastUs;
    timeS = atS;
    firstTimeS = atS;
    p00 = 4 * noiseUs2;
    p01 = 0;
    p11 = PRIOR_RATE_PPM2;
    windows = hasPrior ? 2 : 1;
  }

  private void predict(double dt) {
    offsetUs += slopePpm * dt;
    p00 += dt * (2 * p01 + dt * p11) + OFFSET_WALK_US2_PER_S * dt;
    p01 += dt * p11;
    p11 += RATE_WALK_PPM2_PER_S * dt;
  }

  private Finding onInnovation(double atS, double leastUs, double innovationUs) {
    windows++;
    double variance = p00 + noiseUs2;
    if (Math.abs(innovationUs) > GATE_SIGMAS * Math.sqrt(variance) + GATE_US) {
      return onRejected(atS, leastUs, innovationUs);
    }
    rejected.clear();
    boolean hasNewRate = runsAway(innovationUs, variance);
    if (hasNewRate) {
      p11 += START_RATE_PPM2;
      p00 += innovationUs * innovationUs;
      variance = p00 + noiseUs2;
    } else {
      double seen = Math.clamp(innovationUs * innovationUs - p00, 0, NOISE_CLIP * noiseUs2);
      noiseUs2 = Math.max(LEAST_NOISE_US2, noiseUs2 + (seen - noiseUs2) / Math.clamp(windows, LEAST_NOISE_WINDOWS, MOST_NOISE_WINDOWS));
    }
    update(innovationUs, variance, atS < holdUntilS);
    return hasNewRate ? Finding.RATE_CHANGED : Finding.UPDATED;
  }

  private void update(double innovationUs, double variance, boolean isRateHeld) {
    double gain0 = p00 / variance;
    double gain1 = isRateHeld ? 0 : p01 / variance;
    offsetUs += gain0 * innovationUs;
    slopePpm += gain1 * innovationUs;
    if (!isRateHeld) {
      p11 -= gain1 * p01;
    }
    p01 *= 1 - gain0;
    p00 *= 1 - gain0;
  }

  /** Twelve innovations on one side, twice as large as noise would be, come from a rate that has changed. */
  private boolean runsAway(double innovationUs, double variance) {
    int sign = innovationUs < 0 ? -1 : 1;
    if (sign != runSign) {
      runSign = sign;
      runLength = 0;
      runStrength = 0;
    }
    runLength++;
    runStrength += innovationUs * innovationUs / variance;
    boolean isRun = runLength >= DRIFTING_WINDOWS && runStrength > RUN_STRENGTH * runLength && windows > 4 * RUN_WINDOWS;
    if (isRun) {
      runLength = 0;
      runStrength = 0;
    }
    return isRun;
  }

  private Finding onRejected(double atS, double leastUs, double innovationUs) {
    if (!rejected.add(atS, leastUs, innovationUs)) {
      return Finding.REJECTED;
    }
    double turnPpm = rejected.slopePpm() - slopePpm;
    boolean hasNewRate = Math.abs(turnPpm) > 2 + GATE_SIGMAS * rejected.slopeSigmaPpm();
    if (hasNewRate) {
      slopePpm += turnPpm;
      p11 = START_RATE_PPM2;
    }
    offsetUs = leastUs;
    p00 = OPEN_OFFSET_US2;
    p01 = 0;
    rejected.clear();
    runLength = 0;
    return hasNewRate ? Finding.RATE_CHANGED : Finding.PATH_CHANGED;
  }

  /** Seconds since the first window of this estimate. */
  public double ageS() {
    return windows == 0 ? 0 : timeS - firstTimeS;
  }
}
