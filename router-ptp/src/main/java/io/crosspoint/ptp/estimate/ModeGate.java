package io.crosspoint.ptp.estimate;

import java.util.Arrays;

/**
 * Finds the densest cluster of one direction's measurements: the packets that met no queue. The shorth, the shortest interval that holds
 * {@value #SHARE} of them, is taken after removing the rate only; removing a phase estimate as well would let that estimate choose the
 * packets that confirm it.
 */
final class ModeGate {

  static final double SHARE = 0.35;

  /** Stamps are not better than this, whatever a lucky run of equal values says. */
  private static final double MIN_HALF_WIDTH_NS = 20;

  private final double[] residuals = new double[SampleRing.CAPACITY];
  private double centreNs;
  private double halfWidthNs = MIN_HALF_WIDTH_NS;
  private double meanNs;
  private double medianNs;
  private int count;

  /** Looks at all measurements from {@code first}; {@code y − ratePpb · (x − originX)} is what clusters. */
  void find(SampleRing ring, int first, double ratePpb, double originX) {
    count = ring.size() - first;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      residuals[i] = ring.y(first + i) - ratePpb * (ring.x(first + i) - originX);
      sum += residuals[i];
    }
    if (count == 0) {
      return;
    }
    Arrays.sort(residuals, 0, count);
    meanNs = sum / count;
    medianNs = residuals[count / 2];
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

  /** How lopsided the direction is: distance of mean and median in half-widths. Queueing is one-sided, jitter is not. */
  double skewness() {
    return Math.abs(meanNs - medianNs) / halfWidthNs;
  }
}
