package io.crosspoint.pipeline.meter;

/** The greatest of the values of the last five to ten seconds: a display that looks every few seconds misses none. One thread's. */
final class HeldMaximum {

  private static final long HALF_NS = 5_000_000_000L;

  private double current;
  private double previous;
  private long halfBeganNs;

  HeldMaximum(long nowNs) {
    halfBeganNs = nowNs;
  }

  /** Returns whether a new half has begun with this value. */
  boolean add(double value, long nowNs) {
    boolean isNewHalf = nowNs - halfBeganNs >= HALF_NS;
    if (isNewHalf) {
      previous = nowNs - halfBeganNs >= 2 * HALF_NS ? 0 : current;
      current = 0;
      halfBeganNs = nowNs;
    }
    current = Math.max(current, value);
    return isNewHalf;
  }

  double value() {
    return Math.max(current, previous);
  }
}
