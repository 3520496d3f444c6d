package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.estimate.ReferenceTracker;
import io.crosspoint.ptp.linux.KernelTime;
import io.crosspoint.ptp.linux.LinuxClocks;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code CLOCK_TAI} of a host whose wall clock others discipline (ptp4l with phc2sys, or chrony with a good source).
 *
 * <p>Refused while the kernel's TAI offset is unset: then CLOCK_TAI is UTC, 37 s away from every other device of the plant.
 */
public final class SystemClockSource implements ClockSource {

  private static final Logger LOG = LoggerFactory.getLogger(SystemClockSource.class);
  private static final Duration READ_EVERY = Duration.ofMillis(125);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final long NS_PER_S = 1_000_000_000L;
  private static final int DISCIPLINE_CHECKED_EVERY = 8;

  private final HostClocks clocks;
  private final Supplier<KernelTime.Reading> kernelTime;
  private final StampConverter converter;
  private final ReferenceTracker tracker = new ReferenceTracker();
  private final ClockReading next = new ClockReading();
  private final ClockCell cell = new ClockCell();
  private volatile boolean isClosed;
  private @Nullable Thread thread;
  private int readings;
  private KernelTime.@Nullable Reading discipline;
  private String lastReason = "";

  public SystemClockSource() {
    this(HostClocks.ofThisHost(), SystemClockSource::readKernelTime);
  }

  /** For tests: clocks and discipline of a simulated host. */
  SystemClockSource(HostClocks clocks, Supplier<KernelTime.Reading> kernelTime) {
    this.clocks = clocks;
    this.kernelTime = kernelTime;
    this.converter = new StampConverter(clocks);
  }

  private static KernelTime.Reading readKernelTime() {
    return LinuxClocks.isAvailable() ? KernelTime.read() : new KernelTime.Reading(0, false, 0, Long.MAX_VALUE);
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("clock system").daemon().start(this::run);
  }

  @Override
  public ClockCell cell() {
    return cell;
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
        LOG.warn("system clock: thread did not end within {} ms", CLOSE_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    converter.warmUp();
    while (!isClosed) {
      readOnce();
      try {
        Thread.sleep(READ_EVERY);
      } catch (InterruptedException e) {
        // Only close() interrupts.
        return;
      }
    }
  }

  /** One duty cycle: reads the clocks and publishes. */
  void readOnce() {
    KernelTime.Reading last = discipline;
    if (last == null || readings++ % DISCIPLINE_CHECKED_EVERY == 0) {
      last = kernelTime.get();
      discipline = last;
    }
    if (last.taiOffsetSeconds() == 0) {
      refuse("the kernel's TAI offset is unset (adjtimex tai = 0): nothing disciplines this host to TAI; use source ptp or local");
      return;
    }
    converter.refresh();
    tracker.onReading(converter.rawNs(), converter.realtimeNs() + last.taiOffsetSeconds() * NS_PER_S);
    publish(last);
  }

  private void refuse(String reason) {
    if (!reason.equals(lastReason)) {
      LOG.warn("system clock: {}", reason);
      lastReason = reason;
    }
    if (tracker.isReady()) {
      tracker.coast(clocks.rawNs());
      publish(ClockState.HOLDOVER, reason, Long.MAX_VALUE / 2);
    } else {
      next.setListening(reason);
      cell.publish(next);
    }
  }

  private void publish(KernelTime.Reading last) {
    ClockState state = tracker.isReady() ? ClockState.LOCKED : ClockState.ACQUIRING;
    String reason = last.isSynchronized() ? "following CLOCK_TAI" : "following CLOCK_TAI, which no daemon says to be synchronized";
    if (!reason.equals(lastReason)) {
      LOG.info("system clock: {}", reason);
      lastReason = reason;
    }
    publish(state, reason, tracker.errorNs() + converter.bracketNs() + last.maxErrorUs() * 1_000);
  }

  private void publish(ClockState state, String reason, long errorBoundNs) {
    long rawNs = tracker.anchorRawNs();
    long monoNs = clocks.monotonicNs() + (rawNs - clocks.rawNs());
    next.setLine(rawNs, monoNs, tracker.anchorReferenceNs(), tracker.rate(), errorBoundNs, tracker.epoch());
    next.setState(state, reason);
    cell.publish(next);
  }
}
