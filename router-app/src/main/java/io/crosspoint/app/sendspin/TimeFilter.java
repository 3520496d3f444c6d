package io.crosspoint.app.sendspin;

/**
 * What the server's clock shows, as a function of this host's: a Kalman filter with two states, offset and drift, fed with the offsets of
 * four-time-stamp exchanges. Pure.
 *
 * <p>Both clocks in ns; their difference may be anything, so it is kept as a whole number and the filter works on the rest.
 */
final class TimeFilter {

  /** A measurement's error is at most half its round trip, and on a busy host it is all of it: delays there are of one side. */
  private static final double SIGMA_PER_BOUND = 1;

  private static final double LEAST_SIGMA_NS = 20_000;
  /** Oscillators wander: drift² per second. */
  private static final double DRIFT_WALK = 1e-16;
  /** Before anything is known: what two oscillators usually differ by. */
  private static final double FIRST_DRIFT_SIGMA = 50e-6;
  /** An innovation beyond so many deviations opens the filter a little. */
  private static final double SURPRISE = 4;

  private static final double FORGET = 4;
  private static final int STABLE_AFTER = 20;

  private int updates;
  private long atNs;
  private long baseNs;
  private double offsetNs;
  private double drift;
  private double offsetVariance;
  private double covariance;
  private double driftVariance;

  /** Forgets everything. */
  void reset() {
    updates = 0;
  }

  /**
   * Takes one measurement.
   *
   * @param measuredNs server's clock minus ours
   * @param boundNs half the round trip
   * @param localNs when, on our clock
   */
  void update(long measuredNs, long boundNs, long localNs) {
    double sigma = Math.max(LEAST_SIGMA_NS, SIGMA_PER_BOUND * boundNs);
    double noise = sigma * sigma;
    if (updates++ == 0) {
      atNs = localNs;
      baseNs = measuredNs;
      offsetNs = 0;
      drift = 0;
      offsetVariance = noise;
      covariance = 0;
      driftVariance = FIRST_DRIFT_SIGMA * FIRST_DRIFT_SIGMA;
      return;
    }
    predict(localNs);
    double innovation = measuredNs - baseNs - offsetNs;
    if (updates > STABLE_AFTER && innovation * innovation > SURPRISE * SURPRISE * (offsetVariance + noise)) {
      offsetVariance *= FORGET;
      covariance *= FORGET;
      driftVariance *= FORGET;
    }
    double total = offsetVariance + noise;
    double offsetGain = offsetVariance / total;
    double driftGain = covariance / total;
    offsetNs += offsetGain * innovation;
    drift += driftGain * innovation;
    driftVariance -= driftGain * covariance;
    covariance -= offsetGain * covariance;
    offsetVariance -= offsetGain * offsetVariance;
  }

  private void predict(long localNs) {
    double elapsedNs = localNs - atNs;
    atNs = localNs;
    offsetNs += drift * elapsedNs;
    offsetVariance += elapsedNs * (2 * covariance + elapsedNs * driftVariance);
    covariance += elapsedNs * driftVariance;
    driftVariance += DRIFT_WALK * elapsedNs * 1e-9;
  }

  int updates() {
    return updates;
  }

  /** The server's clock minus ours at a time of ours. */
  long offsetAt(long localNs) {
    return baseNs + Math.round(offsetNs + drift * (localNs - atNs));
  }

  /** The server's clock at a time of ours. */
  long serverAt(long localNs) {
    return localNs + offsetAt(localNs);
  }

  /** Our clock when the server's shows a time; inverse of {@link #serverAt}. */
  long localAt(long serverNs) {
    long guessNs = serverNs - baseNs;
    return guessNs - Math.round((offsetNs + drift * (guessNs - atNs)) / (1 + drift));
  }

  /** By what part the server's clock runs fast against ours. */
  double drift() {
    return drift;
  }

  /** Standard deviation of the offset now. */
  double sigmaNs() {
    return updates == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(Math.max(0, offsetVariance));
  }
}
