package io.crosspoint.ptp.estimate;

import java.util.Arrays;

/**
 * A Kalman filter of (phase, rate, delay) whose rate wanders at random, and which trusts a measurement the less the further out it is.
 *
 * <p>The delay is allowed to wander as fast as single measurements scatter. What delays packets on real hosts (sleeping processors, cold
 * caches, other work) comes in bouts of seconds and in both directions together: only a delay that may follow takes it for what it is, and
 * leaves to the phase what is left, which is white. A stiff delay would turn every bout into phase where one direction is measured more
 * often than the other.
 */
final class HuberKalman {

  static final double UNKNOWN_RATE_PPB = 100_000;

  private static final double PHASE_NOISE = 1;
  /** Wander of the delay in a second, as a part of the spread of single measurements. From 0.2 to 1.6 the captures see no difference. */
  private static final double DELAY_WANDER = 0.5;
  /** A filter that is lost takes its own errors for spread; they must not free the delay altogether, or it stays lost. */
  private static final double MAX_DELAY_WANDER = 300;
  private static final double MIN_SIGMA_NS = 50;
  private static final double UNKNOWN_SIGMA_NS = 1_000;
  private static final double HUBER = 2;
  private static final double MAD_TO_SIGMA = 1.4826;
  private static final double BIAS_GAIN = 1.0 / 64;
  private static final double BIAS_CLIP = 3;
  private static final double FAR_BIASED = 1;
  private static final double DOUBT = 1.05;
  private static final int KEPT = 64;
  private static final double START_PHASE_SIGMA_NS = 10_000;

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
  private final double[] sigmas = new double[2];
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
    Arrays.fill(sigmas, UNKNOWN_SIGMA_NS);
  }

  /** Restarts with a rate that is known from before. */
  void restart(double knownRatePpb, double rateSigmaPpb) {
    clear();
    rate = knownRatePpb;
    p11 = rateSigmaPpb * rateSigmaPpb;
  }

  void clearRate() {
    restart(0, UNKNOWN_RATE_PPB);
  }

  /** @param inflation how many times the usual spread this measurement's is; above 1 for one that says little of the others */
  void onSync(double atX, double y, double inflation) {
    if (isReady) {
      update(0, atX, y, inflation);
      return;
    }
    hasSync = true;
    firstSyncX = atX;
    firstSyncY = y;
  }

  /** @see #onSync */
  void onDelay(double atX, double y, double inflation) {
    if (isReady) {
      update(1, atX, y, inflation);
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

  private void update(int direction, double atX, double y, double inflation) {
    predict(atX);
    int sign = direction == 0 ? -1 : 1;
    double lag = atX - x;
    double innovation = y - (phase + rate * lag + sign * delay);
    double sigma = inflation * sigmas[direction];
    // H = (1, lag, sign): the measurement is earlier than the state when answers overtake one another.
    double h0 = p00 + lag * p01 + sign * p02;
    double h1 = p01 + lag * p11 + sign * p12;
    double h2 = p02 + lag * p12 + sign * p22;
    double prior = h0 + lag * h1 + sign * h2;
    double variance = prior + sigma * sigma;
    double score = innovation / Math.sqrt(variance);
    doubt(direction, score);
    double excess = Math.abs(score) / HUBER;
    if (excess > 1) {
      variance = prior + sigma * sigma * excess * excess;
    }
    correct(innovation, variance, h0, h1, h2);
    if (inflation == 1) {
      innovations[direction][innovationCounts[direction] % KEPT] = innovation;
      innovationCounts[direction]++;
      sigmas[direction] = sigma(direction);
    }
  }

  /** Innovations far to one side say that the filter believes itself too much: it is made to learn faster until they are not. */
  private void doubt(int direction, double score) {
    biases[direction] += BIAS_GAIN * (Math.clamp(score, -BIAS_CLIP, BIAS_CLIP) - biases[direction]);
    if (Math.max(Math.abs(biases[0]), Math.abs(biases[1])) < FAR_BIASED || p11 > UNKNOWN_RATE_PPB * UNKNOWN_RATE_PPB) {
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
    double delayWander = Math.min(MAX_DELAY_WANDER, DELAY_WANDER * (sigmas[0] + sigmas[1]) / 2);
    p22 += delayWander * delayWander * dt;
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
      return UNKNOWN_SIGMA_NS;
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

  double phaseVariance() {
    return Math.max(0, p00);
  }

  double rateSigmaPpb() {
    return Math.sqrt(Math.max(0, p11));
  }
}
