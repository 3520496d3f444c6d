package io.crosspoint.ptp.estimate;

import java.util.Arrays;

/**
 * Tells a step of the reference from queueing: a step moves both directions by the same amount and the same way, at once and for good; a
 * queue only ever delays, and a changed path moves the directions apart.
 */
final class StepDetector {

  private static final int NEEDED = 8;
  private static final double MIN_STEP_NS = 50_000;
  private static final double MAX_DIFFERENCE = 0.2;

  private final double[][] residuals = new double[2][NEEDED];
  private final int[] counts = new int[2];
  private final double[] sorted = new double[NEEDED];
  private double shiftNs;
  private double spreadNs;

  void clear() {
    Arrays.fill(counts, 0);
  }

  /**
   * Adds a measurement's distance from the published clock (delay removed); a distance that is not a step starts the count again.
   *
   * @param direction 0 Sync, 1 delay request
   */
  void add(int direction, double residualNs) {
    if (Math.abs(residualNs) < MIN_STEP_NS) {
      counts[direction] = 0;
      return;
    }
    residuals[direction][counts[direction] % NEEDED] = residualNs;
    counts[direction]++;
  }

  /** Whether the last {@value #NEEDED} measurements of both directions agree on one step. */
  boolean isStep() {
    if (counts[0] < NEEDED || counts[1] < NEEDED) {
      return false;
    }
    describe(0);
    double syncShiftNs = shiftNs;
    double syncSpreadNs = spreadNs;
    describe(1);
    double allowedNs = MAX_DIFFERENCE * Math.abs(syncShiftNs);
    return Math.abs(shiftNs - syncShiftNs) < allowedNs && syncSpreadNs < allowedNs && spreadNs < allowedNs;
  }

  private void describe(int direction) {
    System.arraycopy(residuals[direction], 0, sorted, 0, NEEDED);
    SmallSort.sort(sorted, NEEDED);
    shiftNs = (sorted[NEEDED / 2 - 1] + sorted[NEEDED / 2]) / 2;
    spreadNs = sorted[NEEDED - 2] - sorted[1];
  }
}
