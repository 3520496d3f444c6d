package io.crosspoint.ptp.estimate;

/**
 * The measurements of the last {@value #LONGEST_S} seconds that met no queue. Their common rate is found by joint least squares of phase,
 * rate and delay over what the modes admit, so that the modes are sharp even before any rate is known.
 */
final class ModeWindow {

  private static final double LONGEST_S = 16;
  private static final double SHORTEST_S = 4;
  private static final int MIN_PER_DIRECTION = 6;
  private static final int PASSES = 2;

  private final SampleRing syncs;
  private final SampleRing delays;
  private final ModeGate syncGate = new ModeGate();
  private final ModeGate delayGate = new ModeGate();
  /** Normal equations: weights, then the moments of x, s (−1 Sync, +1 delay request) and y. */
  private double sw;
  private double swx;
  private double sws;
  private double swxx;
  private double swxs;
  private double swy;
  private double swxy;
  private double swsy;
  private int used;

  private boolean isReady;
  private double spanS;
  private double originX;
  private double ratePpb;
  private double solvedRatePpb;

  ModeWindow(SampleRing syncs, SampleRing delays) {
    this.syncs = syncs;
    this.delays = delays;
  }

  void clear() {
    isReady = false;
  }

  /**
   * Looks again, at {@code x}, the newest Sync.
   *
   * @param knownS how long there have been measurements; the window is at most half again as long
   * @param priorRatePpb straightens the measurements before the first selection
   */
  void find(double x, double knownS, double priorRatePpb) {
    spanS = SHORTEST_S;
    while (spanS < LONGEST_S && knownS > 1.2 * spanS) {
      spanS *= 2;
    }
    int firstSync = syncs.firstSince(x - spanS);
    int firstDelay = delays.firstSince(x - spanS);
    isReady = false;
    if (syncs.size() - firstSync < MIN_PER_DIRECTION || delays.size() - firstDelay < MIN_PER_DIRECTION) {
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
      ratePpb = rate;
      double determinant = solve();
      if (!(determinant > 0) || used < 2 * MIN_PER_DIRECTION) {
        return;
      }
      rate = solvedRatePpb / determinant;
    }
    isReady = true;
  }

  /** Length of the window if it holds enough to tell, otherwise 0. */
  double spanS() {
    return isReady ? spanS : 0;
  }

  private void clearSums() {
    sw = swx = sws = swxx = swxs = swy = swxy = swsy = 0;
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
    }
  }

  /**
   * Cramer's rule for the rate in the symmetric system of (phase, rate, delay); sign² = 1 makes the last diagonal element {@code sw}.
   *
   * @return the determinant, or 0 when the measurements do not tell the three apart; the rate's numerator is in a field
   */
  private double solve() {
    double c00 = swxx * sw - swxs * swxs;
    double c01 = swx * sw - swxs * sws;
    double c02 = swx * swxs - swxx * sws;
    double determinant = sw * c00 - swx * c01 + sws * c02;
    double c11 = sw * sw - sws * sws;
    double c12 = sw * swxs - swx * sws;
    solvedRatePpb = -swy * c01 + swxy * c11 - swsy * c12;
    return determinant > 1e-12 * sw * sw * sw ? determinant : 0;
  }

  /** Whether a measurement met no queue, as far as is known; {@code sign} −1 Sync, +1 delay request. */
  boolean admits(int sign, double x, double y) {
    ModeGate gate = sign < 0 ? syncGate : delayGate;
    return !isReady || gate.admits(y - ratePpb * (x - originX));
  }
}
