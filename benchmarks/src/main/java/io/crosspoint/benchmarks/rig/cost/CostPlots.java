package io.crosspoint.benchmarks.rig.cost;

import io.crosspoint.benchmarks.rig.plot.Plot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All contenders in one picture each of processor time, memory, lateness and age. */
final class CostPlots {

  private static final double NINES = 4;
  private static final int STEPS_PER_NINE = 20;
  private static final double LEAST_LATENESS_US = 1;

  private final Map<Contender, List<Point>> points;
  private final String packetTime;

  private CostPlots(Map<Contender, List<Point>> points, String packetTime) {
    this.points = points;
    this.packetTime = packetTime;
  }

  /** @param name beginning of the files' names */
  static void write(Path directory, String name, String packetTime, Map<Contender, List<Point>> points) throws IOException {
    if (points.isEmpty()) {
      return;
    }
    CostPlots plots = new CostPlots(points, packetTime);
    plots.overRoutes("Processor time of routes of ", "% of a core", Point::cpuPercent).write(directory.resolve(name + "-cpu.png"));
    plots.overRoutes("Resident memory with routes of ", "MB", Point::residentMegabytes).write(directory.resolve(name + "-memory.png"));
    plots.lateness().write(directory.resolve(name + "-lateness.png"));
    plots.ages().write(directory.resolve(name + "-latency.png"));
  }

  private Plot overRoutes(String title, String unit, ToDoubleFunction<Point> value) {
    List<Point> all = points.values().stream().flatMap(List::stream).toList();
    Plot.Axis routes = Plot.Axis.upTo("routes", all.stream().mapToInt(Point::routes).max().orElse(1));
    Plot.Axis y = Plot.Axis.upTo(unit, all.stream().mapToDouble(value).max().orElse(1));
    Plot plot = new Plot(title + packetTime, routes, y);
    points.forEach(
        (contender, measured) ->
            plot.add(
                contender.title(),
                contender.color(),
                measured.stream().mapToDouble(Point::routes).toArray(),
                measured.stream().mapToDouble(value).toArray()));
    return plot;
  }

  private Plot lateness() {
    Plot.Axis us = new Plot.Axis("us after the youngest packet", true, LEAST_LATENESS_US, 10, 100, 1000, 10_000, 100_000);
    return overPercentiles("Lateness on the wire, " + packetTime, us, (heard, percentile) -> heard.latenessUs(percentile));
  }

  private Plot ages() {
    Plot.Axis ms = new Plot.Axis("ms since the first sample", true, 0.1, 1, 10, 100, 1000);
    return overPercentiles("Latency, packet time in it, " + packetTime, ms, (heard, percentile) -> heard.ageUs(percentile) / 1e3);
  }

  private interface AtPercentile {
    double of(Heard heard, double percentile);
  }

  /** Each contender with the most routes that it was measured with. */
  private Plot overPercentiles(String title, Plot.Axis y, AtPercentile value) {
    Plot.Axis share = new Plot.Axis("one packet in ... is worse", true, 1, 10, 100, 1000, 10_000);
    Plot plot = new Plot(title, share, y);
    points.forEach((contender, measured) -> {
      Point most = measured.getLast();
      if (most.heard().hasAges()) {
        int count = (int) (NINES * STEPS_PER_NINE) + 1;
        double[] xs = new double[count];
        double[] ys = new double[count];
        for (int i = 0; i < count; i++) {
          xs[i] = Math.pow(10, (double) i / STEPS_PER_NINE);
          ys[i] = Math.max(y.ticks()[0], value.of(most.heard(), 100 - 100 / xs[i]));
        }
        plot.add(contender.title() + ", " + most.routes(), contender.color(), xs, ys);
      }
    });
    return plot;
  }
}
