package io.crosspoint.ptp.estimate;

import java.util.SplittableRandom;

/** What is done to a capture before the clocks see it. */
enum Scenario {
  QUIET("as captured, wander 1e-9", 1, 0),
  CALM("as captured, wander 1e-10", 0.1, 0),
  THERMAL("as captured, 1 ppm over 10 min", 3, 1_000),
  QUEUED("70 % of packets + exp(40 µs), both ways", 1, 0),
  QUEUED_ONE_WAY("70 % of Syncs + exp(40 µs)", 1, 0),
  QUEUED_95("95 % of packets + exp(40 µs)", 1, 0),
  DELAY_1("delay requests 1/s", 1, 0),
  SLOW("Sync 1/s, delay requests 1/s", 1, 0),
  LOSS_20("20 % lost", 1, 0),
  NOISE_20("delays × 20", 1, 0);

  final String title;
  final double wanderPpb;
  final double thermalPpb;

  Scenario(String title, double wanderPpb, double thermalPpb) {
    this.title = title;
    this.wanderPpb = wanderPpb;
    this.thermalPpb = thermalPpb;
  }

  /** Whether a measurement survives; times as captured. */
  boolean keeps(boolean isDelay, long localNs, long[] lastKeptNs, SplittableRandom random) {
    if (this == LOSS_20) {
      return random.nextDouble() >= 0.2;
    }
    int direction = isDelay ? 1 : 0;
    if (this == SLOW || (this == DELAY_1 && isDelay)) {
      if (localNs - lastKeptNs[direction] < 950_000_000) {
        return false;
      }
      lastKeptNs[direction] = localNs;
    }
    return true;
  }

  /** Extra delay of a packet beyond what was captured. */
  long extraDelayNs(boolean isDelay, long capturedDelayNs, SplittableRandom random) {
    double queued =
        switch (this) {
          case QUEUED -> 0.7;
          case QUEUED_ONE_WAY -> isDelay ? 0 : 0.7;
          case QUEUED_95 -> 0.95;
          default -> 0;
        };
    long extra = this == NOISE_20 ? 19 * capturedDelayNs : 0;
    if (random.nextDouble() < queued) {
      extra += Math.round(-Math.log(1 - random.nextDouble()) * 40_000);
    }
    return extra;
  }
}
