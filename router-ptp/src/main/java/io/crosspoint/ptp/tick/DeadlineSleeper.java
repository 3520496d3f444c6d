package io.crosspoint.ptp.tick;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.linux.Libc;
import io.crosspoint.ptp.linux.LinuxClocks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sleeps to instants of {@code CLOCK_MONOTONIC_RAW}: in the kernel for most of the way, spinning for the last stretch. The stretch follows
 * how late this thread has lately been woken (1.3 times the 99th percentile, within 20 to 200 µs).
 *
 * <p><b>Thread:</b> belongs to one thread, but for what says otherwise. Allocates nothing on Linux.
 */
public final class DeadlineSleeper {

  private static final long MIN_SPIN_NS = 20_000;
  private static final long MAX_SPIN_NS = 200_000;
  /** Steps of a running 99th percentile: up on 1 wake-up in 100, down on the others, in balance. */
  private static final long STEP_DOWN_NS = 20;
  private static final long STEP_UP_NS = 99 * STEP_DOWN_NS;

  private final HostClocks clocks;
  private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
  private final SpinCredit credit;
  private long wakeLatenessNs = 50_000;
  private final AtomicLong sleptNs = new AtomicLong();
  private final AtomicBoolean isAsleep = new AtomicBoolean();

  public DeadlineSleeper(HostClocks clocks) {
    this.clocks = clocks;
    this.credit = new SpinCredit(clocks.rawNs());
  }

  /** Now, on the clock that deadlines are told in. */
  public long rawNs() {
    return clocks.rawNs();
  }

  /**
   * Returns at the deadline, as near after it as spinning gets.
   *
   * @return raw time on return; never before the deadline
   */
  public long sleepUntil(long deadlineRawNs) {
    // Three quarters of the way at least are slept: short packet times would otherwise be spun through from one deadline to the next.
    long spinNs = Math.min(spinNs(), (deadlineRawNs - clocks.rawNs()) / 4);
    return spin(deadlineRawNs, sleepNear(deadlineRawNs - spinNs));
  }

  /**
   * The same for a deadline that is soon: a way too short to be woken on is spun whole, by a thread that sleeps enough elsewhere.
   *
   * @return raw time on return; never before the deadline
   */
  public long spinUntil(long deadlineRawNs) {
    long now = clocks.rawNs();
    boolean isTooShort = deadlineRawNs - now <= spinNs() && credit.covers(deadlineRawNs);
    return isTooShort ? spin(deadlineRawNs, now) : sleepUntil(deadlineRawNs);
  }

  private long spin(long deadlineRawNs, long nowRawNs) {
    long now = nowRawNs;
    while (now - deadlineRawNs < 0) {
      Thread.onSpinWait();
      now = clocks.rawNs();
    }
    return now;
  }

  /**
   * Sleeps in the kernel only; wakes at the instant or, as kernels do, somewhat after it.
   *
   * @return raw time on return
   */
  public long sleepNear(long instantRawNs) {
    long now = clocks.rawNs();
    long aheadNs = instantRawNs - now;
    if (aheadNs <= 0) {
      return now;
    }
    isAsleep.setRelease(true);
    sleepUntilMonotonic(clocks.monotonicNs() + aheadNs);
    long wokenRawNs = clocks.rawNs();
    credit.slept(now, wokenRawNs);
    sleptNs.setRelease(sleptNs.getPlain() + wokenRawNs - now);
    isAsleep.setRelease(false);
    learn(wokenRawNs - instantRawNs);
    return wokenRawNs;
  }

  /** Time in the kernel since the beginning, waking up late included, of what sleep is over. Any thread. */
  long sleptNs() {
    return sleptNs.getAcquire();
  }

  /** Whether the thread is in the kernel for a sleep that {@link #sleptNs} does not have yet. Any thread. */
  boolean isAsleep() {
    return isAsleep.getAcquire();
  }

  /** Length of the last stretch at present. */
  public long spinNs() {
    return Math.clamp(wakeLatenessNs + wakeLatenessNs * 3 / 10, MIN_SPIN_NS, MAX_SPIN_NS);
  }

  private void learn(long latenessNs) {
    if (latenessNs > wakeLatenessNs) {
      wakeLatenessNs = Math.min(MAX_SPIN_NS, wakeLatenessNs + STEP_UP_NS);
    } else {
      wakeLatenessNs = Math.max(0, wakeLatenessNs - STEP_DOWN_NS);
    }
  }

  private void sleepUntilMonotonic(long monotonicNs) {
    if (!LinuxClocks.isAvailable()) {
      LockSupport.parkNanos(monotonicNs - System.nanoTime());
      return;
    }
    timespec.set(JAVA_LONG, 0, monotonicNs / 1_000_000_000L);
    timespec.set(JAVA_LONG, 8, monotonicNs % 1_000_000_000L);
    int result;
    do {
      result = Libc.sleepUntil(LinuxClocks.CLOCK_MONOTONIC, timespec);
    } while (result == -Libc.EINTR);
  }
}
