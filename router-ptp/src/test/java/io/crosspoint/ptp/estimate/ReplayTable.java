package io.crosspoint.ptp.estimate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Prints every clock's score on capture files, or on the recorded ones: {@code ReplayTable [FILE…]}. */
public final class ReplayTable {

  static final List<Supplier<ClockUnderTest>> CLOCKS =
      List.of(
          OurClock::new,
          () -> new PiServo(0.125),
          Regression::new,
          SingleKalman::new);

  private ReplayTable() {}

  public static void main(String[] files) throws IOException {
    List<CaptureFile> captures = new ArrayList<>();
    for (String file : files) {
      captures.add(CaptureFile.read(Path.of(file).getFileName().toString(), Files.newInputStream(Path.of(file))));
    }
    if (captures.isEmpty()) {
      captures.addAll(CaptureFile.recorded());
    }
    for (Scenario scenario : Scenario.values()) {
      System.out.println(scenario.title + ": rms/p99 ns by capture | mean ns (worst), rate ppb, settled s, step ns");
      for (Supplier<ClockUnderTest> supplier : scenario == Scenario.SLOW ? slow() : CLOCKS) {
        printRow(captures, scenario, supplier);
      }
    }
  }

  private static List<Supplier<ClockUnderTest>> slow() {
    return List.of(OurClock::new, () -> new PiServo(1), Regression::new, SingleKalman::new);
  }

  private static void printRow(List<CaptureFile> captures, Scenario scenario, Supplier<ClockUnderTest> supplier) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-11s", supplier.get().name()));
    double mean = 0;
    double rate = 0;
    double settled = 0;
    double step = 0;
    for (CaptureFile capture : captures) {
      List<Replay.Score> scores = new ArrayList<>();
      for (long seed = 1; seed <= 3; seed++) {
        scores.add(Replay.run(capture, scenario, seed, supplier));
      }
      scores.sort((a, b) -> Double.compare(a.rmsNs(), b.rmsNs()));
      Replay.Score median = scores.get(scores.size() / 2);
      row.append(String.format(Locale.ROOT, " %6.0f/%6.0f", median.rmsNs(), median.p99Ns()));
      mean = Math.max(mean, Math.abs(median.meanNs()));
      rate = Math.max(rate, median.ratePpb());
      settled = Math.max(settled, median.settledS());
      step = Math.max(step, median.stepNs());
    }
    System.out.println(row + String.format(Locale.ROOT, " | %6.0f %6.0f %6.1f %6.0f", mean, rate, settled, step));
  }
}
