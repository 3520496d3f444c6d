package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.meter.Counters;

/**
 * Asks the server for its time in short bursts and gives the filter the one answer of each burst that was quickest: on an ordered
 * connection a delayed message delays those behind it, so the single answers of a burst are not independent, but its quickest is good.
 *
 * <p>Pure: times are arguments, in ns of this host's raw monotonic clock.
 */
final class ClockProbe {

  private static final int BURST = 8;
  private static final int FIRST_BURSTS = 10;
  private static final long FIRST_EVERY_NS = 250_000_000L;
  private static final long EVERY_NS = 1_000_000_000L;
  /** An answer that takes longer says too little. */
  private static final long TIMEOUT_NS = 1_000_000_000L;
  /** A burst counts when its quickest answer is about as quick as the quickest of so many: what was delayed was delayed on one side. */
  private static final int COMPARED_BURSTS = 16;

  private static final int GOOD_FACTOR = 2;
  private static final long GOOD_SPARE_NS = 20_000;
  /** Bursts in a row that agree with each other and not with the filter: the server's clock was set. */
  private static final int STEP_BURSTS = 3;

  private static final long LEAST_STEP_NS = 5_000_000L;
  private static final long MOST_US = Long.MAX_VALUE / 4000;
  private static final int READY_BURSTS = 4;
  private static final double READY_SIGMA_NS = 2_000_000;

  private final TimeFilter filter;
  private final Counters<SendspinCounter> counters;
  private int bursts;
  private int answered;
  private long burstNs = Long.MIN_VALUE;
  private boolean isWaiting;
  private long askedNs;
  private long askedUs;
  private long bestBoundNs;
  private long bestOffsetNs;
  private long bestAtNs;
  private final long[] bounds = new long[COMPARED_BURSTS];
  private int odd;
  private long oddOffsetNs;

  ClockProbe(TimeFilter filter, Counters<SendspinCounter> counters) {
    this.filter = filter;
    this.counters = counters;
  }

  /** Whether a question is due now. */
  boolean isDue(long nowNs) {
    if (isWaiting && nowNs - askedNs > TIMEOUT_NS) {
      isWaiting = false;
      finishBurst(nowNs);
    }
    if (isWaiting) {
      return false;
    }
    return answered > 0 || burstNs == Long.MIN_VALUE || nowNs - burstNs >= (bursts < FIRST_BURSTS ? FIRST_EVERY_NS : EVERY_NS);
  }

  /** A question is sent now; returns what it says. */
  long ask(long nowNs) {
    isWaiting = true;
    askedNs = nowNs;
    askedUs = nowNs / 1000;
    return askedUs;
  }

  /**
   * An answer has come.
   *
   * @param echoedUs the question's own stamp
   * @param receivedUs server's clock when it got the question
   * @param transmittedUs server's clock when it sent the answer
   * @return whether the server's clock was found to have been set
   */
  boolean answer(long echoedUs, long receivedUs, long transmittedUs, long nowNs) {
    counters.increment(SendspinCounter.TIME_EXCHANGES);
    long stayNs = (transmittedUs - receivedUs) * 1000;
    long roundNs = nowNs - askedNs - stayNs;
    // A microsecond is what rounding may take.
    boolean isPossible = isPlausible(receivedUs) && isPlausible(transmittedUs) && stayNs >= 0 && stayNs < TIMEOUT_NS && roundNs > -2000;
    if (!isWaiting || echoedUs != askedUs || !isPossible) {
      counters.increment(SendspinCounter.BAD_TIMES);
      return false;
    }
    isWaiting = false;
    long boundNs = Math.max(0, roundNs) / 2;
    if (answered == 0 || boundNs < bestBoundNs) {
      bestBoundNs = boundNs;
      bestOffsetNs = receivedUs * 1000 - askedNs - boundNs;
      bestAtNs = askedNs + (nowNs - askedNs) / 2;
    }
    return ++answered == BURST && finishBurst(nowNs);
  }

  private boolean finishBurst(long nowNs) {
    int got = answered;
    answered = 0;
    burstNs = nowNs;
    if (got == 0) {
      return false;
    }
    bounds[bursts++ % COMPARED_BURSTS] = bestBoundNs;
    return take();
  }

  /** One burst that contradicts all before it was disturbed; three that agree are right. */
  private boolean take() {
    long surpriseNs = filter.updates() == 0 ? 0 : Math.abs(bestOffsetNs - filter.offsetAt(bestAtNs));
    if (surpriseNs <= LEAST_STEP_NS + bestBoundNs) {
      odd = 0;
      if (filter.updates() < READY_BURSTS || bestBoundNs <= GOOD_FACTOR * quickestNs() + GOOD_SPARE_NS) {
        filter.update(bestOffsetNs, bestBoundNs, bestAtNs);
      }
      return false;
    }
    boolean isAgreed = odd > 0 && Math.abs(bestOffsetNs - oddOffsetNs) <= LEAST_STEP_NS + bestBoundNs;
    odd = isAgreed ? odd + 1 : 1;
    oddOffsetNs = bestOffsetNs;
    if (odd < STEP_BURSTS) {
      return false;
    }
    odd = 0;
    counters.increment(SendspinCounter.CLOCK_STEPS);
    filter.reset();
    filter.update(bestOffsetNs, bestBoundNs, bestAtNs);
    return true;
  }

  private long quickestNs() {
    long quickestNs = Long.MAX_VALUE;
    for (int i = 0; i < Math.min(bursts, COMPARED_BURSTS); i++) {
      quickestNs = Math.min(quickestNs, bounds[i]);
    }
    return quickestNs;
  }

  /** Whether a clock can show this, and computing with it does not overflow: some 70 years to either side of its epoch. */
  static boolean isPlausible(long us) {
    return us > -MOST_US && us < MOST_US;
  }

  /** Whether the filter knows enough to play by. */
  boolean isReady() {
    return filter.updates() >= READY_BURSTS && filter.sigmaNs() < READY_SIGMA_NS;
  }
}
