package io.crosspoint.ptp.estimate;

/**
 * Phase and rate from the measurements of one path: a filter, fed with every packet while the path is free, and with those of the densest
 * cluster while it queues.
 *
 * <p>Whether it queues is seen in both directions together, where the clock's own movement cancels out: many round trips much longer than
 * the usual one. Selecting always would cost a quiet path half of its packets; never selecting lets a queue drag the filter along by its
 * mean delay.
 */
final class PathEstimator {

  private static final double WANDER_PPB = 1;
  private static final double ROUND_TRIPS_S = 64;
  private static final int MIN_ROUND_TRIPS = 12;

  private final SampleRing syncs = new SampleRing();
  private final SampleRing delays = new SampleRing();
  private final SampleRing roundTrips = new SampleRing();
  private final ModeGate roundTripMode = new ModeGate();
  private final ModeWindow window = new ModeWindow(syncs, delays);
  private final HuberKalman filter = new HuberKalman(WANDER_PPB);
  private boolean isQueued;
  private double firstX;
  private double lastX;

  PathEstimator() {
    filter.clearRate();
  }

  /** Forgets every measurement; a known rate shortens the way back. */
  void restart(double ratePpb, double rateSigmaPpb) {
    syncs.clear();
    delays.clear();
    roundTrips.clear();
    window.clear();
    isQueued = false;
    filter.restart(ratePpb, rateSigmaPpb);
  }

  void onSync(double x, double y) {
    if (syncs.size() == 0) {
      firstX = x;
    }
    lastX = x;
    syncs.add(x, y);
    if (isQueued) {
      window.find(x, spanS(), filter.ratePpb());
    }
    if (!isQueued || window.admits(-1, x, y)) {
      filter.onSync(x, y);
    }
  }

  void onDelay(double x, double y) {
    delays.add(x, y);
    if (syncs.size() > 0) {
      int newest = syncs.size() - 1;
      double movedNs = filter.ratePpb() * (x - syncs.x(newest));
      roundTrips.add(x, (y - syncs.y(newest) - movedNs) / 2);
      roundTripMode.find(roundTrips, roundTrips.firstSince(x - ROUND_TRIPS_S), 0, x);
      isQueued = roundTripMode.count() >= MIN_ROUND_TRIPS && roundTripMode.isQueued(1);
    }
    if (!isQueued || window.admits(1, x, y)) {
      filter.onDelay(x, y);
    }
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
    return filter.isReady();
  }

  double phaseNs(double x) {
    return filter.phaseNs(x);
  }

  double ratePpb() {
    return filter.ratePpb();
  }

  double delayNs() {
    return filter.delayNs();
  }

  /** Standard deviation of the phase as the filter believes it. */
  double sigmaNs() {
    return filter.sigmaNs();
  }

  double rateSigmaPpb() {
    return filter.rateSigmaPpb();
  }

  /** Whether packets wait in queues on the way. */
  boolean isQueued() {
    return isQueued;
  }
}
