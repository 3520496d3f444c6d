package io.crosspoint.benchmarks.rig.soak;

import io.crosspoint.benchmarks.rig.WireReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What a soak showed: a table, pictures, and the seconds themselves. */
final class SoakReport {

  /** The target of a pause. */
  private static final double MOST_PAUSE_MS = 0.5;

  private final List<Sample> samples;
  private final List<PauseLog.Pause> pauses;
  private final WireReport wire;
  private final List<String> rows = new ArrayList<>();

  SoakReport(List<Sample> samples, List<PauseLog.Pause> all, WireReport wire) {
    this.samples = samples;
    this.wire = wire;
    this.pauses = all.stream().filter(p -> p.epochMs() >= first().epochMs() && p.epochMs() <= last().epochMs()).toList();
  }

  private Sample first() {
    return samples.getFirst();
  }

  private Sample last() {
    return samples.getLast();
  }

  private long rise(String column) {
    return last().count(column) - first().count(column);
  }

  void write(Path directory, List<String> notes) throws IOException {
    double elapsedS = (last().epochMs() - first().epochMs()) / 1e3;
    say("# Soak: 64 stereo L24 routes at 1 ms, %.0f min, as a service at work".formatted(elapsedS / 60));
    say("");
    say("| What | Measured | Target |");
    say("|---|---|---|");
    reportPauses();
    reportAllocation();
    reportMemory();
    reportLateness();
    reportWire();
    say("");
    notes.forEach(this::say);
    say("- the router: %.1f %% of a core; %s".formatted(100 * (last().cpuSeconds() - first().cpuSeconds()) / elapsedS, threads()));
    double stolenS = (last().stolenTicks() - first().stolenTicks()) / 1e2;
    say("- taken from this machine by its host meanwhile: %.2f s of a processor".formatted(stolenS));
    say("- Percentiles of lateness are interpolated in the buckets of `/metrics`, which are 1, 2 and 5 to the decade from 1 us.");
    say("");
    say("![resident memory](soak-memory.png) ![allocation](soak-allocation.png) ![pauses](soak-pauses.png) ![lateness](soak-lateness.png)");
    Files.write(directory.resolve("soak.md"), rows);
    List<String> csv = new ArrayList<>(List.of(first().csvHeader()));
    samples.forEach(sample -> csv.add(sample.csv()));
    Files.write(directory.resolve("soak.csv"), csv);
    SoakPlots.write(samples, pauses, directory);
  }

  private void reportPauses() {
    for (boolean fromGc : new boolean[] {true, false}) {
      List<PauseLog.Pause> some = pauses.stream().filter(pause -> pause.fromGc() == fromGc).toList();
      double[] sorted = some.stream().mapToDouble(PauseLog.Pause::ms).sorted().toArray();
      String worst = some.stream().max((a, b) -> Double.compare(a.ms(), b.ms())).map(PauseLog.Pause::cause).orElse("none");
      say(
          "| %s | %d; median %.3f ms, longest %.3f ms (%s); above 0.5 ms: %d | %s |"
              .formatted(
                  fromGc ? "garbage-collector pauses" : "safepoints of any cause, with the wait for all threads", sorted.length,
                  sorted.length == 0 ? 0 : sorted[sorted.length / 2], sorted.length == 0 ? 0 : sorted[sorted.length - 1], worst,
                  some.stream().filter(pause -> pause.ms() > MOST_PAUSE_MS).count(), fromGc ? "none above 0.5 ms" : "–"));
    }
  }

  private void reportAllocation() {
    long bytes = last().allocatedBytes() - first().allocatedBytes();
    long moved = 0;
    for (int i = 1; i < samples.size(); i++) {
      moved += samples.get(i).allocatedBytes() != samples.get(i - 1).allocatedBytes() ? 1 : 0;
    }
    say(
        ("| allocated by the threads that audio depends on | %d bytes in %d packets received (in %d of %d seconds): "
            + "%.6f bytes per packet | 0 per packet |")
            .formatted(bytes, rise("packets_in"), moved, samples.size() - 1, (double) bytes / rise("packets_in")));
  }

  private void reportMemory() {
    say(
        ("| resident memory | first tenth %.1f MB, last tenth %.1f MB, most %.1f MB; trend of the last two thirds %+.2f MB per hour "
            + "| flat; <= 160 MB |")
            .formatted(
                mean(0, 0.1, Sample::residentMegabytes), mean(0.9, 1, Sample::residentMegabytes),
                samples.stream().mapToDouble(Sample::residentMegabytes).max().orElse(0), slopePerHour(samples.size() / 3)));
  }

  private double mean(double from, double to, ToDoubleFunction<Sample> value) {
    int begin = (int) (from * samples.size());
    int end = Math.max(begin + 1, (int) (to * samples.size()));
    return samples.subList(begin, end).stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private double slopePerHour(int from) {
    List<Sample> some = samples.subList(from, samples.size());
    double meanS = some.stream().mapToDouble(s -> s.epochMs() / 1e3).average().orElse(0);
    double meanMb = some.stream().mapToDouble(Sample::residentMegabytes).average().orElse(0);
    double covariance = some.stream().mapToDouble(s -> (s.epochMs() / 1e3 - meanS) * (s.residentMegabytes() - meanMb)).sum();
    double variance = some.stream().mapToDouble(s -> (s.epochMs() / 1e3 - meanS) * (s.epochMs() / 1e3 - meanS)).sum();
    return variance == 0 ? 0 : 3600 * covariance / variance;
  }

  private void reportLateness() {
    Buckets all = last().lateness().since(first().lateness());
    say(
        "| deadline to the send call | %d batches: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, all within %.0f us | 5, 50, 500 us |"
            .formatted(all.total(), all.percentile(50) * 1e6, all.percentile(99) * 1e6, all.percentile(99.9) * 1e6, all.bound() * 1e6));
    say(
        "| batches late, skipped, unrendered | %d, %d, %d | 0 |"
            .formatted(rise("late_batches"), rise("skipped_batches"), rise("unrendered_batches")));
    say(
        "| inputs | packets lost %d, late %d; frames missing %d; bugs %d | 0 |"
            .formatted(rise("lost_packets"), rise("late_packets"), rise("missing_frames"), rise("bugs")));
  }

  private void reportWire() {
    say(
        "| at the listener | %d streams, %d packets, lost %d (its host dropped %d), sequence jumps %d, timestamp jumps %d | 0 lost |"
            .formatted(
                wire.streams(), wire.sum("packets"), wire.sum("lost"), wire.sum("droppedByHost"), wire.sum("sequenceJumps"),
                wire.sum("timestampJumps")));
    say(
        "| samples there | wrong %d, silent frames %d, latency %d to %d frames, changes of latency %d | 0 wrong |"
            .formatted(
                wire.sum("pattern", "wrongSamples"), wire.sum("pattern", "silentFrames"), wire.smallest("pattern", "minLatencyFrames"),
                wire.largest("pattern", "maxLatencyFrames"), wire.sum("pattern", "latencyChanges")));
    say(
        "| departure on the wire | p50 %.1f us, p99 %.1f us, p99.9 %.1f us (medians over the streams), worst %.1f us | – |"
            .formatted(
                wire.median("departureNs", "p50") / 1e3, wire.median("departureNs", "p99") / 1e3, wire.median("departureNs", "p999") / 1e3,
                wire.largest("departureNs", "max") / 1e3));
  }

  private String threads() {
    Map<String, Double> grown = new TreeMap<>(last().allocated());
    first().allocated().forEach((thread, bytes) -> grown.merge(thread, -bytes, Double::sum));
    List<String> texts = new ArrayList<>();
    grown.forEach((thread, bytes) -> texts.add(String.format(Locale.ROOT, "%s allocated %.0f bytes", thread, bytes)));
    return String.join(", ", texts);
  }

  private void say(String row) {
    rows.add(row);
    System.out.println(row);
  }
}
