package io.crosspoint.ptp.estimate;

/** Joint least squares of phase, rate and delay over the mode-selected measurements of the last {@code spanS} seconds. */
final class LeastSquaresWindow implements Candidate {

  private static final int MIN_PER_DIRECTION = 6;
  private static final int PASSES = 2;

  private final double spanS;
  private final SampleRing syncs;
  private final SampleRing delays;
  private final ModeGate syncGate = new ModeGate();
  private final ModeGate delayGate = new ModeGate();
  /** Normal equations: weights, then the moments of x, s, y. */
  private double sw;
  private double swx;
  private double sws;
  private double swxx;
  private double swxs;
  private double swy;
  private double swxy;
  private double swsy;
  private double swyy;
  private int used;

  private boolean isReady;
  private double originX;
  private double phaseNs;
  private double ratePpb;
  private double delayNs;
  private double sigmaNs;

  LeastSquaresWindow(double spanS, SampleRing syncs, SampleRing delays) {
    this.spanS = spanS;
    this.syncs = syncs;
    this.delays = delays;
  }

  void clear() {
    isReady = false;
  }

  double spanS() {
    return spanS;
  }

  /** Fits at {@code x}, the newest Sync; {@code priorRatePpb} straightens the measurements before the first selection. */
  void fit(double x, double priorRatePpb) {
    int firstSync = syncs.firstSince(x - spanS);
    int firstDelay = delays.firstSince(x - spanS);
    if (syncs.size() - firstSync < MIN_PER_DIRECTION || delays.size() - firstDelay < MIN_PER_DIRECTION) {
      isReady = false;
      return;
    }
    originX = x;
    double rate = priorRatePpb;
    for (int pass = 0; pass < PASSES; pass++) {
      syncGate.find(syncs, firstSync, rate, x);
      delayGate.find(delays, firstDelay, rate, x);
      clearSums();
      sum(syncs, firstSync, syncGate, rate, -1);
      sum(delays, firstDelay, delayGate, rate, 1);
      if (!solve()) {
        isReady = false;
        return;
      }
      rate = ratePpb;
    }
    isReady = true;
  }

  private void clearSums() {
    sw = swx = sws = swxx = swxs = swy = swxy = swsy = swyy = 0;
    used = 0;
  }

  private void sum(SampleRing ring, int first, ModeGate gate, double rate, int sign) {
    double weight = 1 / (gate.halfWidthNs() * gate.halfWidthNs());
    for (int i = first; i < ring.size(); i++) {
      double x = ring.x(i) - originX;
      double y = ring.y(i);
      if (!gate.admits(y - rate * x)) {
        continue;
      }
      used++;
      sw += weight;
      swx += weight * x;
      sws += weight * sign;
      swxx += weight * x * x;
      swxs += weight * x * sign;
      swy += weight * y;
      swxy += weight * x * y;
      swsy += weight * sign * y;
      swyy += weight * y * y;
    }
  }

  /** Cramer's rule on the symmetric system of (phase, rate, delay); sign² = 1 makes the last diagonal element {@code sw}. */
  private boolean solve() {
    double c00 = swxx * sw - swxs * swxs;
    double c01 = swx * sw - swxs * sws;
    double c02 = swx * swxs - swxx * sws;
    double determinant = sw * c00 - swx * c01 + sws * c02;
    if (!(Math.abs(determinant) > 1e-12 * sw * sw * sw) || used < 2 * MIN_PER_DIRECTION) {
      return false;
    }
    double c11 = sw * sw - sws * sws;
    double c12 = sw * swxs - swx * sws;
    phaseNs = (swy * c00 - swxy * c01 + swsy * c02) / determinant;
    ratePpb = (-swy * c01 + swxy * c11 - swsy * c12) / determinant;
    double c22 = sw * swxx - swx * swx;
    delayNs = (swy * c02 - swxy * c12 + swsy * c22) / determinant;
    double residual = Math.max(0, swyy - phaseNs * swy - ratePpb * swxy - delayNs * swsy);
    sigmaNs = Math.sqrt(residual / Math.max(1, used - 3) * c00 / determinant);
    return true;
  }

  @Override
  public boolean isReady() {
    return isReady;
  }

  @Override
  public double phaseNs(double x) {
    return phaseNs + ratePpb * (x - originX);
  }

  @Override
  public double ratePpb() {
    return ratePpb;
  }

  @Override
  public double delayNs() {
    return delayNs;
  }

  @Override
  public double sigmaNs() {
    return sigmaNs;
  }

  /** The larger half-width of the two directions' modes: the grain of the measurements. */
  double grainNs() {
    return Math.max(syncGate.halfWidthNs(), delayGate.halfWidthNs());
  }

  double skewness() {
    return Math.max(syncGate.skewness(), delayGate.skewness());
  }
}
