package io.crosspoint.pipeline.convert;

/**
 * The packet of a window that was delayed least. The window is kept as slices with a candidate each, so that the slope can be taken
 * away again when it is better known than it was while the packets came.
 */
final class WindowMinimum {

  private static final int SLICES = 32;

  private final double lengthS;
  private final double[] timeS = new double[SLICES];
  private final double[] delayUs = new double[SLICES];
  private final double[] flatUs = new double[SLICES];
  private double startS;

  WindowMinimum(double lengthS) {
    this.lengthS = lengthS;
  }

  void start(double atS) {
    startS = atS;
    for (int i = 0; i < SLICES; i++) {
      flatUs[i] = Double.POSITIVE_INFINITY;
    }
  }

  boolean isOver(double atS) {
    return atS >= startS + lengthS;
  }

  /** Whether time has gone back to long before this window, which it does when a clock is set. */
  boolean isAhead(double atS) {
    return atS < startS - lengthS;
  }

  void add(double atS, double packetDelayUs, double slopePpm) {
    int slice = Math.clamp((long) ((atS - startS) / lengthS * SLICES), 0, SLICES - 1);
    double flat = packetDelayUs - slopePpm * (atS - startS);
    if (flat < flatUs[slice]) {
      flatUs[slice] = flat;
      timeS[slice] = atS;
      delayUs[slice] = packetDelayUs;
    }
  }

  double middleS() {
    return startS + lengthS / 2;
  }

  /** The minimum of d − slope (t − middle), µs. */
  double leastUs(double slopePpm) {
    double leastUs = Double.POSITIVE_INFINITY;
    for (int i = 0; i < SLICES; i++) {
      if (flatUs[i] != Double.POSITIVE_INFINITY) {
        leastUs = Math.min(leastUs, delayUs[i] - slopePpm * (timeS[i] - middleS()));
      }
    }
    return leastUs;
  }
}
