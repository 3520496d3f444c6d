package io.crosspoint.pipeline.convert;

import io.crosspoint.ptp.clock.MediaClock;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Where the count of a sender's clock is read at each media index of one output rate, and how loud. Decided once for each block of
 * {@link #BLOCK_FRAMES}, by whichever stream gets there first; streams with a longer link offset read the same decision later, so that
 * all streams of a device have one phase.
 *
 * <p>The position follows the estimate, the ratio moves within {@link RateRamp}'s limits, and whatever cannot be done that way (a new
 * count, a jump of more than 2 ms) happens behind a fade of 5 ms out and 5 ms in.
 *
 * <p>Where the rates are nominally equal and the sender turns out to be on the plant's clock, the position is brought to exactly where the
 * timestamps say (the place that a source declared to be on PTP has), and the step to exactly one: with a kernel that is the identity
 * there, samples are then copied bit for bit and no delay is added.
 */
final class SenderReading {

  static final int BLOCK_FRAMES = 64;

  private static final double FADE_S = 5e-3;
  /** A position error is taken away over so long, and by at most so much. */
  private static final double CORRECTION_S = 10;
  private static final double MOST_CORRECTION_PPM = 50;
  private static final double JUMP_S = 2e-3;
  private static final double ACQUIRING_S = 10;
  private static final double FAR_PPM = 2;
  static final double WRONG_RATE_PPM = 1000;
  /** On the plant's clock: so little drift, for so long; no longer: so much, or so many frames off. */
  private static final double SAME_CLOCK_PPM = 0.05;
  private static final double SAME_CLOCK_S = 60;
  private static final double OTHER_CLOCK_PPM = 0.1;
  private static final double OTHER_CLOCK_FRAMES = 2;
  /** Audio that has to be in reserve at the place of the timestamps; if it is not, the nearest whole frame will have to do. */
  private static final int LEAST_RESERVE_FRAMES = 12;
  /** The position is brought home exponentially, and taken for whole when so near and so slow. */
  private static final double CENTRING_S = 0.5;
  private static final double MOST_CENTRING_PPM = 20;
  private static final double BRAKING_PPM_PER_S = 4;
  private static final double WHOLE_FRAMES = 5e-9;
  private static final double WHOLE_PPM = 0.05;
  /** A longer gap between blocks was a stop: nothing is decided for it. */
  private static final long LONGEST_GAP_NS = 50_000_000;

  private enum Phase {
    ACQUIRING,
    CONVERTING,
    CENTRING,
    BYPASS,
    MUTED
  }

  /**
   * What a reading is for.
   *
   * @param reachFrames how far behind the first reader the last may be, in output frames
   */
  record Spec(int fromHz, int toHz, Kernel kernel, int reachFrames) {}

  private final SenderClock clock;
  private final int fromHz;
  private final int toHz;
  private final MediaClock media;
  private final boolean hasIdentity;
  private final int halfTaps;
  /** By block, in a ring: the position at its start, with step and ramp; loudness at its start, and what each frame adds to it. */
  private final ReadPointer[] decided;
  private final double[] gains;
  private final double[] gainSteps;
  private final boolean[] isPlaced;

  private final ReadPointer pointer = new ReadPointer();
  private final RateRamp ramp = new RateRamp();
  private Phase phase = Phase.ACQUIRING;
  private boolean isBegun;
  /** Media index behind the last block that is decided. */
  private long end;
  private int run;
  private double gain;
  private double fadeStep;
  private double sameClockS;
  /** What to add to a media index for the place on the sender's count, in a bypass; and how far the sender was ahead of it. */
  private long home;
  private double homeAheadFrames;

  SenderReading(SenderClock clock, Spec spec) {
    this.clock = clock;
    this.fromHz = spec.fromHz;
    this.toHz = spec.toHz;
    this.media = new MediaClock(toHz);
    this.hasIdentity = spec.kernel.isIdentityAtZero() && fromHz == toHz;
    this.halfTaps = spec.kernel.taps() / 2;
    int blocks = Integer.highestOneBit(2 * (spec.reachFrames / BLOCK_FRAMES + 2));
    this.decided = Stream.generate(ReadPointer::new).limit(blocks).toArray(ReadPointer[]::new);
    this.gains = new double[blocks];
    this.gainSteps = new double[blocks];
    this.isPlaced = new boolean[blocks];
    this.fadeStep = 1 / (FADE_S * toHz);
  }

  int toHz() {
    return toHz;
  }

  /** Media indices begin anew; what is read goes on where it is. */
  void rebase() {
    isBegun = false;
    Arrays.fill(isPlaced, false);
    if (phase == Phase.CENTRING || phase == Phase.BYPASS) {
      phase = Phase.CONVERTING;
    }
    sameClockS = 0;
  }

  /**
   * Sets a pointer to where a media index is read, with the step and ramp that hold to the end of the block.
   *
   * @return whether there is anything to hear; if not, the pointer is left alone
   */
  boolean load(long mediaIndex, ReadPointer to) {
    decideTo(mediaIndex);
    int block = block(mediaIndex);
    if (!isPlaced[block]) {
      return false;
    }
    to.copy(decided[block]);
    to.advance(Math.floorMod(mediaIndex, BLOCK_FRAMES));
    return true;
  }

  /** Frames from a media index to the end of its block. */
  static int framesLeft(long mediaIndex) {
    return BLOCK_FRAMES - Math.floorMod(mediaIndex, BLOCK_FRAMES);
  }

  /** Loudness at a media index that has been loaded, 0 to 1. */
  double gainAt(long mediaIndex) {
    int block = block(mediaIndex);
    return Math.clamp(gains[block] + gainSteps[block] * Math.floorMod(mediaIndex, BLOCK_FRAMES), 0, 1);
  }

  /** Whether the whole block of a media index that has been loaded is at full loudness. */
  boolean isAtFullGain(long mediaIndex) {
    int block = block(mediaIndex);
    return gains[block] >= 1 && gainSteps[block] >= 0;
  }

  ConvertMeter.State state() {
    return switch (phase) {
      case ACQUIRING -> ConvertMeter.State.ACQUIRING;
      case CONVERTING, CENTRING -> ConvertMeter.State.CONVERTING;
      case BYPASS -> ConvertMeter.State.BYPASS;
      case MUTED -> ConvertMeter.State.MUTED;
    };
  }

  private int block(long mediaIndex) {
    return (int) Math.floorDiv(mediaIndex, (long) BLOCK_FRAMES) & (decided.length - 1);
  }

  private void decideTo(long mediaIndex) {
    long start = mediaIndex - Math.floorMod(mediaIndex, BLOCK_FRAMES);
    boolean hasStopped = start - end > media.indexOf(LONGEST_GAP_NS) || end - start > (long) decided.length * BLOCK_FRAMES;
    if (isBegun && hasStopped) {
      phase = Phase.ACQUIRING;
      gain = 0;
    }
    if (!isBegun || hasStopped) {
      isBegun = true;
      end = start;
    }
    while (end <= mediaIndex) {
      decide(block(end));
      end += BLOCK_FRAMES;
    }
  }

  private void decide(int block) {
    long mediaPtpNs = media.timeOf(end);
    double blockS = (double) BLOCK_FRAMES / toHz;
    if (clock.run() != run) {
      run = clock.run();
      phase = Phase.ACQUIRING;
      shortenFade();
    }
    if (phase != Phase.ACQUIRING && phase != Phase.MUTED && isWrongRate()) {
      phase = Phase.MUTED;
    }
    boolean isStill = gain == 0 && (phase == Phase.ACQUIRING || phase == Phase.MUTED);
    isPlaced[block] = !isStill || tryStart(mediaPtpNs);
    if (!isPlaced[block]) {
      return;
    }
    double aheadFrames = phase == Phase.ACQUIRING ? 0 : aheadFrames(mediaPtpNs);
    if (Math.abs(aheadFrames) > JUMP_S * fromHz && phase == Phase.CONVERTING) {
      clock.count(ConvertCounter.JUMPS);
      phase = Phase.ACQUIRING;
    }
    judgeSameClock(mediaPtpNs, blockS);
    steer(aheadFrames, blockS);
    record(block);
    pointer.advance(BLOCK_FRAMES);
    ramp.advance(blockS);
  }

  private void record(int block) {
    boolean isHeard = phase != Phase.ACQUIRING && phase != Phase.MUTED;
    decided[block].copy(pointer);
    gains[block] = gain;
    gainSteps[block] = isHeard ? fadeStep : -fadeStep;
    gain = Math.clamp(gain + gainSteps[block] * BLOCK_FRAMES, 0, 1);
  }

  /** What is left of the count before may be shorter than a fade. */
  private void shortenFade() {
    SourceStream stream = clock.leadingStream();
    if (stream != null && gain > 0) {
      long leftFrames = stream.previousEnd() - pointer.index() - halfTaps;
      fadeStep = Math.max(fadeStep, (double) fromHz / toHz / Math.max(1, leftFrames));
    }
  }

  private boolean isWrongRate() {
    return Math.abs(clock.driftPpm()) > WRONG_RATE_PPM;
  }

  /** In silence: goes to where the sender is now, if that is known. */
  private boolean tryStart(long mediaPtpNs) {
    SourceStream leading = clock.leadingStream();
    if (leading == null || !clock.isReady() || leading.isUnstable()) {
      return false;
    }
    if (isWrongRate()) {
      if (phase != Phase.MUTED) {
        clock.count(ConvertCounter.WRONG_RATE);
      }
      phase = Phase.MUTED;
      return false;
    }
    long near = leading.newestEnd() + leading.place();
    double position = clock.framesFrom(near, 0, mediaPtpNs);
    double whole = Math.floor(position);
    pointer.moveTo(near + (long) whole, position - whole);
    ramp.setRate(clock.driftPpm());
    fadeStep = 1 / (FADE_S * toHz);
    phase = Phase.CONVERTING;
    sameClockS = 0;
    return true;
  }

  /** How far the sender is ahead of the position at a plant time. A packet that arrives undelayed ends just then. */
  private double aheadFrames(long mediaPtpNs) {
    return clock.framesFrom(pointer.index(), pointer.part(), mediaPtpNs);
  }

  private void judgeSameClock(long mediaPtpNs, double blockS) {
    SourceStream leading = clock.leadingStream();
    boolean isSame = leading != null && leading.isOnPtp() && Math.abs(clock.driftPpm()) < SAME_CLOCK_PPM;
    sameClockS = isSame ? sameClockS + blockS : 0;
    if (phase == Phase.CONVERTING && leading != null && hasIdentity && sameClockS >= SAME_CLOCK_S) {
      phase = Phase.CENTRING;
      chooseHome(leading, mediaPtpNs);
    } else if (phase == Phase.CENTRING && !isSame) {
      phase = Phase.CONVERTING;
    } else if (phase == Phase.BYPASS) {
      double moved = clock.framesFrom(end + home, 0, mediaPtpNs) - homeAheadFrames;
      if (Math.abs(clock.driftPpm()) > OTHER_CLOCK_PPM || Math.abs(moved) > OTHER_CLOCK_FRAMES) {
        phase = Phase.CONVERTING;
        sameClockS = 0;
      }
    }
  }

  private void chooseHome(SourceStream leading, long mediaPtpNs) {
    home = leading.shift() + leading.place();
    long reserve = leading.newestEnd() + leading.place() - (end + home) - halfTaps;
    if (reserve < LEAST_RESERVE_FRAMES) {
      home = pointer.index() - end + (pointer.part() > 0.5 ? 1 : 0);
    }
    homeAheadFrames = clock.framesFrom(end + home, 0, mediaPtpNs);
  }

  private void steer(double aheadFrames, double blockS) {
    double target = ramp.ratePpm();
    if (phase == Phase.CONVERTING) {
      double correction = aheadFrames / fromHz / CORRECTION_S * 1e6;
      target = clock.driftPpm() + Math.clamp(correction, -MOST_CORRECTION_PPM, MOST_CORRECTION_PPM);
    } else if (phase == Phase.CENTRING) {
      double way = end + home - pointer.index() - pointer.part();
      target = centringPpm(way / fromHz * 1e6);
      if (Math.abs(way) < WHOLE_FRAMES && Math.abs(ramp.ratePpm()) < WHOLE_PPM) {
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

  /** As fast as the ramp can still brake for, then exponentially. */
  private static double centringPpm(double wayPpmS) {
    double way = Math.abs(wayPpmS);
    return Math.copySign(Math.min(Math.min(MOST_CENTRING_PPM, way / CENTRING_S), Math.sqrt(2 * BRAKING_PPM_PER_S * way)), wayPpmS);
  }

  /** As good as whole: to a tone of 20 kHz the last bit of way makes −157 dB, so it is gone at once. */
  private void becomeWhole() {
    pointer.moveTo(end + home, 0L);
    ramp.setRate(0);
    phase = Phase.BYPASS;
    clock.count(ConvertCounter.BYPASSES);
  }
}
