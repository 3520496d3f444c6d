package io.crosspoint.ptp.clock;

import java.util.Arrays;

/**
 * How long messages took in one direction by the published clock: the last {@value #KEPT} of them. Half the difference of the two
 * directions' medians is how far the clock is from the middle between them.
 *
 * <p><b>Thread:</b> one. Adding allocates nothing.
 */
public final class PathDelays {

  private static final int KEPT = 256;

  /**
   * For an operator; all 0 while nothing was measured.
   *
   * @param count how many the figures are of
   */
  public record View(int count, long minNs, long medianNs, long p99Ns) {}

  private final long[] delaysNs = new long[KEPT];
  private int count;

  void add(long delayNs) {
    delaysNs[count % KEPT] = delayNs;
    count++;
    if (count == 2 * KEPT) {
      count = KEPT;
    }
  }

  void clear() {
    count = 0;
  }

  /** The last one added; 0 before the first. */
  long newestNs() {
    return count == 0 ? 0 : delaysNs[(count - 1) % KEPT];
  }

  View view() {
    int kept = Math.min(count, KEPT);
    if (kept == 0) {
      return new View(0, 0, 0, 0);
    }
    long[] sorted = Arrays.copyOf(delaysNs, kept);
    Arrays.sort(sorted);
    return new View(kept, sorted[0], sorted[kept / 2], sorted[Math.min(kept - 1, kept * 99 / 100)]);
  }
}
