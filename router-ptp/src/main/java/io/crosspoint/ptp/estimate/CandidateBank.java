package io.crosspoint.ptp.estimate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The estimators side by side, and the choice between them by how well each foretells the next packet.
 *
 * <p>Windows that select the densest cluster survive one-sided queueing, which drags a filter along; filters use every packet, and so
 * win while noise is symmetric. A lopsided direction therefore rules the filters out.
 */
final class CandidateBank {

  private static final double[] SPANS_S = {4, 8, 16, 32, 64};
  private static final double STEADY_PPB = 1;
  private static final double AGILE_PPB = 10;
  private static final double SCORE_GAIN = 0.03;
  private static final double PREFERENCE = 1.03;
  private static final int MIN_PREDICTIONS = 20;
  private static final double LOPSIDED = 1.5;

  private final SampleRing syncs = new SampleRing();
  private final SampleRing delays = new SampleRing();
  private final LeastSquaresWindow[] windows = new LeastSquaresWindow[SPANS_S.length];
  private final HuberKalman steady = new HuberKalman(STEADY_PPB);
  private final HuberKalman agile = new HuberKalman(AGILE_PPB);
  /** In order of preference for equal scores: the later the better. */
  private final Candidate[] candidates;

  private final double[] scores;
  private final int[] predictions;
  private double firstX;
  private double lastX;

  CandidateBank() {
    for (int i = 0; i < windows.length; i++) {
      windows[i] = new LeastSquaresWindow(SPANS_S[i], syncs, delays);
    }
    candidates = new Candidate[] {agile, windows[0], windows[1], windows[2], windows[3], windows[4], steady};
    scores = new double[candidates.length];
    predictions = new int[candidates.length];
    steady.clearRate();
    agile.clearRate();
  }

  /** Forgets every measurement; a known rate shortens the way back. */
  void restart(double ratePpb, double rateSigmaPpb) {
    syncs.clear();
    delays.clear();
    for (LeastSquaresWindow window : windows) {
      window.clear();
    }
    steady.restart(ratePpb, rateSigmaPpb);
    agile.restart(ratePpb, rateSigmaPpb);
    Arrays.fill(predictions, 0);
  }

  int syncCount() {
    return syncs.size();
  }

  int delayCount() {
    return delays.size();
  }

  double spanS() {
    return lastX - firstX;
  }

  void onSync(double x, double y) {
    if (syncs.size() == 0) {
      firstX = x;
    }
    lastX = x;
    score(x, y, -1);
    syncs.add(x, y);
    steady.onSync(x, y);
    agile.onSync(x, y);
    double rate = steady.ratePpb();
    double span = spanS();
    for (LeastSquaresWindow window : windows) {
      // A window must reach further back than the one before it, or it is the same fit.
      if (window == windows[0] || span > 0.6 * window.spanS()) {
        window.fit(x, rate);
      }
    }
  }

  void onDelay(double x, double y) {
    score(x, y, 1);
    delays.add(x, y);
    steady.onDelay(x, y);
    agile.onDelay(x, y);
  }

  private void score(double x, double y, int sign) {
    double worst = 6 * Math.max(100, grainNs());
    for (int i = 0; i < candidates.length; i++) {
      Candidate candidate = candidates[i];
      if (!candidate.isReady()) {
        predictions[i] = 0;
        continue;
      }
      double error = Math.min(worst, Math.abs(y - candidate.phaseNs(x) - sign * candidate.delayNs()));
      scores[i] = predictions[i] == 0 ? error : scores[i] + SCORE_GAIN * (error - scores[i]);
      predictions[i]++;
    }
  }

  private @Nullable LeastSquaresWindow largestWindow() {
    for (int i = windows.length - 1; i >= 0; i--) {
      if (windows[i].isReady()) {
        return windows[i];
      }
    }
    return null;
  }

  double grainNs() {
    LeastSquaresWindow window = largestWindow();
    return window == null ? 1_000 : window.grainNs();
  }

  /** The chosen estimator, or null while there is none. */
  @Nullable Candidate best() {
    LeastSquaresWindow largest = largestWindow();
    boolean isLopsided = largest != null && largest.skewness() > LOPSIDED;
    double lowest = Double.MAX_VALUE;
    for (int i = 0; i < candidates.length; i++) {
      if (competes(i, isLopsided)) {
        lowest = Math.min(lowest, scores[i]);
      }
    }
    Candidate best = null;
    for (int i = 0; i < candidates.length; i++) {
      if (competes(i, isLopsided) && scores[i] < PREFERENCE * lowest) {
        best = candidates[i];
      }
    }
    if (best != null) {
      return best;
    }
    return agile.isReady() ? agile : null;
  }

  private boolean competes(int i, boolean isLopsided) {
    return candidates[i].isReady()
        && predictions[i] > MIN_PREDICTIONS
        && !(isLopsided && candidates[i] instanceof HuberKalman);
  }

  /** The rate over the longest time, for holding over; ppb. */
  double longRatePpb() {
    LeastSquaresWindow window = largestWindow();
    if (window != null && window.spanS() >= 32 && window.skewness() > LOPSIDED) {
      return window.ratePpb();
    }
    return steady.ratePpb();
  }

  double rateSigmaPpb() {
    return steady.rateSigmaPpb();
  }
}
