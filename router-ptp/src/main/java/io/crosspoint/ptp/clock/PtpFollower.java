package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.estimate.ClockEstimator;
import io.crosspoint.ptp.port.Measurements;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PtpPort;
import io.crosspoint.ptp.wire.PortIdentity;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The estimator fed by a port, and the states made of both.
 *
 * <p><b>Thread:</b> the clock source's, but for {@link #cell}, which any may read.
 */
final class PtpFollower implements Measurements {

  private static final Logger LOG = LoggerFactory.getLogger(PtpFollower.class);
  private static final long PUBLISH_NS = 50_000_000L;
  /** A path is not shorter than nothing, nor longer than around the world. */
  private static final long LEAST_DELAY_NS = -5_000;
  private static final long GREATEST_DELAY_NS = 100_000_000;
  private static final long TELL_NS = 5_000_000_000L;
  private static final long QUIET_PUBLISH_NS = 200_000_000L;
  private static final long MEASUREMENT_TIMEOUT_NS = 5_000_000_000L;

  private final PtpOptions options;
  private final HostClocks clocks;

  private final ClockEstimator estimator = new ClockEstimator();
  private @Nullable PtpPort port;
  private long missingTransmitStamps;
  private @Nullable ParentData parent;
  private ClockState state = ClockState.LISTENING;
  private String reason = "";
  private long grandmaster;
  private long lastMeasuredNs;
  private long lastToldNs = Long.MIN_VALUE / 2;
  private long lastPublishedNs;
  private boolean isNew;
  private long impossibleDelays;

  private final StepHold hold;
  private final ReferenceChanges changes = new ReferenceChanges();
  private final PathDelays fromMaster = new PathDelays();
  private final PathDelays toMaster = new PathDelays();
  private final ClockReading next = new ClockReading();
  private final ClockCell cell = new ClockCell();

  PtpFollower(PtpOptions options, HostClocks clocks) {
    this(options, clocks, 0);
  }

  /** @param stepHoldNs see {@link StepHold} */
  PtpFollower(PtpOptions options, HostClocks clocks, long stepHoldNs) {
    this.options = options;
    this.hold = new StepHold(stepHoldNs);
    this.clocks = clocks;
  }

  ClockCell cell() {
    return cell;
  }

  void begin(PtpPort opened) {
    port = opened;
    parent = null;
  }

  @Override
  public void onSync(long ptpNs, long rawNs, int logInterval) {
    estimator.onSync(ptpNs + options.asymmetryNs(), rawNs);
    lastMeasuredNs = rawNs;
    isNew = true;
    if (state == ClockState.LOCKED) {
      fromMaster.add(next.ptpAtRaw(rawNs) - ptpNs);
    }
  }

  @Override
  public void onDelay(long ptpNs, long rawNs) {
    if (state == ClockState.LOCKED) {
      long delayNs = ptpNs - next.ptpAtRaw(rawNs);
      // The clock's own error and a step of the master cancel in the sum, but while only one direction has seen the step.
      long bothWaysNs = delayNs + fromMaster.newestNs();
      if (bothWaysNs < 2 * LEAST_DELAY_NS || bothWaysNs > 2 * GREATEST_DELAY_NS) {
        impossibleDelays++;
        return;
      }
      toMaster.add(delayNs);
    }
    estimator.onDelay(ptpNs + options.asymmetryNs(), rawNs);
  }

  @Override
  public void onParent(@Nullable ParentData selected) {
    ParentData before = parent;
    parent = selected;
    if (selected == null) {
      estimator.coast();
      LOG.info("clock on {}: no master", options.networkInterface());
      return;
    }
    grandmaster = selected.grandmaster();
    lastMeasuredNs = clocks.rawNs();
    boolean isOtherSender = before == null || !before.sender().equals(selected.sender());
    boolean isOtherGrandmaster = before != null && before.grandmaster() != selected.grandmaster();
    if (isOtherSender) {
      // The same port with another grandmaster above it keeps its own continuity; if it does not, the step is seen in the measurements.
      estimator.measureAgain();
      fromMaster.clear();
      toMaster.clear();
    }
    if (isOtherSender || (isOtherGrandmaster && clocks.rawNs() - lastToldNs > TELL_NS)) {
      lastToldNs = clocks.rawNs();
      LOG.info(
          "clock on {}: grandmaster {} (class {}, priority1 {}) through {}",
          options.networkInterface(),
          PortIdentity.text(selected.grandmaster()),
          selected.clockClass(),
          selected.priority1(),
          selected.sender());
    }
  }

  /** Publishes when there is something new, and a few times a second otherwise. */
  void run(long nowNs, long unstampedRequests) {
    missingTransmitStamps = unstampedRequests;
    if (parent != null && nowNs - lastMeasuredNs > MEASUREMENT_TIMEOUT_NS && estimator.phase() == ClockEstimator.Phase.TRACKING) {
      estimator.coast();
    }
    if (isNew || nowNs - lastPublishedNs >= QUIET_PUBLISH_NS) {
      if (nowNs - lastPublishedNs >= PUBLISH_NS) {
        isNew = false;
        lastPublishedNs = nowNs;
        boolean isFollowing = estimator.phase() == ClockEstimator.Phase.TRACKING;
        long expectedPtpNs = next.ptpAtRaw(nowNs);
        estimator.advance(nowNs);
        publish();
        tellChange(isFollowing, estimator.anchorPtpNs() - expectedPtpNs);
      }
    }
  }

  private void tellChange(boolean wasFollowing, long steppedNs) {
    boolean isFollowing = estimator.phase() == ClockEstimator.Phase.TRACKING;
    boolean isStep = isFollowing && !wasFollowing && Math.abs(steppedNs) > estimator.lagNs();
    if (changes.update(isFollowing, grandmaster, estimator.epoch(), isStep ? steppedNs : estimator.lagNs())) {
      LOG.info("clock on {}: {}", options.networkInterface(), changes.last());
    }
  }

  private void publish() {
    PtpPort current = port;
    if (current == null) {
      return;
    }
    ClockState newState = nextState();
    current.setCalibrated(newState == ClockState.LOCKED);
    setState(newState, nextReason(current, newState));
    publish(estimator.phase() != ClockEstimator.Phase.EMPTY);
  }

  private void publish(boolean hasLine) {
    if (hasLine) {
      long rawNs = estimator.anchorRawNs();
      long monoNs = clocks.monotonicNs() + (rawNs - clocks.rawNs());
      next.setLine(rawNs, monoNs, estimator.anchorPtpNs(), estimator.rate(), estimator.errorBoundNs(), estimator.epoch());
      next.setState(state, reason);
      next.setReference(grandmaster, options.domain());
    } else {
      next.setListening(reason);
    }
    hold.apply(clocks.rawNs(), next);
    cell.publish(next);
  }

  private ClockState nextState() {
    return switch (estimator.phase()) {
      case EMPTY -> parent == null ? ClockState.LISTENING : ClockState.ACQUIRING;
      case ACQUIRING -> ClockState.ACQUIRING;
      case TRACKING -> ClockState.LOCKED;
      case COASTING -> ClockState.HOLDOVER;
    };
  }

  private String nextReason(PtpPort current, ClockState next) {
    return switch (next) {
      case LISTENING ->
          PtpDiagnosis.whyListening(current, options.domain(), options.networkInterface());
      case ACQUIRING -> PtpDiagnosis.whyAcquiring(current.counters(), missingTransmitStamps);
      case LOCKED -> "following the grandmaster";
      case HOLDOVER -> parent == null
          ? PtpDiagnosis.whyWithoutMaster(current, clocks.rawNs())
          : PtpDiagnosis.whyHolding(current.counters(), missingTransmitStamps);
      case FREERUN -> "";
    };
  }

  private void setState(ClockState next, String why) {
    if (next != state || !why.equals(reason)) {
      LOG.info("clock on {}: {} ({})", options.networkInterface(), next, why);
      state = next;
      reason = why;
    }
  }

  /** The sockets are gone: hold over if there is something to hold. */
  void onTrouble(String trouble) {
    port = null;
    parent = null;
    estimator.coast();
    boolean isHolding = estimator.phase() == ClockEstimator.Phase.COASTING;
    state = isHolding ? ClockState.HOLDOVER : ClockState.LISTENING;
    reason = trouble;
    estimator.advance(clocks.rawNs());
    publish(isHolding);
  }

  /** What was measured so far does not fit what will be. */
  void measureAgain() {
    estimator.measureAgain();
  }

  PtpStatus status(long nowNs, StampConverter converter, String stampSource) {
    PtpPort current = Objects.requireNonNull(port);
    ClockSnapshot clock = next.snapshot();
    return new PtpStatus(
        clock,
        current.state(),
        parent,
        current.masters(nowNs),
        current.metadata(),
        current.counters().copy(),
        estimator.pathDelayNs(),
        estimator.lagNs(),
        estimator.estimatedRatePpb(),
        estimator.restarts(),
        converter.steps(),
        converter.slew() * 1e6,
        stampSource,
        changes.view(),
        impossibleDelays,
        fromMaster.view(),
        toMaster.view(),
        PtpDiagnosis.warnings(parent, current, clock, impossibleDelays));
  }
}
