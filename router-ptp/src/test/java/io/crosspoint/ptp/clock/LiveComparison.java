package io.crosspoint.ptp.clock;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.Ptp4l;
import io.crosspoint.ptp.estimate.ClockUnderTest;
import io.crosspoint.ptp.estimate.Rivals;
import io.crosspoint.ptp.port.Measurements;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PtpProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Our slave at a real ptp4l, in real time: its published time against {@code CLOCK_REALTIME}, which is the grandmaster's and so the truth,
 * read in one bracket every 20 ms. The rivals get the very same measurements at the same instants of the run, a ptp4l slave listens on the
 * same link.
 */
public final class LiveComparison {

  private static final long READ_EVERY_MS = 20;
  private static final long WIDE_BRACKET_NS = 1_000;
  private static final Pattern SUMMARY = Pattern.compile("rms\\s+(\\d+)\\s+max\\s+(\\d+)");

  private final int seconds;
  private final int settleS;
  private final Tap tap;
  private final long[] readRawNs;
  private final long[] readTrueNs;
  private final double[] ourErrorNs;
  private int reads;

  private LiveComparison(int seconds) {
    this.seconds = seconds;
    settleS = Math.min(100, seconds / 3);
    tap = new Tap(seconds * 64 + 1_000);
    readRawNs = new long[seconds * 50 + 50];
    readTrueNs = new long[readRawNs.length];
    ourErrorNs = new double[readRawNs.length];
  }

  /** Takes some ten seconds longer than told; rows of Markdown. */
  public static List<String> rows(int seconds) throws Exception {
    return new LiveComparison(seconds).run();
  }

  private List<String> run() throws Exception {
    List<LabHost> hosts = new ArrayList<>();
    List<String> told;
    long lockedAfterMs;
    try (NetworkLab lab = NetworkLab.pair(hosts)) {
      lab.owned(Ptp4l.grandmaster(hosts.get(0), "red")).start().awaitMaster();
      Ptp4l slave = lab.owned(Ptp4l.slave(hosts.get(1), "red")).start();
      try (PtpClockSource source =
          new PtpClockSource(PtpOptions.of("red", 0, PtpProfile.AES67), 0, tap::before)) {
        long startNs = System.nanoTime();
        hosts.get(1).call(Executors.callable(source::start));
        Await.until(Duration.ofSeconds(20), "locked", () -> source.snapshot().state() == ClockState.LOCKED);
        lockedAfterMs = (System.nanoTime() - startNs) / 1_000_000;
        observe(source);
      }
      told = slave.process().lines();
    }
    return report(lockedAfterMs, told);
  }

  private void observe(PtpClockSource source) throws InterruptedException {
    StampConverter now = new StampConverter(HostClocks.ofThisHost());
    now.warmUp();
    long endNs = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() - endNs < 0 && reads < readRawNs.length) {
      now.refresh();
      if (now.bracketNs() <= WIDE_BRACKET_NS) {
        readRawNs[reads] = now.rawNs();
        readTrueNs[reads] = now.realtimeNs();
        ourErrorNs[reads] = source.snapshot().ptpAtRaw(now.rawNs()) - now.realtimeNs();
        reads++;
      }
      Thread.sleep(READ_EVERY_MS);
    }
  }

  private List<String> report(long lockedAfterMs, List<String> told) {
    List<String> rows = new ArrayList<>();
    rows.add(
        String.format(
            Locale.ROOT, "%d s, the first %d not judged; %d measurements, %d reads; ours LOCKED %.1f s after its start.", seconds, settleS,
            tap.count, reads, lockedAfterMs / 1e3));
    rows.add("");
    rows.add("| error, ns | rms | mean | p99 | max |");
    rows.add("|---|---:|---:|---:|---:|");
    rows.add(row("ours, as published", ourErrorNs));
    for (Supplier<ClockUnderTest> rival : Rivals.at(0.125)) {
      ClockUnderTest clock = rival.get();
      rows.add(row(clock.name() + ", same measurements", errorsOf(clock)));
    }
    rows.add("");
    rows.add(reportOf(told));
    rows.add("");
    return rows;
  }

  /** What a clock would have published, had it had our measurements when we had them. */
  private double[] errorsOf(ClockUnderTest clock) {
    double[] errors = new double[reads];
    int next = 0;
    for (int i = 0; i < reads; i++) {
      for (; next < tap.count && tap.knownRawNs[next] <= readRawNs[i]; next++) {
        if (tap.isDelay[next]) {
          clock.onDelay(tap.ptpNs[next] - tap.ptpNs[0], tap.rawNs[next] - tap.rawNs[0] + 1);
        } else {
          clock.onSync(tap.ptpNs[next] - tap.ptpNs[0], tap.rawNs[next] - tap.rawNs[0] + 1);
        }
        clock.advance(tap.knownRawNs[next] - tap.rawNs[0] + 1);
      }
      errors[i] = clock.isReady() ? clock.ptpAt(readRawNs[i] - tap.rawNs[0] + 1) - (readTrueNs[i] - tap.ptpNs[0]) : Double.NaN;
    }
    return errors;
  }

  private String row(String name, double[] errorsNs) {
    double squares = 0;
    double sum = 0;
    int count = 0;
    double[] sizes = new double[reads];
    for (int i = 0; i < reads; i++) {
      if (readRawNs[i] - readRawNs[0] >= settleS * 1_000_000_000L && !Double.isNaN(errorsNs[i])) {
        squares += errorsNs[i] * errorsNs[i];
        sum += errorsNs[i];
        sizes[count++] = Math.abs(errorsNs[i]);
      }
    }
    if (count == 0) {
      return "| " + name + " | not ready | | | |";
    }
    Arrays.sort(sizes, 0, count);
    return String.format(
        Locale.ROOT, "| %s | %.0f | %.0f | %.0f | %.0f |", name, Math.sqrt(squares / count), sum / count, sizes[(int) (count * 0.99)],
        sizes[count - 1]);
  }

  private String reportOf(List<String> told) {
    List<Long> rms = new ArrayList<>();
    long max = 0;
    for (String line : told) {
      Matcher matcher = SUMMARY.matcher(line);
      if (matcher.find()) {
        rms.add(Long.parseLong(matcher.group(1)));
        max = Math.max(max, Long.parseLong(matcher.group(2)));
      }
    }
    if (rms.isEmpty()) {
      return "The ptp4l slave beside us reported nothing.";
    }
    List<Long> sorted = rms.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "The ptp4l slave on the same link reports in %d summaries (it is free_running: one in some 16 s, of its measurements before any"
            + " servo): rms median %d ns, largest maximum %d ns.",
        sorted.size(), sorted.get(sorted.size() / 2), max);
  }

  /** Writes down what the port measures and passes it on. Filled by the source's thread, read when that has ended. */
  private static final class Tap {

    private final boolean[] isDelay;
    private final long[] ptpNs;
    private final long[] rawNs;
    private final long[] knownRawNs;
    private final HostClocks clocks = HostClocks.ofThisHost();
    private volatile int count;

    Tap(int capacity) {
      isDelay = new boolean[capacity];
      ptpNs = new long[capacity];
      rawNs = new long[capacity];
      knownRawNs = new long[capacity];
    }

    Measurements before(Measurements estimator) {
      return new Measurements() {
        @Override
        public void onSync(long atPtpNs, long atRawNs, int logInterval) {
          add(false, atPtpNs, atRawNs);
          estimator.onSync(atPtpNs, atRawNs, logInterval);
        }

        @Override
        public void onDelay(long atPtpNs, long atRawNs) {
          add(true, atPtpNs, atRawNs);
          estimator.onDelay(atPtpNs, atRawNs);
        }

        @Override
        public void onParent(@Nullable ParentData parent) {
          estimator.onParent(parent);
        }
      };
    }

    private void add(boolean delay, long atPtpNs, long atRawNs) {
      int at = count;
      if (at < rawNs.length) {
        isDelay[at] = delay;
        ptpNs[at] = atPtpNs;
        rawNs[at] = atRawNs;
        knownRawNs[at] = clocks.rawNs();
        count = at + 1;
      }
    }
  }
}
