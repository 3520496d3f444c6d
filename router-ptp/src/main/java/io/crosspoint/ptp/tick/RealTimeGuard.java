package io.crosspoint.ptp.tick;

import io.crosspoint.ptp.linux.LinuxClocks;
import io.crosspoint.ptp.linux.Scheduling;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a thread real-time, but makes it step back for a moment whenever it does not sleep: nothing that such a thread waits for can happen
 * on its processor unless it does.
 *
 * <p>It waits more often than its code says. While the virtual machine replaces a compiled method, callers of the old one look it up again
 * and again; a real-time caller that has just taken the processor from the very compiler that replaces it would do so until the kernel
 * throttles it, 0.95 s later. A thread that is late because it is not compiled yet takes the processor that its compiler needs, and stays
 * late. And what cannot be carried must leave room to say so and to be changed.
 *
 * <p><b>Thread:</b> one of its own, with a priority above the guarded one's; awake for some µs every 2 ms.
 */
public final class RealTimeGuard implements AutoCloseable {

  private static final long LOOK_NS = 2_000_000;
  private static final long JOIN_MS = 1_000;

  private final DeadlineSleeper sleeper;
  private final int guardedThread;
  private final Thread thread;
  private volatile boolean isStopping;

  private RealTimeGuard(DeadlineSleeper sleeper, int guardedThread) {
    this.sleeper = sleeper;
    this.guardedThread = guardedThread;
    this.thread = Thread.ofPlatform().daemon().name("guard-" + Thread.currentThread().getName()).unstarted(this::run);
  }

  /**
   * Makes the calling thread real-time where the host grants that, to be closed by the same thread when it ends.
   *
   * @param sleeper all that the thread ever sleeps by
   */
  public static RealTimeGuard ofCallingThread(DeadlineSleeper sleeper) {
    RealTimeGuard guard = new RealTimeGuard(sleeper, LinuxClocks.isAvailable() ? Scheduling.callingThread() : 0);
    if (LinuxClocks.isAvailable()) {
      guard.thread.start();
    }
    return guard;
  }

  private void run() {
    if (Scheduling.becomeFifo(ThreadTuning.GUARD_PRIORITY) < 0) {
      return;
    }
    AwakeDebt debt = new AwakeDebt(System.nanoTime(), sleeper.sleptNs());
    Scheduling.setFifo(guardedThread, ThreadTuning.TICK_PRIORITY);
    while (!isStopping) {
      LockSupport.parkNanos(LOOK_NS);
      long stepNs = sleeper.isAsleep() ? 0 : debt.update(System.nanoTime(), sleeper.sleptNs());
      if (stepNs > 0) {
        Scheduling.setOrdinary(guardedThread);
        pause(stepNs);
        Scheduling.setFifo(guardedThread, ThreadTuning.TICK_PRIORITY);
        debt.leaveOut(System.nanoTime(), sleeper.sleptNs());
      }
    }
  }

  private void pause(long pauseNs) {
    long endNs = System.nanoTime() + pauseNs;
    for (long leftNs = pauseNs; leftNs > 0 && !isStopping; leftNs = endNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }

  @Override
  public void close() {
    isStopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
