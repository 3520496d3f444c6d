package io.crosspoint.app.service;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts off the supervisor's watchdog as long as every tick thread goes round: a tick that stands still is silence on air, which only a
 * restart ends. It looks three times in the watchdog's time, from a thread of its own, so that nothing else of the process can starve it
 * or feed it by mistake.
 */
final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final int LOOKS = 3;
  private static final long JOIN_MS = 1000;

  private final Supervisor supervisor;
  private final Supplier<long[]> rounds;
  private final ProgressWatch progress = new ProgressWatch();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private boolean isFed = true;

  /** @param rounds how often each tick has gone round */
  Watchdog(Supervisor supervisor, Supplier<long[]> rounds) {
    this.supervisor = supervisor;
    this.rounds = rounds;
    this.thread = Thread.ofPlatform().daemon().name("watchdog").unstarted(this::run);
  }

  /** Does nothing where no watchdog waits. */
  void start() {
    if (supervisor.watchdogNs() > 0) {
      thread.start();
    }
  }

  private void run() {
    try {
      do {
        look();
      } while (!stopped.await(supervisor.watchdogNs() / LOOKS, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look; feeds or does not. */
  void look() {
    boolean isProgress = progress.hasEachAdvanced(rounds.get());
    if (isProgress) {
      supervisor.alive();
    }
    if (isProgress != isFed) {
      isFed = isProgress;
      if (isProgress) {
        LOG.warn("the tick goes on; the watchdog is fed again");
      } else {
        LOG.error("a tick thread stands still: the watchdog is not fed any more, and will have the router restarted");
      }
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
