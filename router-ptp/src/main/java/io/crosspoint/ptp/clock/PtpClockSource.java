package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.linux.NetworkDevice;
import io.crosspoint.ptp.port.Measurements;
import io.crosspoint.ptp.port.PortSettings;
import io.crosspoint.ptp.wire.PortIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final PtpOptions options;
  private final HostClocks clocks;
  private final PtpFollower follower;
  private final Measurements measurements;
  private volatile @Nullable PtpStatus status;
  private volatile boolean isStatusWanted;
  private volatile boolean isClosed;
  private @Nullable Thread thread;

  public PtpClockSource(PtpOptions options) {
    this(options, 0);
  }

  /** @param stepHoldNs how long the old time is kept when the grandmaster's steps, in case it returns; 0 steps at once */
  public PtpClockSource(PtpOptions options, long stepHoldNs) {
    this(options, stepHoldNs, UnaryOperator.identity());
  }

  /** @param tap what the port measures goes through it on the way to the estimator, on the source's thread */
  PtpClockSource(PtpOptions options, long stepHoldNs, UnaryOperator<Measurements> tap) {
    this.options = options;
    clocks = HostClocks.ofThisHost();
    follower = new PtpFollower(options, clocks, stepHoldNs);
    measurements = tap.apply(follower);
  }

  /** The ports behind a clock: itself, or those that a selector chooses from, in order of preference; none without PTP. */
  public static List<PtpClockSource> behind(ClockSource clock) {
    List<ClockSource> sources = clock instanceof ClockSelector selector ? selector.sources() : List.of(clock);
    return sources.stream().filter(PtpClockSource.class::isInstance).map(PtpClockSource.class::cast).toList();
  }

  @Override
  public void start() {
    if (thread != null) {
      throw new IllegalStateException("started already");
    }
    thread = Thread.ofPlatform().name("ptp " + options.networkInterface()).daemon().start(this::run);
  }

  @Override
  public ClockCell cell() {
    return follower.cell();
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
    return PtpAgent.open(device, settings, measurements, clocks);
  }

  private void follow(PtpAgent agent) {
    LOG.info("clock on {}: packets are stamped by the {}", options.networkInterface(), agent.stampSource());
    follower.begin(agent.port());
    while (!isClosed) {
      long nowNs = agent.runOnce();
      if (agent.takeFallback()) {
        LOG.warn("clock on {}: stamped by the {}", options.networkInterface(), agent.stampSource());
        follower.measureAgain();
      }
      follower.run(nowNs, agent.missingTransmitStamps());
      if (isStatusWanted) {
        isStatusWanted = false;
        status = follower.status(nowNs, agent.converter(), agent.stampSource());
      }
    }
  }
}
