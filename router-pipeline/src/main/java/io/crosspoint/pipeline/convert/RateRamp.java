package io.crosspoint.pipeline.convert;

/**
 * How fast the reading of a stream may change. A change of ratio modulates the frequency of everything in the audio; limiting its slope and
 * the slope's own change keeps the sidebands of a 20 kHz tone below −140 dBc beyond ±10 Hz.
 *
 * <p>Units: deviation from the nominal ratio in ppm, its slope in ppm/s.
 */
final class RateRamp {

  private static final double TRACKING_PPM_PER_S = 1;
  private static final double ACQUIRING_PPM_PER_S = 25;
  /** Corners last a second: the greatest slope is reached no sooner. */
  private static final double CORNER_S = 1;
  /** Near the target the approach is exponential. */
  private static final double APPROACH_S = 0.25;

  private double ratePpm;
  private double slopePpmPerS;

  /** Sets the rate at once, for a moment when nothing is heard. */
  void setRate(double ppm) {
    ratePpm = ppm;
    slopePpmPerS = 0;
  }

  double ratePpm() {
    return ratePpm;
  }

  /** Holds from {@link #plan} to the end of its block. */
  double slopePpmPerS() {
    return slopePpmPerS;
  }

  /** Chooses the slope for the next block. */
  void plan(double targetPpm, boolean isAcquiring, double blockS) {
    double mostSlope = isAcquiring ? ACQUIRING_PPM_PER_S : TRACKING_PPM_PER_S;
    double mostTurn = mostSlope / CORNER_S;
    double distance = targetPpm - ratePpm;
    double reach = Math.abs(distance);
    // From √(2 j d) the slope can still be brought to zero by the time the distance is.
    double wanted = Math.min(mostSlope, Math.min(reach / APPROACH_S, Math.sqrt(2 * mostTurn * reach)));
    double turn = Math.copySign(wanted, distance) - slopePpmPerS;
    slopePpmPerS += Math.clamp(turn, -mostTurn * blockS, mostTurn * blockS);
  }

  /** The block is over. */
  void advance(double blockS) {
    ratePpm += slopePpmPerS * blockS;
  }
}
