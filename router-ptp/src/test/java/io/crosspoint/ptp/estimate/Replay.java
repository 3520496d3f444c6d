package io.crosspoint.ptp.estimate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Plays a capture through a simulated oscillator to a clock, and judges the published time every 20 ms. */
final class Replay {

  private static final long EVALUATE_NS = 20_000_000;
  private static final long SETTLED_NS = 100_000_000_000L;
  private static final long HOLD_NS = 150_000_000_000L;
  private static final long[] HELD_NS = {10_000_000_000L, 60_000_000_000L, 120_000_000_000L};

  /**
   * Errors in ns, from 100 s on unless said otherwise.
   *
   * @param settledS when the error fell below 1 µs for good, until 100 s; {@link Double#POSITIVE_INFINITY} if it did not
   * @param stepNs largest jump of the published time at a measurement
   */
  record Score(double rmsNs, double meanNs, double p99Ns, double maxNs, double ratePpb, double settledS, double stepNs) {}

  private Replay() {}

  /** The same over several oscillators: errors pooled, everything else the worst of them. */
  static Score pooled(CaptureFile capture, Scenario scenario, int oscillators, Supplier<ClockUnderTest> clocks) {
    double squares = 0;
    double mean = 0;
    double p99 = 0;
    double max = 0;
    double rate = 0;
    double settled = 0;
    double step = 0;
    for (long seed = 1; seed <= oscillators; seed++) {
      Score score = run(capture, scenario, seed, clocks);
      squares += score.rmsNs * score.rmsNs;
      mean += score.meanNs / oscillators;
      p99 = Math.max(p99, score.p99Ns);
      max = Math.max(max, score.maxNs);
      rate = Math.max(rate, score.ratePpb);
      settled = Math.max(settled, score.settledS);
      step = Math.max(step, score.stepNs);
    }
    return new Score(Math.sqrt(squares / oscillators), mean, p99, max, rate, settled, step);
  }

  /**
   * Follows a capture for 150 s, then holds over.
   *
   * @return the largest error in the first 10, 60 and 120 s of holding over, less the error with which it began
   */
  static double[] holdover(CaptureFile capture, double wanderPpb, long seed) {
    OurClock clock = new OurClock();
    long lengthNs = HOLD_NS + 121_000_000_000L;
    Oscillator oscillator = new Oscillator(lengthNs, wanderPpb, 0, seed);
    for (int i = 0; i < capture.size() && capture.localNs()[i] < HOLD_NS; i++) {
      long rawNs = oscillator.rawAt(Math.max(0, capture.localNs()[i]));
      if (capture.isDelay()[i]) {
        clock.onDelay(capture.remoteNs()[i], rawNs);
      } else {
        clock.onSync(capture.remoteNs()[i], rawNs);
      }
      clock.advance(rawNs);
    }
    double startNs = clock.ptpAt(oscillator.rawAt(HOLD_NS)) - HOLD_NS;
    clock.coast();
    double[] largest = new double[3];
    for (long heldNs = 0; heldNs <= 120_000_000_000L; heldNs += 200_000_000) {
      long rawNs = oscillator.rawAt(HOLD_NS + heldNs);
      clock.advance(rawNs);
      double errorNs = Math.abs(clock.ptpAt(rawNs) - HOLD_NS - heldNs - startNs);
      for (int i = 0; i < largest.length; i++) {
        if (heldNs <= HELD_NS[i]) {
          largest[i] = Math.max(largest[i], errorNs);
        }
      }
    }
    return largest;
  }

  static Score run(CaptureFile capture, Scenario scenario, long seed, Supplier<ClockUnderTest> clocks) {
    ClockUnderTest clock = clocks.get();
    long lengthNs = Arrays.stream(capture.localNs()).max().orElseThrow() + 1_000_000_000L;
    Oscillator oscillator = new Oscillator(lengthNs, scenario.wanderPpb, scenario.thermalPpb, seed);
    SplittableRandom random = new SplittableRandom(seed * 7919);
    Judge judge = new Judge(oscillator, clock, lengthNs);
    long[] lastKept = {Long.MIN_VALUE / 2, Long.MIN_VALUE / 2};
    for (int i = 0; i < capture.size(); i++) {
      boolean isDelay = capture.isDelay()[i];
      long localNs = capture.localNs()[i];
      long remoteNs = capture.remoteNs()[i];
      long delayNs = isDelay ? remoteNs - localNs : localNs - remoteNs;
      boolean keeps = scenario.keeps(isDelay, localNs, lastKept, random);
      long extraNs = scenario.extraDelayNs(isDelay, delayNs, random);
      if (!keeps) {
        continue;
      }
      // Extra delay is put on the remote stamp, so that the order of the local ones stays.
      long ptpNs = isDelay ? remoteNs + extraNs : remoteNs - extraNs;
      judge.upTo(localNs);
      long rawNs = oscillator.rawAt(Math.max(0, localNs));
      double before = clock.isReady() ? clock.ptpAt(rawNs) : 0;
      boolean wasReady = clock.isReady();
      if (isDelay) {
        clock.onDelay(ptpNs, rawNs);
      } else {
        clock.onSync(ptpNs, rawNs);
      }
      clock.advance(rawNs);
      if (wasReady && localNs > SETTLED_NS) {
        judge.stepNs = Math.max(judge.stepNs, Math.abs(clock.ptpAt(rawNs) - before));
      }
    }
    return judge.score();
  }

  private static final class Judge {

    private final Oscillator oscillator;
    private final ClockUnderTest clock;
    private final double[] errors;
    private int count;
    private double rateSquares;
    private long nextNs;
    private long lastBadNs;
    private double stepNs;

    Judge(Oscillator oscillator, ClockUnderTest clock, long lengthNs) {
      this.oscillator = oscillator;
      this.clock = clock;
      errors = new double[(int) (lengthNs / EVALUATE_NS) + 1];
    }

    void upTo(long trueNs) {
      for (; nextNs < trueNs; nextNs += EVALUATE_NS) {
        double errorNs = clock.isReady() ? clock.ptpAt(oscillator.rawAt(nextNs)) - nextNs : Double.POSITIVE_INFINITY;
        if (nextNs < SETTLED_NS) {
          if (Math.abs(errorNs) > 1_000) {
            lastBadNs = nextNs + EVALUATE_NS;
          }
          continue;
        }
        errors[count++] = errorNs;
        double rateErrorPpb = clock.ratePpb() + oscillator.ratePpb(nextNs);
        rateSquares += rateErrorPpb * rateErrorPpb;
      }
    }

    Score score() {
      double sum = 0;
      double squares = 0;
      double[] sizes = new double[count];
      for (int i = 0; i < count; i++) {
        sum += errors[i];
        squares += errors[i] * errors[i];
        sizes[i] = Math.abs(errors[i]);
      }
      Arrays.sort(sizes);
      return new Score(
          Math.sqrt(squares / count),
          sum / count,
          sizes[(int) (count * 0.99)],
          sizes[count - 1],
          Math.sqrt(rateSquares / count),
          lastBadNs >= SETTLED_NS ? Double.POSITIVE_INFINITY : lastBadNs * 1e-9,
          stepNs);
    }
  }
}
