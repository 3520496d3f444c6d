package io.crosspoint.ptp.estimate;

/** The published line: it moves to where the estimate is by running a little faster or slower, never by a jump. */
final class SlewedClock {

  private static final double TIME_CONSTANT_S = 0.5;
  private static final double SLOW_SLEW_PPB = 20_000;
  private static final double FAST_SLEW_PPB = 50_000;
  /** Beyond this the faster slew is used; 100 µs take 5 s at the slow one. */
  private static final double FAR_NS = 100_000;

  private double x;
  private double phaseNs;
  private double ratePpb;

  void set(double atX, double phase, double rate) {
    x = atX;
    phaseNs = phase;
    ratePpb = rate;
  }

  /** Continues from where it is, aiming at the estimate. */
  void follow(double atX, double phase, double rate) {
    phaseNs = phaseNs(atX);
    x = atX;
    double errorNs = phase - phaseNs;
    double limit = Math.abs(errorNs) > FAR_NS ? FAST_SLEW_PPB : SLOW_SLEW_PPB;
    ratePpb = rate + Math.clamp(errorNs / TIME_CONSTANT_S, -limit, limit);
  }

  /** Continues from where it is at a given rate. */
  void coast(double atX, double rate) {
    phaseNs = phaseNs(atX);
    x = atX;
    ratePpb = rate;
  }

  double phaseNs(double atX) {
    return phaseNs + ratePpb * (atX - x);
  }

  double ratePpb() {
    return ratePpb;
  }
}
