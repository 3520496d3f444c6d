package io.crosspoint.ptp.estimate;

/**
 * Finds the densest cluster of one direction's measurements: the packets that met no queue. The shorth, the shortest interval that holds
 * {@value #SHARE} of them, is taken after removing the rate only; removing a phase estimate as well would let that estimate choose the
 * packets that confirm it.
 */
final class ModeGate {

  static final double SHARE = 0.35;

  /** Quantiles that describe the sides of a distribution without its outliers. */
  private static final double HIGH = 0.85;

  private static final double FAR = 4;

  /** Below this a second cluster is the hosts' own doing (caches, interrupts), and costs less than giving up half of the packets. */
  private static final double WORTHWHILE_NS = 5_000;

  /** Stamps are not better than this, whatever a lucky run of equal values says. */
  private static final double MIN_HALF_WIDTH_NS = 20;

  private final double[] residuals = new double[SampleRing.CAPACITY];
  private double centreNs;
  private double halfWidthNs = MIN_HALF_WIDTH_NS;
  private int count;

  /** Looks at all measurements from {@code first}; {@code y − ratePpb · (x − originX)} is what clusters. */
  void find(SampleRing ring, int first, double ratePpb, double originX) {
    count = ring.size() - first;
    for (int i = 0; i < count; i++) {
      residuals[i] = ring.y(first + i) - ratePpb * (ring.x(first + i) - originX);
    }
    if (count == 0) {
      return;
    }
    SmallSort.sort(residuals, count);
    int held = Math.max(2, (int) Math.ceil(SHARE * count));
    double shortest = Double.MAX_VALUE;
    for (int i = 0; i + held <= count; i++) {
      double width = residuals[i + held - 1] - residuals[i];
      if (width < shortest) {
        shortest = width;
        centreNs = (residuals[i + held - 1] + residuals[i]) / 2;
      }
    }
    halfWidthNs = Math.max(shortest / 2, MIN_HALF_WIDTH_NS);
  }

  int count() {
    return count;
  }

  boolean admits(double residualNs) {
    return Math.abs(residualNs - centreNs) <= 2 * halfWidthNs;
  }

  double centreNs() {
    return centreNs;
  }

  double halfWidthNs() {
    return halfWidthNs;
  }

  /**
   * Whether the direction meets queues: many measurements lie far on the late side of the mode, and far fewer on the early side. A few
   * outliers do not count, and jitter has no side.
   *
   * @param lateSign the sign that lateness has in {@code y}: −1 for Sync, +1 for delay requests
   */
  boolean isQueued(int lateSign) {
    double high = residuals[(int) (HIGH * (count - 1))] - centreNs;
    double low = centreNs - residuals[(int) ((1 - HIGH) * (count - 1))];
    double late = lateSign > 0 ? high : low;
    double early = lateSign > 0 ? low : high;
    return late > FAR * halfWidthNs && late > 2 * early && late > WORTHWHILE_NS;
  }
}
