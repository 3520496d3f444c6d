package io.crosspoint.app.sendspin;

/**
 * The ratio at which a stream is read: that of the two clocks, plus what brings the position back to where it should be, changing so
 * slowly that nothing is heard of it.
 */
final class Steering {

  /** Change of pitch in a second: below what makes a side tone of anything. */
  private static final double SLOPE_PER_S = 25e-6;
  private static final double MOST_CORRECTION = 200e-6;
  /** Near the target the approach is exponential. */
  private static final double APPROACH_S = 2;

  private double ratio = 1;

  void set(double to) {
    ratio = to;
  }

  double ratio() {
    return ratio;
  }

  /**
   * Chooses the ratio at the end of the next block.
   *
   * @param nominal source frames for each output frame, as the clocks say
   * @param errorS how far the position is behind
   * @return the new ratio
   */
  double next(double nominal, double errorS, double blockS) {
    double reach = Math.abs(errorS);
    // From √(2 a d) the slope can still bring the correction to zero by the time the error is.
    double correction = Math.min(MOST_CORRECTION, Math.min(reach / APPROACH_S, Math.sqrt(2 * SLOPE_PER_S * reach)));
    double wanted = nominal * (1 + Math.copySign(correction, errorS));
    double step = SLOPE_PER_S * blockS * nominal;
    ratio += Math.clamp(wanted - ratio, -step, step);
    return ratio;
  }
}
