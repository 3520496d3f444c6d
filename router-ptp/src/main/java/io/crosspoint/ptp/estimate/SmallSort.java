package io.crosspoint.ptp.estimate;

/**
 * Shell's sort for some hundred numbers. {@link java.util.Arrays#sort(double[])} looks for sorted runs and allocates buffers to merge
 * them; nothing here may allocate.
 */
final class SmallSort {

  /** Ciura's gaps. */
  private static final int[] GAPS = {301, 132, 57, 23, 10, 4, 1};

  private SmallSort() {}

  /** Sorts the first {@code count} in place, ascending. */
  static void sort(double[] values, int count) {
    for (int gap : GAPS) {
      for (int i = gap; i < count; i++) {
        double value = values[i];
        int at = i;
        while (at >= gap && values[at - gap] > value) {
          values[at] = values[at - gap];
          at -= gap;
        }
        values[at] = value;
      }
    }
  }
}
