package io.crosspoint.ptp.estimate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every clock's score on capture files, or on the recorded ones, in Markdown: {@code ReplayTable [FILE…]}. */
public final class ReplayTable {

  static final int OSCILLATORS = 3;

  private final List<CaptureFile> captures;
  private final List<String> rows = new ArrayList<>();

  private ReplayTable(List<CaptureFile> captures) {
    this.captures = captures;
  }

  public static void main(String[] files) throws IOException {
    List<CaptureFile> captures = new ArrayList<>();
    for (String file : files) {
      captures.add(CaptureFile.read(Path.of(file).getFileName().toString(), Files.newInputStream(Path.of(file))));
    }
    table(captures.isEmpty() ? CaptureFile.recorded() : captures).forEach(System.out::println);
  }

  /** The table on the recorded captures. */
  public static List<String> ofRecorded() throws IOException {
    return table(CaptureFile.recorded());
  }

  private static List<String> table(List<CaptureFile> captures) {
    ReplayTable table = new ReplayTable(captures);
    for (Scenario scenario : Scenario.values()) {
      table.add(scenario);
    }
    table.addHoldover(1);
    table.addHoldover(0.1);
    return table.rows;
  }

  private void add(Scenario scenario) {
    rows.add("### " + scenario.title);
    rows.add("");
    rows.add(
        "| rms, ns, on capture | "
            + captures.stream().map(CaptureFile::name).collect(Collectors.joining(" | "))
            + " | median | worst | p99 | mean | rate ppb | settled s | step |");
    rows.add("|---" + "|---:".repeat(captures.size() + 7) + "|");
    List<Supplier<ClockUnderTest>> clocks = new ArrayList<>(List.of(OurClock::new));
    clocks.addAll(Rivals.at(scenario == Scenario.SLOW ? 1 : 0.125));
    double[][] rms = new double[clocks.size()][];
    for (int i = 0; i < rms.length; i++) {
      rms[i] = addRow(scenario, clocks.get(i));
    }
    rows.add("");
    rows.add("Ours worse than a rival on: " + named(i -> isBeaten(rms, i)) + ".");
    OptionalInt target = target(scenario);
    if (target.isPresent()) {
      rows.add("Target: " + target.getAsInt() + " ns; missed on: " + named(i -> rms[0][i] > target.getAsInt()) + ".");
    }
    rows.add("");
  }

  /** The largest rms that a capture may have. */
  private static OptionalInt target(Scenario scenario) {
    return switch (scenario) {
      case QUIET, DELAY_1, LOSS_20 -> OptionalInt.of(250);
      case THERMAL, SLOW -> OptionalInt.of(300);
      case QUEUED, QUEUED_ONE_WAY -> OptionalInt.of(700);
      case CALM, QUEUED_95, NOISE_20 -> OptionalInt.empty();
    };
  }

  private double[] addRow(Scenario scenario, Supplier<ClockUnderTest> clock) {
    List<Replay.Score> scores = captures.stream().map(c -> Replay.pooled(c, scenario, OSCILLATORS, clock)).toList();
    double[] rms = scores.stream().mapToDouble(Replay.Score::rmsNs).toArray();
    double[] sorted = rms.clone();
    Arrays.sort(sorted);
    rows.add(
        "| "
            + clock.get().name()
            + " | "
            + Arrays.stream(rms).mapToObj(ReplayTable::round).collect(Collectors.joining(" | "))
            + String.format(
                Locale.ROOT,
                " | %s | %s | %s | %s | %s | %.1f | %.0f |",
                round(sorted[sorted.length / 2]),
                round(sorted[sorted.length - 1]),
                round(scores.stream().mapToDouble(Replay.Score::p99Ns).max().orElseThrow()),
                round(scores.stream().mapToDouble(s -> Math.abs(s.meanNs())).max().orElseThrow()),
                round(scores.stream().mapToDouble(Replay.Score::ratePpb).max().orElseThrow()),
                scores.stream().mapToDouble(Replay.Score::settledS).max().orElseThrow(),
                scores.stream().mapToDouble(Replay.Score::stepNs).max().orElseThrow()));
    return rms;
  }

  private static boolean isBeaten(double[][] rms, int capture) {
    return Arrays.stream(rms).skip(1).anyMatch(rival -> rival[capture] < rms[0][capture]);
  }

  private String named(IntPredicate captureIs) {
    String names =
        IntStream.range(0, captures.size()).filter(captureIs).mapToObj(i -> captures.get(i).name()).collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  private void addHoldover(double wanderPpb) {
    List<double[]> held = new ArrayList<>();
    for (CaptureFile capture : captures) {
      for (long seed = 1; seed <= OSCILLATORS; seed++) {
        held.add(Replay.holdover(capture, wanderPpb, seed));
      }
    }
    rows.add(String.format(Locale.ROOT, "### Holdover after 150 s, wander %.0e: what it adds to the error, ns", wanderPpb * 1e-9));
    rows.add("");
    rows.add("| over all captures and oscillators | 10 s | 60 s | 120 s |");
    rows.add("|---|---:|---:|---:|");
    rows.add("| median | " + quantiles(held, 0.5) + " |");
    rows.add("| 95 % | " + quantiles(held, 0.95) + " |");
    rows.add("| worst | " + quantiles(held, 1) + " |");
    rows.add("");
  }

  private static String quantiles(List<double[]> held, double share) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int column = i;
      double[] sorted = held.stream().mapToDouble(h -> h[column]).sorted().toArray();
      cells.add(round(sorted[(int) (share * (sorted.length - 1))]));
    }
    return String.join(" | ", cells);
  }

  private static String round(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
