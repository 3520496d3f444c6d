package io.crosspoint.benchmarks.rig.soak;

import io.crosspoint.benchmarks.rig.plot.Plot;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A soak over its minutes, in four pictures. */
final class SoakPlots {

  private static final Color BLUE = new Color(0x1F, 0x5F, 0xBF);
  private static final Color RED = new Color(0xC0, 0x39, 0x2B);
  private static final Color GREEN = new Color(0x2E, 0x8B, 0x57);
  private static final Color GREY = new Color(0x88, 0x88, 0x88);
  /** Of lateness: 10,000 batches, so that p99.9 is of ten. */
  private static final int WINDOW_S = 10;
  private static final double LEAST_LATENESS_US = 0.1;

  private final List<Sample> samples;
  private final double[] minutes;
  private final Plot.Axis time;

  private SoakPlots(List<Sample> samples) {
    this.samples = samples;
    long beginMs = samples.getFirst().epochMs();
    this.minutes = samples.stream().mapToDouble(sample -> (sample.epochMs() - beginMs) / 60e3).toArray();
    this.time = Plot.Axis.upTo("minutes", minutes[minutes.length - 1]);
  }

  static void write(List<Sample> samples, List<PauseLog.Pause> pauses, Path directory) throws IOException {
    SoakPlots plots = new SoakPlots(samples);
    plots.memory(directory.resolve("soak-memory.png"));
    plots.allocation(directory.resolve("soak-allocation.png"));
    plots.pauses(pauses, directory.resolve("soak-pauses.png"));
    plots.lateness(directory.resolve("soak-lateness.png"));
  }

  private double[] values(ToDoubleFunction<Sample> value) {
    return samples.stream().mapToDouble(value).toArray();
  }

  private static double most(double[] values) {
    return Arrays.stream(values).max().orElse(1);
  }

  private void memory(Path file) throws IOException {
    double[] resident = values(Sample::residentMegabytes);
    Plot plot = new Plot("Memory of the router", time, Plot.Axis.upTo("MB", most(resident)));
    plot.add("heap in use", GREEN, minutes, values(Sample::heapMegabytes));
    plot.add("resident", BLUE, minutes, resident);
    plot.write(file);
  }

  private void allocation(Path file) throws IOException {
    Sample first = samples.getFirst();
    double[] bytes = values(sample -> sample.allocatedBytes() - first.allocatedBytes());
    Plot.Axis scale = Plot.Axis.upTo("bytes", Math.max(100, most(bytes)));
    Plot plot = new Plot("Allocated by receive, tick and stages since the first sample", time, scale);
    plot.add("all of them", BLUE, minutes, bytes);
    plot.write(file);
  }

  private void pauses(List<PauseLog.Pause> pauses, Path file) throws IOException {
    double[] gc = longest(pauses, true);
    double[] any = longest(pauses, false);
    Plot.Axis ms = Plot.Axis.upTo("ms", Math.max(0.6, Math.max(most(gc), most(any))));
    Plot plot = new Plot("Longest stop of the virtual machine in each second", time, ms);
    plot.add("target", GREY, new double[] {0, minutes[minutes.length - 1]}, new double[] {0.5, 0.5});
    plot.add("safepoint, any cause", BLUE, minutes, any);
    plot.add("garbage collector", RED, minutes, gc);
    plot.write(file);
  }

  private double[] longest(List<PauseLog.Pause> pauses, boolean fromGc) {
    long beginMs = samples.getFirst().epochMs();
    double[] longest = new double[samples.size()];
    for (PauseLog.Pause pause : pauses) {
      int second = (int) Math.min(longest.length - 1, (pause.epochMs() - beginMs) / 1000);
      if (pause.fromGc() == fromGc) {
        longest[second] = Math.max(longest[second], pause.ms());
      }
    }
    return longest;
  }

  private void lateness(Path file) throws IOException {
    Plot.Axis us = new Plot.Axis("us", true, LEAST_LATENESS_US, 1, 10, 100, 1000, 10_000, 100_000);
    Plot plot = new Plot("Deadline to the send call, in windows of " + WINDOW_S + " s", time, us);
    int[] ends = IntStream.range(0, samples.size()).filter(i -> i > 0 && i % WINDOW_S == 0).toArray();
    double[] at = Arrays.stream(ends).mapToDouble(i -> minutes[i]).toArray();
    double[] percents = {50, 99, 99.9};
    Color[] colors = {GREEN, BLUE, RED};
    for (int i = 0; i < percents.length; i++) {
      double percent = percents[i];
      double[] values =
          Arrays.stream(ends)
              .mapToDouble(end -> samples.get(end).lateness().since(samples.get(end - WINDOW_S).lateness()).percentile(percent) * 1e6)
              .map(value -> Math.max(LEAST_LATENESS_US, value))
              .toArray();
      plot.add("p" + (percent == 99.9 ? "99.9" : Math.round(percent)), colors[i], at, values);
    }
    plot.write(file);
  }
}
