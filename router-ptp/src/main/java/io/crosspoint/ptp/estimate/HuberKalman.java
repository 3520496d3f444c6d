package io.crosspoint.ptp.estimate;

import java.util.Arrays;

/**
 * A Kalman filter of (phase, rate, delay) whose rate wanders at random, which trusts a measurement the less the further out it is
 * (Huber's rule), and which doubts itself when its innovations keep to one side.
 *
 * <p>A slow filter is the best there is while the oscillator is quiet, and microseconds late when temperature moves it. Its own
 * innovations tell the two apart, which single prediction errors of a bank of filters cannot: noise hides differences of tens of ns.
 */
final class HuberKalman {

  private static final double PHASE_NOISE = 1;
  private static final double DELAY_NOISE = 20 * 20;
  private static final double MIN_SIGMA_NS = 50;
  private static final double HUBER = 2.5;
  private static final double MAD_TO_SIGMA = 1.4826;
  private static final double BIAS_GAIN = 1.0 / 64;
  private static final double BIAS_CLIP = 3;
  private static final double BIASED = 0.2;
  private static final double FAR_BIASED = 1.5;
  private static final double DOUBT = 1.05;
  private static final int KEPT = 64;
  private static final double START_PHASE_SIGMA_NS = 10_000;
  private static final double START_RATE_SIGMA_PPB = 100_000;

  private final double rateNoise;
  private final double[][] innovations = new double[2][KEPT];
  private final int[] innovationCounts = new int[2];
  private final double[] sorted = new double[KEPT];

  private double x;
  private double phase;
  private double rate;
  private double delay;
  private double p00;
  private double p01;
  private double p02;
  private double p11;
  private double p12;
  private double p22;
  private boolean hasSync;
  private boolean isReady;
  private double firstSyncX;
  private double firstSyncY;
  private double lastScore;
  private final double[] biases = new double[2];

  /** @param wanderPpbPerRootS how far the rate walks in a second, standard deviation */
  HuberKalman(double wanderPpbPerRootS) {
    rateNoise = wanderPpbPerRootS * wanderPpbPerRootS;
  }

  void clear() {
    hasSync = false;
    isReady = false;
    Arrays.fill(biases, 0);
    Arrays.fill(innovationCounts, 0);
  }

  /** Restarts with a rate that is known from before. */
  void restart(double knownRatePpb, double rateSigmaPpb) {
    clear();
    rate = knownRatePpb;
    p11 = rateSigmaPpb * rateSigmaPpb;
  }

  void clearRate() {
    restart(0, START_RATE_SIGMA_PPB);
  }

  void onSync(double atX, double y) {
    if (isReady) {
      update(0, atX, y, -1);
      return;
    }
    hasSync = true;
    firstSyncX = atX;
    firstSyncY = y;
  }

  void onDelay(double atX, double y) {
    if (isReady) {
      update(1, atX, y, 1);
    } else if (hasSync) {
      start(atX, y);
    }
  }

  private void start(double delayX, double delayY) {
    x = Math.max(delayX, firstSyncX);
    double syncY = firstSyncY + rate * (x - firstSyncX);
    double otherY = delayY + rate * (x - delayX);
    phase = (syncY + otherY) / 2;
    delay = (otherY - syncY) / 2;
    p00 = START_PHASE_SIGMA_NS * START_PHASE_SIGMA_NS;
    p22 = p00;
    p01 = 0;
    p02 = 0;
    p12 = 0;
    isReady = true;
  }

  private void update(int direction, double atX, double y, int sign) {
    predict(atX);
    double lag = atX - x;
    double innovation = y - (phase + rate * lag + sign * delay);
    double sigma = sigma(direction);
    // H = (1, lag, sign): the measurement is earlier than the state when answers overtake one another.
    double h0 = p00 + lag * p01 + sign * p02;
    double h1 = p01 + lag * p11 + sign * p12;
    double h2 = p02 + lag * p12 + sign * p22;
    double prior = h0 + lag * h1 + sign * h2;
    double variance = prior + sigma * sigma;
    lastScore = innovation / Math.sqrt(variance);
    double excess = Math.abs(lastScore) / HUBER;
    if (excess > 1) {
      variance = prior + sigma * sigma * excess * excess;
    }
    doubt(direction);
    correct(innovation, variance, h0, h1, h2);
    innovations[direction][innovationCounts[direction] % KEPT] = innovation;
    innovationCounts[direction]++;
  }

  /**
   * Innovations that keep to one side say that the filter believes itself too much: it is made to learn faster until they do not. In both
   * directions to the same side it is the phase that is wrong; far to one side in either, everything may be.
   */
  private void doubt(int direction) {
    biases[direction] += BIAS_GAIN * (Math.clamp(lastScore, -BIAS_CLIP, BIAS_CLIP) - biases[direction]);
    double smaller = Math.min(Math.abs(biases[0]), Math.abs(biases[1]));
    double larger = Math.max(Math.abs(biases[0]), Math.abs(biases[1]));
    boolean isPhaseWrong = biases[0] * biases[1] > 0 && smaller > BIASED;
    if (!(isPhaseWrong || larger > FAR_BIASED) || p11 > START_RATE_SIGMA_PPB * START_RATE_SIGMA_PPB) {
      return;
    }
    p00 *= DOUBT;
    p01 *= DOUBT;
    p02 *= DOUBT;
    p11 *= DOUBT;
    p12 *= DOUBT;
    p22 *= DOUBT;
  }

  private void predict(double toX) {
    double dt = toX - x;
    if (dt <= 0) {
      return;
    }
    x = toX;
    phase += rate * dt;
    p00 += 2 * dt * p01 + dt * dt * p11 + PHASE_NOISE * dt + rateNoise * dt * dt * dt / 3;
    p01 += dt * p11 + rateNoise * dt * dt / 2;
    p02 += dt * p12;
    p11 += rateNoise * dt;
    p22 += DELAY_NOISE * dt;
  }

  private void correct(double innovation, double variance, double h0, double h1, double h2) {
    double k0 = h0 / variance;
    double k1 = h1 / variance;
    double k2 = h2 / variance;
    phase += k0 * innovation;
    rate += k1 * innovation;
    delay += k2 * innovation;
    p00 -= k0 * h0;
    p01 -= k0 * h1;
    p02 -= k0 * h2;
    p11 -= k1 * h1;
    p12 -= k1 * h2;
    p22 -= k2 * h2;
  }

  /** Robust spread of the direction's last innovations. */
  private double sigma(int direction) {
    int count = Math.min(innovationCounts[direction], KEPT);
    if (count < 4) {
      return 1_000;
    }
    System.arraycopy(innovations[direction], 0, sorted, 0, count);
    SmallSort.sort(sorted, count);
    return Math.max(MIN_SIGMA_NS, MAD_TO_SIGMA * medianDeviation(count));
  }

  /** Walks outwards from the median: the deviations come in order. No second sort is needed. */
  private double medianDeviation(int count) {
    int middle = count / 2;
    double median = sorted[middle];
    int below = middle - 1;
    int above = middle + 1;
    double deviation = 0;
    for (int taken = 0; taken < count / 2; taken++) {
      double down = below >= 0 ? median - sorted[below] : Double.MAX_VALUE;
      double up = above < count ? sorted[above] - median : Double.MAX_VALUE;
      if (down < up) {
        deviation = down;
        below--;
      } else {
        deviation = up;
        above++;
      }
    }
    return deviation;
  }

  boolean isReady() {
    return isReady && innovationCounts[0] > 0 && innovationCounts[1] > 0;
  }

  double phaseNs(double atX) {
    return phase + rate * (atX - x);
  }

  double ratePpb() {
    return rate;
  }

  double delayNs() {
    return delay;
  }

  double sigmaNs() {
    return Math.sqrt(Math.max(0, p00));
  }

  double rateSigmaPpb() {
    return Math.sqrt(Math.max(0, p11));
  }
}
