package io.crosspoint.benchmarks.rig;

import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import io.crosspoint.ptp.tick.MissedTicks;
import io.crosspoint.ptp.tick.PtpTimer;
import io.crosspoint.ptp.tick.ThreadTuning;
import io.crosspoint.ptp.tick.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/** The tick by itself, every millisecond on core 1 with real-time priority, and a loop of relative sleeps on the same core after it. */
final class TickRig {

  private static final long INTERVAL_NS = 1_000_000;
  private static final int CORE = 1;
  private static final int RUNS = 5;
  private static final long WARM_MS = 3_000;

  private final int seconds;
  private final HostClocks clocks = HostClocks.ofThisHost();
  private final List<double[]> runsUs = new ArrayList<>();
  private final List<Long> drifts = new ArrayList<>();
  private final List<Double> relativePpm = new ArrayList<>();
  private List<String> refusals = List.of();

  private TickRig(int seconds) {
    this.seconds = seconds;
  }

  /** Takes ten times {@code seconds}, and a little more; rows of Markdown. */
  static List<String> rows(int seconds) throws InterruptedException {
    TickRig rig = new TickRig(seconds);
    for (int run = 0; run < RUNS; run++) {
      rig.tick();
      rig.sleepRelatively();
    }
    return rig.report();
  }

  private void tick() throws InterruptedException {
    LocalClockSource clock = new LocalClockSource(clocks);
    clock.start();
    Counter counter = new Counter(clock.snapshot(), clocks);
    try (PtpTimer timer = new PtpTimer(clock.cell(), INTERVAL_NS, MissedTicks.COALESCE, CORE, counter)) {
      refusals = timer.start();
      Thread.sleep(WARM_MS);
      timer.latenessSinceLastAsked();
      Thread.sleep(seconds * 1_000L);
      Histogram ns = timer.latenessSinceLastAsked();
      runsUs.add(DoubleStream.of(50, 99, 99.9, 100).map(share -> ns.getValueAtPercentile(share) / 1e3).toArray());
    }
    drifts.add(counter.driftTicks());
  }

  private void sleepRelatively() throws InterruptedException {
    Thread sleeper =
        Thread.ofPlatform()
            .start(
                () -> {
                  ThreadTuning.tuneCallingThread(CORE);
                  relativePpm.add(slownessPpm(clocks::rawNs));
                });
    sleeper.join();
  }

  /** How much slower than its own millisecond a loop of one-millisecond sleeps runs. */
  private double slownessPpm(LongSupplier rawNs) {
    long startNs = rawNs.getAsLong();
    long elapsedNs = 0;
    long sleeps = 0;
    while (elapsedNs < seconds * 1_000_000_000L) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      sleeps++;
      elapsedNs = rawNs.getAsLong() - startNs;
    }
    double should = (double) elapsedNs / INTERVAL_NS;
    return (should - sleeps) / should * 1e6;
  }

  private List<String> report() {
    List<String> rows = new ArrayList<>();
    rows.add("%d runs of %d s after %d s of warming up; 1 ms, pinned to core %d.".formatted(RUNS, seconds, WARM_MS / 1000, CORE));
    rows.add(refusals.isEmpty() ? "SCHED_FIFO and the core were granted." : "Refused by this host: " + String.join("; ", refusals) + ".");
    rows.add("");
    rows.add("| lateness, µs | p50 | p99 | p99.9 | max |");
    rows.add("|---|---:|---:|---:|---:|");
    rows.add("| median of the runs | " + cells(runsUs.size() / 2) + " |");
    rows.add("| worst of the runs | " + cells(runsUs.size() - 1) + " |");
    rows.add("");
    rows.add("Index drift at the end of each run, ticks: " + drifts + ".");
    double[] ppm = relativePpm.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    rows.add(
        String.format(
            Locale.ROOT, "A loop of relative 1 ms sleeps, pinned and real-time as well, runs %.0f ppm slow (median; %.0f to %.0f).",
            ppm[ppm.length / 2], ppm[0], ppm[ppm.length - 1]));
    rows.add("");
    return rows;
  }

  /** @param rank of each column's values in ascending order */
  private String cells(int rank) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < 4; column++) {
      int c = column;
      double[] sorted = runsUs.stream().mapToDouble(run -> run[c]).sorted().toArray();
      cells.add(String.format(Locale.ROOT, "%.2f", sorted[rank]));
    }
    return String.join(" | ", cells);
  }

  /** Counts on the timer's thread; asked when that has ended. */
  private static final class Counter implements Consumer<Tick> {

    private final ClockSnapshot clock;
    private final HostClocks clocks;
    private volatile long first = Long.MIN_VALUE;
    private long count;
    private volatile long counted;
    private volatile long lastAtRawNs;

    Counter(ClockSnapshot clock, HostClocks clocks) {
      this.clock = clock;
      this.clocks = clocks;
    }

    @Override
    public void accept(Tick tick) {
      if (first == Long.MIN_VALUE) {
        first = tick.index();
      }
      count += tick.count();
      counted = count;
      lastAtRawNs = clocks.rawNs() - tick.latenessNs();
    }

    /** Ticks counted since the first against the time that has passed on the clock itself. */
    long driftTicks() {
      long byClock = Math.floorDiv(clock.ptpAtRaw(lastAtRawNs) + INTERVAL_NS / 2, INTERVAL_NS);
      return first + counted - 1 - byClock;
    }
  }
}
