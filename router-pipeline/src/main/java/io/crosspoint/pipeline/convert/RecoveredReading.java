package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.meter.Counters;

/**
 * Where a stream on its own clock is read for each block of output, and how loud: the read position follows from the drift estimate, the
 * ratio moves within {@link RateRamp}'s limits, and whatever cannot be done that way (a restart, a jump of more than 2 ms) happens behind a
 * fade of 5 ms out and 5 ms in.
 *
 * <p>Where the rates are nominally equal and the sender turns out to be on the plant's clock, the position is brought to a whole frame and
 * the step to exactly one: with a kernel that is the identity there, the samples are then copied bit for bit, without any change of delay.
 */
final class RecoveredReading {

  private static final double FADE_S = 5e-3;
  /** A position error is taken away over so long, and by at most so much. */
  private static final double CORRECTION_S = 10;
  private static final double MOST_CORRECTION_PPM = 50;
  private static final double JUMP_S = 2e-3;
  private static final double ACQUIRING_S = 10;
  private static final double FAR_PPM = 2;
  private static final double WRONG_RATE_PPM = 1000;
  /** On the plant's clock: so little drift, for so long; no longer: so much, or so many frames off. */
  private static final double SAME_CLOCK_PPM = 0.05;
  private static final double SAME_CLOCK_S = 60;
  private static final double OTHER_CLOCK_PPM = 0.1;
  private static final double OTHER_CLOCK_FRAMES = 2;
  /** The position is brought to a whole frame exponentially, and taken for one when so near and so slow. */
  private static final double CENTRING_S = 0.5;
  private static final double MOST_CENTRING_PPM = 20;
  private static final double WHOLE_FRAMES = 5e-7;
  private static final double WHOLE_PPM = 0.05;

  private enum Phase {
    ACQUIRING,
    CONVERTING,
    CENTRING,
    BYPASS,
    MUTED
  }

  private final SourceStream source;
  private final int fromHz;
  private final int toHz;
  private final boolean hasIdentity;
  private final int halfTaps;
  private final Counters<ConvertCounter> counters;
  private final ReadPointer pointer = new ReadPointer();
  private final RateRamp ramp = new RateRamp();

  private Phase phase = Phase.ACQUIRING;
  private int run;
  private double gain;
  private double fadeStep;
  private boolean isAudible;
  private double sameClockS;

  RecoveredReading(SourceStream source, int toHz, Kernel kernel, Counters<ConvertCounter> counters) {
    this.source = source;
    this.fromHz = source.spec().format().rateHz();
    this.toHz = toHz;
    this.hasIdentity = kernel.isIdentityAtZero() && fromHz == toHz;
    this.halfTaps = kernel.taps() / 2;
    this.fadeStep = 1 / (FADE_S * toHz);
    this.counters = counters;
  }

  /**
   * Gets ready for a block.
   *
   * @param mediaPtpNs plant time of its first frame
   * @return whether there is anything to hear of it; if not, the position does not move
   */
  boolean plan(long mediaPtpNs, int frames) {
    DriftEstimator clock = source.clock();
    double blockS = (double) frames / toHz;
    if (source.run() != run) {
      run = source.run();
      phase = Phase.ACQUIRING;
      // What is left of the run before may be shorter than a fade.
      long leftFrames = source.previousEnd() - pointer.index() - halfTaps;
      fadeStep = Math.max(fadeStep, (double) fromHz / toHz / Math.max(1, leftFrames));
    }
    if (phase != Phase.ACQUIRING && phase != Phase.MUTED && isForbidden(mediaPtpNs)) {
      phase = Phase.MUTED;
    }
    if (gain == 0 && (phase == Phase.ACQUIRING || phase == Phase.MUTED) && !tryStart(mediaPtpNs)) {
      return false;
    }
    double errorFrames = phase == Phase.ACQUIRING ? 0 : errorFrames(mediaPtpNs);
    if (Math.abs(errorFrames) > JUMP_S * fromHz && phase != Phase.MUTED) {
      counters.increment(ConvertCounter.JUMPS);
      phase = Phase.ACQUIRING;
    }
    isAudible = phase != Phase.ACQUIRING && phase != Phase.MUTED;
    judgeSameClock(clock, errorFrames, blockS);
    steer(clock, errorFrames, blockS);
    return true;
  }

  /** The block has been read. */
  void advance(int frames) {
    ramp.advance((double) frames / toHz);
  }

  ReadPointer pointer() {
    return pointer;
  }

  /** Loudness of the next frame, 0 to 1; to be asked for once a frame. */
  double nextGain() {
    gain = isAudible ? Math.min(1, gain + fadeStep) : Math.max(0, gain - fadeStep);
    return gain;
  }

  boolean isAtFullGain() {
    return isAudible && gain == 1;
  }

  /** As good as whole: the last bit of way is shorter than what rounding to 24 bits hides, so it is gone at once. */
  private void becomeWhole() {
    pointer.moveTo(pointer.index() + (pointer.part() > 0.5 ? 1 : 0), 0L);
    ramp.setRate(0);
    phase = Phase.BYPASS;
    counters.increment(ConvertCounter.BYPASSES);
  }

  /** To the nearest whole frame, −½ to ½. */
  private double wayToWhole() {
    return pointer.part() < 0.5 ? -pointer.part() : 1 - pointer.part();
  }

  ConvertMeter.State state() {
    return switch (phase) {
      case ACQUIRING -> ConvertMeter.State.ACQUIRING;
      case CONVERTING, CENTRING -> ConvertMeter.State.CONVERTING;
      case BYPASS -> ConvertMeter.State.BYPASS;
      case MUTED -> ConvertMeter.State.MUTED;
    };
  }

  private boolean isForbidden(long mediaPtpNs) {
    return Math.abs(source.clock().driftPpm()) > WRONG_RATE_PPM || (source.isData(mediaPtpNs) && phase != Phase.BYPASS);
  }

  /** In silence: goes to where the sender is now, if that is known. */
  private boolean tryStart(long mediaPtpNs) {
    DriftEstimator clock = source.clock();
    if (run == 0 || !clock.isReady() || source.isUnstable()) {
      return false;
    }
    if (isForbidden(mediaPtpNs)) {
      if (phase != Phase.MUTED && Math.abs(clock.driftPpm()) > WRONG_RATE_PPM) {
        counters.increment(ConvertCounter.WRONG_RATE);
      }
      phase = Phase.MUTED;
      return false;
    }
    pointer.moveTo(source.newestEnd(), 0L);
    double position = errorFrames(mediaPtpNs);
    double whole = Math.floor(position);
    pointer.moveTo(source.newestEnd() + (long) whole, position - whole);
    ramp.setRate(clock.driftPpm());
    fadeStep = 1 / (FADE_S * toHz);
    phase = Phase.CONVERTING;
    sameClockS = 0;
    return true;
  }

  /** How far the sender is ahead of the position at a plant time. A packet that arrives undelayed ends just then. */
  private double errorFrames(long mediaPtpNs) {
    return source.clock().framesFrom(pointer.index(), pointer.part(), mediaPtpNs) + source.packetFrames();
  }

  private void judgeSameClock(DriftEstimator clock, double errorFrames, double blockS) {
    boolean isSame = Math.abs(clock.driftPpm()) < SAME_CLOCK_PPM && source.isOnPtp();
    sameClockS = isSame ? sameClockS + blockS : 0;
    if (phase == Phase.CONVERTING && hasIdentity && sameClockS >= SAME_CLOCK_S) {
      phase = Phase.CENTRING;
    } else if (phase == Phase.CENTRING && !isSame) {
      phase = Phase.CONVERTING;
    } else if (phase == Phase.BYPASS
        && (Math.abs(clock.driftPpm()) > OTHER_CLOCK_PPM || Math.abs(errorFrames) > OTHER_CLOCK_FRAMES)) {
      phase = Phase.CONVERTING;
      sameClockS = 0;
    }
  }

  private void steer(DriftEstimator clock, double errorFrames, double blockS) {
    double target = ramp.ratePpm();
    if (phase == Phase.CONVERTING) {
      double correction = errorFrames / fromHz / CORRECTION_S * 1e6;
      target = clock.driftPpm() + Math.clamp(correction, -MOST_CORRECTION_PPM, MOST_CORRECTION_PPM);
    } else if (phase == Phase.CENTRING) {
      target = Math.clamp(wayToWhole() / fromHz / CENTRING_S * 1e6, -MOST_CENTRING_PPM, MOST_CENTRING_PPM);
      if (Math.abs(wayToWhole()) < WHOLE_FRAMES && Math.abs(ramp.ratePpm()) < WHOLE_PPM) {
        becomeWhole();
      }
    }
    if (phase == Phase.BYPASS) {
      pointer.setStep(1, 1);
      return;
    }
    boolean isFar = phase == Phase.CENTRING || clock.ageS() < ACQUIRING_S || Math.abs(target - ramp.ratePpm()) > FAR_PPM;
    ramp.plan(target, isFar, blockS);
    double nominal = (double) fromHz / toHz;
    pointer.setStep(nominal * (1 + ramp.ratePpm() * 1e-6));
    pointer.setRamp(nominal * ramp.slopePpmPerS() * 1e-6 / toHz);
  }
}
