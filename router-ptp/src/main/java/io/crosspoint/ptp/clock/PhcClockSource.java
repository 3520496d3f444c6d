package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.estimate.ReferenceTracker;
import io.crosspoint.ptp.linux.PhcDevice;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network card's clock that others steer (a ptp4l on the card). Compared with the raw clock by the best means of its driver
 * ({@link PhcDevice}); half the width of the comparison is the error that reading adds.
 *
 * <p>What steers it is not asked: the card's clock is believed as it is, and counts as LOCKED while it can be read.
 */
public final class PhcClockSource implements ClockSource {

  private static final Logger LOG = LoggerFactory.getLogger(PhcClockSource.class);
  private static final Duration READ_EVERY = Duration.ofMillis(125);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final String path;
  private final String following;
  private final HostClocks clocks;
  private final StampConverter wallClock;
  private final ReferenceTracker tracker = new ReferenceTracker();
  private final ClockReading next = new ClockReading();
  private final ClockCell cell = new ClockCell();
  private volatile boolean isClosed;
  private @Nullable Thread thread;
  private String lastReason = "";
  private long widthNs;

  /** @param path the device, for example {@code /dev/ptp0} */
  public PhcClockSource(String path) {
    this(path, HostClocks.ofThisHost());
  }

  PhcClockSource(String path, HostClocks clocks) {
    this.path = path;
    this.following = "following " + path;
    this.clocks = clocks;
    this.wallClock = new StampConverter(clocks);
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("clock " + path).daemon().start(this::run);
  }

  @Override
  public ClockCell cell() {
    return cell;
  }

  private void run() {
    while (!isClosed) {
      try (PhcDevice device = PhcDevice.open(path)) {
        PhcBridge bridge = new PhcBridge(device::read, wallClock);
        while (!isClosed && readOnce(bridge)) {
          Thread.sleep(READ_EVERY);
        }
      } catch (IOException e) {
        lose(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        // Only close() interrupts.
        return;
      }
      try {
        Thread.sleep(RETRY);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** One duty cycle; returns whether the clock could be read. */
  boolean readOnce(PhcBridge bridge) {
    wallClock.refresh();
    if (!bridge.refresh()) {
      lose(path + " cannot be read any more");
      return false;
    }
    widthNs = bridge.widthNs();
    tracker.onReading(bridge.rawNs(), bridge.deviceNs());
    publish(tracker.isReady() ? ClockState.LOCKED : ClockState.ACQUIRING, following);
    return true;
  }

  private void lose(String reason) {
    if (!reason.equals(lastReason)) {
      LOG.warn("hardware clock: {}", reason);
      lastReason = reason;
    }
    if (tracker.isReady()) {
      tracker.coast(clocks.rawNs());
      publish(ClockState.HOLDOVER, reason);
    } else {
      next.setListening(reason);
      cell.publish(next);
    }
  }

  private void publish(ClockState state, String reason) {
    long rawNs = tracker.anchorRawNs();
    long monoNs = clocks.monotonicNs() + (rawNs - clocks.rawNs());
    next.setLine(rawNs, monoNs, tracker.anchorReferenceNs(), tracker.rate(), tracker.errorNs() + widthNs / 2, tracker.epoch());
    next.setState(state, reason);
    cell.publish(next);
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
        LOG.warn("hardware clock {}: thread did not end within {} ms", path, CLOSE_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
