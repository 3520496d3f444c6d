package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.estimate.ClockEstimator;
import io.crosspoint.ptp.linux.NetworkDevice;
import io.crosspoint.ptp.port.Measurements;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PortSettings;
import io.crosspoint.ptp.wire.PortIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PTP slave as a clock: one thread with two sockets. It steers nothing on this host.
 *
 * <p>Never fails after {@link #start}: what is missing (the device, the privilege for port 319) is told as the snapshot's reason and
 * tried again every two seconds. The sockets live in the network namespace of the thread that calls {@link #start}.
 *
 * <p><b>Thread:</b> {@link #start} and {@link #close} by one owner; everything else by any.
 */
public final class PtpClockSource implements ClockSource {

  private static final Logger LOG = LoggerFactory.getLogger(PtpClockSource.class);
  private static final long RETRY_NS = 2_000_000_000L;
  private static final long PUBLISH_NS = 50_000_000L;
  private static final long MEASUREMENT_TIMEOUT_NS = 5_000_000_000L;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final PtpOptions options;
  private final HostClocks clocks;
  private final Follower follower = new Follower();
  private volatile ClockSnapshot snapshot;
  private volatile @Nullable PtpStatus status;
  private volatile boolean isStatusWanted;
  private volatile boolean isClosed;
  private @Nullable Thread thread;

  public PtpClockSource(PtpOptions options) {
    this(options, HostClocks.ofThisHost());
  }

  PtpClockSource(PtpOptions options, HostClocks clocks) {
    this.options = options;
    this.clocks = clocks;
    snapshot = ClockSnapshot.listening("not started");
  }

  @Override
  public void start() {
    if (thread != null) {
      throw new IllegalStateException("started already");
    }
    snapshot = ClockSnapshot.listening("opening " + options.networkInterface());
    thread = Thread.ofPlatform().name("ptp " + options.networkInterface()).daemon().start(this::run);
  }

  @Override
  public ClockSnapshot snapshot() {
    return snapshot;
  }

  /**
   * What the port knew when it was last asked, at most a few hundred milliseconds ago if it is asked regularly; empty until a socket is
   * open and the first question was answered. A status is only made when somebody asks.
   */
  public Optional<PtpStatus> status() {
    isStatusWanted = true;
    return Optional.ofNullable(status);
  }

  @Override
  public void close() {
    isClosed = true;
    Thread running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      if (!running.join(CLOSE_TIMEOUT)) {
        LOG.warn("clock on {}: thread did not end within {} ms", options.networkInterface(), CLOSE_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    String lastTrouble = "";
    while (!isClosed) {
      try (PtpAgent agent = open()) {
        lastTrouble = "";
        follow(agent);
      } catch (IOException e) {
        String trouble = String.valueOf(e.getMessage());
        if (!trouble.equals(lastTrouble)) {
          LOG.warn("clock on {}: {}", options.networkInterface(), trouble);
          lastTrouble = trouble;
        }
        follower.onTrouble(trouble);
        pause();
      } catch (RuntimeException e) {
        // A bug of ours must not silence a plant: what is held is held, and the port begins anew.
        LOG.error("clock on {}: begins anew after an internal error", options.networkInterface(), e);
        follower.onTrouble("internal error: " + e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(Duration.ofNanos(RETRY_NS));
    } catch (InterruptedException e) {
      // Only close() interrupts, and it has set its flag before.
      Thread.currentThread().interrupt();
    }
  }

  private PtpAgent open() throws IOException {
    NetworkDevice device =
        NetworkDevice.find(options.networkInterface())
            .orElseThrow(() -> new IOException("interface " + options.networkInterface() + " does not exist"));
    // Another slave on this device (a ptp4l, a second router) has the same EUI-64: the port number tells us apart.
    int portNumber = 1 + (int) (ProcessHandle.current().pid() * 31 + System.identityHashCode(this) & 0x7FFF);
    PortIdentity own = new PortIdentity(device.identity(), portNumber);
    PortSettings settings = new PortSettings(own, options.domain(), options.profile(), options.isHybrid(), options.acceptable());
    return PtpAgent.open(device, settings, follower, clocks);
  }

  private void follow(PtpAgent agent) {
    follower.begin(agent);
    while (!isClosed) {
      long nowNs = agent.runOnce();
      follower.run(nowNs);
      if (isStatusWanted) {
        isStatusWanted = false;
        status = follower.status(nowNs);
      }
    }
  }

  /** The estimator fed by the port, and the states made of both. Lives on the source's thread. */
  private final class Follower implements Measurements {

    private final ClockEstimator estimator = new ClockEstimator();
    private @Nullable PtpAgent agent;
    private @Nullable ParentData parent;
    private ClockState state = ClockState.LISTENING;
    private String reason = "";
    private long grandmaster;
    private long lastMeasuredNs;
    private long lastPublishedNs;
    private boolean isNew;

    void begin(PtpAgent opened) {
      agent = opened;
      parent = null;
    }

    @Override
    public void onSync(long ptpNs, long rawNs, int logInterval) {
      estimator.onSync(ptpNs + options.asymmetryNs(), rawNs);
      lastMeasuredNs = rawNs;
      isNew = true;
    }

    @Override
    public void onDelay(long ptpNs, long rawNs) {
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
      if (before == null || !before.sender().equals(selected.sender()) || before.grandmaster() != selected.grandmaster()) {
        estimator.measureAgain();
        LOG.info(
            "clock on {}: grandmaster {} (class {}, priority1 {}) through {}",
            options.networkInterface(),
            PortIdentity.text(selected.grandmaster()),
            selected.clockClass(),
            selected.priority1(),
            selected.sender());
      }
    }

    void run(long nowNs) {
      if (parent != null && nowNs - lastMeasuredNs > MEASUREMENT_TIMEOUT_NS && estimator.phase() == ClockEstimator.Phase.TRACKING) {
        estimator.coast();
      }
      if (isNew || nowNs - lastPublishedNs >= 4 * PUBLISH_NS) {
        if (nowNs - lastPublishedNs >= PUBLISH_NS) {
          isNew = false;
          lastPublishedNs = nowNs;
          estimator.advance(nowNs);
          publish();
        }
      }
    }

    private void publish() {
      PtpAgent current = agent;
      if (current == null) {
        return;
      }
      ClockState next = nextState();
      current.port().setCalibrated(next == ClockState.LOCKED);
      setState(next, nextReason(current, next));
      snapshot = estimator.phase() == ClockEstimator.Phase.EMPTY ? ClockSnapshot.listening(reason) : line();
    }

    private ClockSnapshot line() {
      long rawNs = estimator.anchorRawNs();
      long monoNs = clocks.monotonicNs() + (rawNs - clocks.rawNs());
      return new ClockSnapshot(
          rawNs,
          monoNs,
          estimator.anchorPtpNs(),
          estimator.rate(),
          estimator.errorBoundNs(),
          estimator.epoch(),
          state,
          reason,
          grandmaster,
          options.domain());
    }

    private ClockState nextState() {
      return switch (estimator.phase()) {
        case EMPTY -> parent == null ? ClockState.LISTENING : ClockState.ACQUIRING;
        case ACQUIRING -> ClockState.ACQUIRING;
        case TRACKING -> ClockState.LOCKED;
        case COASTING -> ClockState.HOLDOVER;
      };
    }

    private String nextReason(PtpAgent current, ClockState next) {
      return switch (next) {
        case LISTENING ->
            PtpDiagnosis.whyListening(current.port().counters(), options.domain(), options.networkInterface());
        case ACQUIRING -> PtpDiagnosis.whyAcquiring(current.port().counters(), current.missingTransmitStamps());
        case LOCKED -> "following the grandmaster";
        case HOLDOVER -> parent == null ? "no master" : "measuring the master before following it";
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
      agent = null;
      parent = null;
      estimator.coast();
      boolean isHolding = estimator.phase() == ClockEstimator.Phase.COASTING;
      state = isHolding ? ClockState.HOLDOVER : ClockState.LISTENING;
      reason = trouble;
      estimator.advance(clocks.rawNs());
      snapshot = isHolding ? line() : ClockSnapshot.listening(trouble);
    }

    PtpStatus status(long nowNs) {
      PtpAgent current = Objects.requireNonNull(agent);
      return new PtpStatus(
          snapshot,
          current.port().state(),
          parent,
          current.port().masters(nowNs),
          current.port().metadata(),
          current.port().counters().copy(),
          estimator.pathDelayNs(),
          estimator.lagNs(),
          estimator.estimatedRatePpb(),
          estimator.restarts(),
          current.converter().steps(),
          current.converter().slew() * 1e6,
          PtpDiagnosis.warnings(parent, current.port().counters(), snapshot));
    }
  }
}
