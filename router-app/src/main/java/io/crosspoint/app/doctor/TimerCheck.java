package io.crosspoint.app.doctor;

import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.tick.DeadlineSleeper;
import io.crosspoint.ptp.tick.ThreadTuning;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Keeps a thousand deadlines of one millisecond, tuned as the tick thread will be, and tells how late it was. */
final class TimerCheck {

  private static final int DEADLINES = 1000;
  private static final int FIRST_IGNORED = 50;
  private static final long STEP_NS = 1_000_000;

  private TimerCheck() {}

  /** @param leadNs lateness beyond this would be heard */
  static Finding finding(int core, long leadNs) {
    CompletableFuture<Distribution> measured = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("doctor-timer").start(() -> {
      ThreadTuning.tuneCallingThread(core);
      measured.complete(measure(new DeadlineSleeper(HostClocks.ofThisHost())));
    });
    return judge(measured.join(), leadNs);
  }

  private static Distribution measure(DeadlineSleeper sleeper) {
    Distribution latenessNs = new Distribution();
    long firstRawNs = sleeper.rawNs() + STEP_NS;
    for (int i = 0; i < DEADLINES; i++) {
      long deadlineRawNs = firstRawNs + i * STEP_NS;
      long lateNs = sleeper.sleepUntil(deadlineRawNs) - deadlineRawNs;
      if (i >= FIRST_IGNORED) {
        latenessNs.record(lateNs);
      }
    }
    return latenessNs;
  }

  static Finding judge(Distribution latenessNs, long leadNs) {
    String seen = String.format(
        Locale.ROOT, "deadlines missed by p50 %.1f us, p99 %.1f us, at most %.0f us in a second", latenessNs.quantileNs(0.5) / 1e3,
        latenessNs.quantileNs(0.99) / 1e3, latenessNs.maxNs() / 1e3);
    if (latenessNs.quantileNs(0.99) > leadNs) {
      return Finding.fail("timer", seen, "the host is overloaded, or its hypervisor takes the processor away");
    }
    return latenessNs.quantileNs(0.99) > 50_000
        ? Finding.warn("timer", seen, "grant SCHED_FIFO, isolate a core, use governor performance")
        : Finding.ok("timer", seen);
  }
}
