package io.crosspoint.pipeline.engine;

import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.tick.DeadlineSleeper;
import io.crosspoint.ptp.tick.RealTimeGuard;
import io.crosspoint.ptp.tick.ThreadTuning;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The thread that keeps the deadlines of one shard: pinned, real-time where permitted, asleep between deadlines. */
final class TickThread implements AutoCloseable {

  /** However far the next deadline is, the clock is looked at this often. */
  private static final long LONGEST_SLEEP_NS = 20_000_000;

  private static final long JOIN_MS = 1000;

  /** Instead of a time. */
  static final long NOT_ON_AIR = Long.MIN_VALUE;

  private final Thread thread;
  private final TickCycle cycle;
  private final ClockCell clock;
  private final ClockReading now = new ClockReading();
  private final int core;
  private final BugLog bugs;
  private final CompletableFuture<List<String>> refusals = new CompletableFuture<>();
  private final AtomicLong rounds = new AtomicLong();
  private volatile long onAirNs = NOT_ON_AIR;
  private volatile boolean isStopping;

  TickThread(int shard, TickCycle cycle, ClockCell clock, int core, BugLog bugs) {
    this.cycle = cycle;
    this.clock = clock;
    this.core = core;
    this.bugs = bugs;
    this.thread = Thread.ofPlatform().daemon().name("tick-" + shard).unstarted(this::run);
  }

  /** Returns when the thread has asked the host for its privileges: what was refused. */
  List<String> start() {
    thread.start();
    return refusals.join();
  }

  Thread thread() {
    return thread;
  }

  /** Rounds since start; at least fifty come in a second, whatever the clock does. */
  long rounds() {
    return rounds.getOpaque();
  }

  /** When outputs went on air, by {@link System#nanoTime}, or {@link #NOT_ON_AIR}. */
  long onAirNs() {
    return onAirNs;
  }

  private void run() {
    refusals.complete(ThreadTuning.prepareCallingThread(core));
    DeadlineSleeper sleeper = new DeadlineSleeper(HostClocks.ofThisHost());
    try (RealTimeGuard _ = RealTimeGuard.ofCallingThread(sleeper)) {
      run(sleeper);
    }
  }

  private void run(DeadlineSleeper sleeper) {
    long nowRawNs = sleeper.rawNs();
    long done = 0;
    while (!isStopping) {
      rounds.setOpaque(++done);
      try {
        boolean _ = clock.read(now);
        long nextRawNs = cycle.run(nowRawNs, now);
        if (onAirNs == NOT_ON_AIR && cycle.isOnAir()) {
          onAirNs = System.nanoTime();
        }
        nowRawNs = sleep(sleeper, nextRawNs);
      } catch (RuntimeException bug) {
        bugs.record(bug);
        nowRawNs = sleeper.sleepNear(sleeper.rawNs() + 1_000_000);
      }
    }
  }

  private long sleep(DeadlineSleeper sleeper, long nextRawNs) {
    long latestRawNs = sleeper.rawNs() + LONGEST_SLEEP_NS;
    if (nextRawNs - latestRawNs > 0) {
      return sleeper.sleepNear(latestRawNs);
    }
    if (!cycle.isNextASend()) {
      return sleeper.sleepNear(nextRawNs);
    }
    return cycle.isNextAPart() ? sleeper.spinUntil(nextRawNs) : sleeper.sleepUntil(nextRawNs);
  }

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
