package io.crosspoint.ptp.tick;

import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.HostClocks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Calls back at every multiple of an interval of PTP time, in phase on every host of the plant, on a thread of its own that is pinned and
 * real-time where the host permits. Needs nothing of the router: a clock source and a callback will do.
 *
 * <p><b>Thread:</b> {@link #start}, {@link #close}, {@link #setIntervalNs} and {@link #setTracking} from any; the callback runs on the
 * timer's thread and has an interval's time. Allocates nothing while it runs.
 */
public final class PtpTimer implements AutoCloseable {

  private static final long MIN_INTERVAL_NS = 50_000;
  private static final long MAX_INTERVAL_NS = 1_000_000_000;
  private static final long LONGEST_SLEEP_NS = 20_000_000;
  private static final long MAX_LATENESS_NS = 10_000_000_000L;
  private static final long JOIN_MS = 1_000;

  private final ClockCell clock;
  private final Consumer<Tick> callback;
  private final TickGrid grid;
  private final int core;
  private final Thread thread;
  private final CompletableFuture<List<String>> refusals = new CompletableFuture<>();
  private final SingleWriterRecorder latenessNs = new SingleWriterRecorder(MAX_LATENESS_NS, 3);

  private volatile long intervalNs;
  private volatile boolean isTracking = true;
  private volatile boolean isStopping;
  private volatile long missed;
  private volatile long coalesced;

  /**
   * @param clock read before each sleep
   * @param intervalNs 50 µs to 1 s
   * @param core processor to pin to, or −1
   * @throws IllegalArgumentException when the interval is out of range
   */
  public PtpTimer(ClockCell clock, long intervalNs, MissedTicks policy, int core, Consumer<Tick> callback) {
    this.clock = clock;
    this.callback = callback;
    this.core = core;
    this.intervalNs = checked(intervalNs);
    this.grid = new TickGrid(intervalNs, policy);
    this.thread = Thread.ofPlatform().daemon().name("ptp-timer").unstarted(this::run);
  }

  /** Starts ticking; returns what the host refused the thread. A second call does nothing more. */
  public List<String> start() {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    return refusals.join();
  }

  /** Changes the interval at the next grid point of the new one, without a gap longer than the new interval. */
  public void setIntervalNs(long newIntervalNs) {
    intervalNs = checked(newIntervalNs);
  }

  /** Whether the timer follows the clock's corrections. Freezing keeps phase and rate; resuming slews back. Neither jumps. */
  public void setTracking(boolean tracking) {
    isTracking = tracking;
  }

  /** Grid points that no call was made for, by the policy. */
  public long missed() {
    return missed;
  }

  /** Grid points that shared a call with another, by the policy. */
  public long coalesced() {
    return coalesced;
  }

  /** Lateness of every call since this was last asked, ns. */
  public Histogram latenessSinceLastAsked() {
    return latenessNs.getIntervalHistogram();
  }

  private void run() {
    refusals.complete(ThreadTuning.prepareCallingThread(core));
    DeadlineSleeper sleeper = new DeadlineSleeper(HostClocks.ofThisHost());
    try (RealTimeGuard _ = RealTimeGuard.ofCallingThread(sleeper)) {
      run(sleeper);
    }
  }

  private void run(DeadlineSleeper sleeper) {
    ClockReading reading = new ClockReading();
    while (!isStopping) {
      boolean _ = clock.read(reading);
      long nowRawNs = sleeper.rawNs();
      if (!reading.state().isUsable()) {
        sleeper.sleepNear(nowRawNs + LONGEST_SLEEP_NS);
        continue;
      }
      grid.update(nowRawNs, reading, isTracking, intervalNs);
      long nextRawNs = grid.nextRawNs();
      if (nextRawNs - nowRawNs > LONGEST_SLEEP_NS) {
        sleeper.sleepNear(nowRawNs + LONGEST_SLEEP_NS);
        continue;
      }
      nowRawNs = sleeper.sleepUntil(nextRawNs);
      for (Tick tick = grid.poll(nowRawNs); tick != null; tick = grid.poll(sleeper.rawNs())) {
        latenessNs.recordValue(Math.clamp(tick.latenessNs(), 0, MAX_LATENESS_NS));
        callback.accept(tick);
      }
      missed = grid.missed();
      coalesced = grid.coalesced();
    }
  }

  private static long checked(long intervalNs) {
    if (intervalNs < MIN_INTERVAL_NS || intervalNs > MAX_INTERVAL_NS) {
      throw new IllegalArgumentException("timer interval of %d ns is outside 50 us to 1 s".formatted(intervalNs));
    }
    return intervalNs;
  }

  /** Stops after the present call, within a second. Idempotent. */
  @Override
  public void close() {
    isStopping = true;
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
