package io.crosspoint.ptp.estimate;

/**
 * Phase and rate from the measurements of one path, by a slow filter as long as nothing speaks against it.
 *
 * <p>A slow filter is the best there is while the oscillator is quiet, and microseconds late when temperature moves it; a quick one is
 * noisier and never late. Where both are right they differ by noise alone, and by how much is known: the variance of the difference between
 * an efficient and a less efficient estimate is the difference of their variances (Hausman). A difference that stays beyond
 * three of its standard deviations is the slow one's lateness, and the estimate moves over by as much as is beyond chance. Single
 * prediction errors, which bury tens of ns in hundreds, decide nothing.
 *
 * <p>A packet that closely follows another finds both hosts awake and is up to 1.5 µs quicker than usual. It is hardly believed: how many
 * of them there are differs between the directions, which would look like a phase.
 *
 * <p>While the path queues, both filters get only the packets of the densest cluster. Queues are seen in both directions together, where
 * the clock's own movement cancels out: many round trips much longer than the usual one. Selecting always would cost a quiet path half of
 * its packets; never selecting lets a queue drag the filters along by its mean delay.
 */
final class PathEstimator {

  private static final double SLOW_WANDER_PPB = 1;
  private static final double QUICK_WANDER_PPB = 10;
  private static final double DIFFERENCE_S = 4;
  private static final double SIGNIFICANT = 3;
  private static final double MIN_VARIANCE = 10 * 10;
  private static final double AWAKE_S = 0.02;
  private static final double AWAKE_INFLATION = 8;
  private static final double ROUND_TRIPS_S = 64;
  private static final int MIN_ROUND_TRIPS = 12;

  private final SampleRing syncs = new SampleRing();
  private final SampleRing delays = new SampleRing();
  private final SampleRing roundTrips = new SampleRing();
  private final ModeGate roundTripMode = new ModeGate();
  private final ModeWindow window = new ModeWindow(syncs, delays);
  private final HuberKalman slow = new HuberKalman(SLOW_WANDER_PPB);
  private final HuberKalman quick = new HuberKalman(QUICK_WANDER_PPB);
  private boolean isQueued;
  private double firstX;
  private double lastX;
  private double lastAnyX;
  private double lastComparedX;
  private double differenceNs;
  /** Length of the window that the filters began from when queues were seen; 0 while there are none. */
  private double believedSpanS;
  private double lastQueuedX;
  /** Share of the quick filter in the estimate, 0 to 1. */
  private double share;

  PathEstimator() {
    slow.clearRate();
    quick.clearRate();
  }

  /** Forgets every measurement; a known rate shortens the way back. */
  void restart(double ratePpb, double rateSigmaPpb) {
    syncs.clear();
    delays.clear();
    roundTrips.clear();
    window.clear();
    isQueued = false;
    differenceNs = 0;
    share = 0;
    believedSpanS = 0;
    lastAnyX = Double.NEGATIVE_INFINITY;
    slow.restart(ratePpb, rateSigmaPpb);
    quick.restart(ratePpb, rateSigmaPpb);
  }

  void onSync(double x, double y) {
    if (syncs.size() == 0) {
      firstX = x;
    }
    lastX = x;
    syncs.add(x, y);
    double inflation = inflation(x);
    if (isQueued) {
      window.find(x, spanS(), ratePpb());
      if (window.spanS() > believedSpanS) {
        believeOnly();
        return;
      }
    }
    if (!isQueued || window.admits(-1, x, y)) {
      slow.onSync(x, y, inflation);
      quick.onSync(x, y, inflation);
      compare(x);
    }
  }

  void onDelay(double x, double y) {
    delays.add(x, y);
    if (syncs.size() > 0) {
      int newest = syncs.size() - 1;
      double movedNs = ratePpb() * (x - syncs.x(newest));
      roundTrips.add(x, (y - syncs.y(newest) - movedNs) / 2);
      roundTripMode.find(roundTrips, roundTrips.firstSince(x - ROUND_TRIPS_S), 0, x);
      isQueued = roundTripMode.count() >= MIN_ROUND_TRIPS && roundTripMode.isQueued(1);
    }
    if (isQueued) {
      lastQueuedX = x;
    } else if (x - lastQueuedX > ROUND_TRIPS_S) {
      believedSpanS = 0;
    }
    double inflation = inflation(x);
    if (!isQueued || window.admits(1, x, y)) {
      slow.onDelay(x, y, inflation);
      quick.onDelay(x, y, inflation);
      compare(x);
    }
  }

  /**
   * What the filters learnt from packets that had met a queue is forgotten: they begin again from those of the window that had not. Done
   * when queues are first seen, and while the window still grows.
   */
  private void believeOnly() {
    believedSpanS = window.spanS();
    slow.restart(ratePpb(), HuberKalman.UNKNOWN_RATE_PPB);
    quick.restart(ratePpb(), HuberKalman.UNKNOWN_RATE_PPB);
    differenceNs = 0;
    share = 0;
    int delay = delays.firstSince(lastX - believedSpanS);
    for (int sync = syncs.firstSince(lastX - believedSpanS); sync < syncs.size(); sync++) {
      for (; delay < delays.size() && delays.x(delay) < syncs.x(sync); delay++) {
        if (window.admits(1, delays.x(delay), delays.y(delay))) {
          slow.onDelay(delays.x(delay), delays.y(delay), 1);
          quick.onDelay(delays.x(delay), delays.y(delay), 1);
        }
      }
      if (window.admits(-1, syncs.x(sync), syncs.y(sync))) {
        slow.onSync(syncs.x(sync), syncs.y(sync), 1);
        quick.onSync(syncs.x(sync), syncs.y(sync), 1);
      }
    }
  }

  /** Answers may overtake Syncs that were stamped later: those follow nothing closely. */
  private double inflation(double x) {
    double sinceS = x - lastAnyX;
    lastAnyX = Math.max(lastAnyX, x);
    return isReady() && sinceS >= 0 && sinceS < AWAKE_S ? AWAKE_INFLATION : 1;
  }

  private void compare(double x) {
    double elapsedS = Math.max(0, x - lastComparedX);
    lastComparedX = x;
    if (!isReady()) {
      return;
    }
    differenceNs += (1 - Math.exp(-elapsedS / DIFFERENCE_S)) * (quick.phaseNs(x) - slow.phaseNs(x) - differenceNs);
    double variance = Math.max(MIN_VARIANCE, quick.phaseVariance() - slow.phaseVariance());
    double byChance = SIGNIFICANT * SIGNIFICANT * variance;
    double square = differenceNs * differenceNs;
    share = square > byChance ? 1 - byChance / square : 0;
  }

  int syncCount() {
    return syncs.size();
  }

  int delayCount() {
    return delays.size();
  }

  /** Time between the first and the last Sync. */
  double spanS() {
    return syncs.size() == 0 ? 0 : lastX - firstX;
  }

  boolean isReady() {
    return slow.isReady();
  }

  double phaseNs(double x) {
    return mixed(slow.phaseNs(x), quick.phaseNs(x));
  }

  double ratePpb() {
    return mixed(slow.ratePpb(), quick.ratePpb());
  }

  double delayNs() {
    return mixed(slow.delayNs(), quick.delayNs());
  }

  /** Standard deviation of the phase as the filters believe it. */
  double sigmaNs() {
    return Math.sqrt(mixed(slow.phaseVariance(), quick.phaseVariance()));
  }

  double rateSigmaPpb() {
    return mixed(slow.rateSigmaPpb(), quick.rateSigmaPpb());
  }

  private double mixed(double ofSlow, double ofQuick) {
    return ofSlow + share * (ofQuick - ofSlow);
  }

  /** Whether packets wait in queues on the way. */
  boolean isQueued() {
    return isQueued;
  }
}
