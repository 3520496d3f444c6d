package io.crosspoint.benchmarks.rig.cost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What routes cost, for each {@link Contender} in turn in one run: the same talker, the same link, the same processor.
 *
 * <p>The figure is the slope of processor time over the number of routes (least squares), so that what a program costs by being there, as
 * a Java machine or a clock, does not count twice; that share stands beside it. Then how many routes one processor carries, and what
 * streams cost that are configured and idle.
 */
public final class CostRig {

  /** The programs of this project that the rig starts. */
  record Tools(Path launcher, Path relay) {}

  /** What is asked of one run, by packet time. */
  private record Wanted(String packetTime, int seconds, int holdSeconds) {

    boolean isShort() {
      return packetTime.endsWith("us");
    }
  }

  private static final int MOST_ROUTES = 200;
  /** Of the processor, by the line through the points: where the search for the limit begins. */
  private static final double FIRST_GUESS_PERCENT = 70;
  private static final int HOLDS = 8;
  private static final int MANY = 64;
  private static final int FEW = 16;

  private final Wanted wanted;
  private final CostPlant plant;
  private final Path results;
  private final CostReport report;
  private final Map<Contender, List<Point>> points = new EnumMap<>(Contender.class);

  private CostRig(Wanted wanted, CostPlant plant, Path results) {
    this.wanted = wanted;
    this.plant = plant;
    this.results = results;
    this.report = new CostReport(wanted.packetTime);
  }

  /** {@code CostRig LAUNCHER RELAY SECONDS PACKET-TIMES HOLD-SECONDS RESULT-DIRECTORY}, the times with commas between */
  public static void main(String[] arguments) throws IOException {
    int seconds = Integer.parseInt(arguments[2]);
    int holdSeconds = Integer.parseInt(arguments[4]);
    try (CostPlant plant = new CostPlant(new Tools(Path.of(arguments[0]), Path.of(arguments[1])))) {
      for (String packetTime : arguments[3].split(",")) {
        new CostRig(new Wanted(packetTime, seconds, holdSeconds), plant, Path.of(arguments[5])).run();
      }
    }
  }

  private void run() throws IOException {
    measureSlopes();
    if (!wanted.isShort()) {
      measureIdle();
    }
    if (!wanted.isShort() && wanted.holdSeconds > 0) {
      measureLimits();
    }
    String name = "cost-" + wanted.packetTime;
    Files.write(results.resolve(name + ".md"), report.lines());
    for (Map.Entry<Contender, List<Point>> entry : points.entrySet()) {
      CostLog.write(results.resolve(name + "-" + entry.getKey().name().toLowerCase(Locale.ROOT) + ".hdr"), entry.getValue());
    }
    CostPlots.write(results, name, wanted.packetTime, points);
  }

  private void measureSlopes() {
    report.beginPoints(wanted.seconds);
    for (Contender contender : Contender.values()) {
      List<Point> measured = new ArrayList<>();
      if (contender.routeCounts(wanted.isShort()).isEmpty()) {
        report.cannot(contender, "it has no packets of " + wanted.packetTime);
      }
      for (int routes : contender.routeCounts(wanted.isShort())) {
        try {
          Point point = plant.measure(contender, Workload.of(routes, wanted.packetTime), wanted.seconds);
          measured.add(point);
          report.point(contender.title(), point, contender.isTransparent());
        } catch (Exception | AssertionError failed) {
          report.cannot(contender, routes, failed);
        }
      }
      if (!measured.isEmpty()) {
        points.put(contender, measured);
      }
    }
    report.slopes(points);
  }

  /** Of Crosspoint: routes that nobody speaks to, whose outputs send silence, and inputs without a route. */
  private void measureIdle() {
    report.beginIdle();
    idle("%d routes, %d talkers".formatted(FEW, FEW), Workload.idle(FEW, FEW, 0, wanted.packetTime));
    idle("%d routes, %d talkers, and %d inputs unrouted and silent".formatted(FEW, FEW, MANY - FEW),
        Workload.idle(FEW, FEW, MANY - FEW, wanted.packetTime));
    idle("%d routes, %d talkers: %d outputs send silence".formatted(MANY, FEW, MANY - FEW),
        Workload.idle(MANY, FEW, 0, wanted.packetTime));
  }

  private void idle(String title, Workload load) {
    try {
      report.idle(title, plant.measure(Contender.CROSSPOINT, load, wanted.seconds), load.speaking() == load.routes());
    } catch (Exception | AssertionError failed) {
      report.cannot(Contender.CROSSPOINT, load.routes(), failed);
    }
  }

  private void measureLimits() {
    report.beginLimits(wanted.holdSeconds);
    for (Contender contender : Contender.values()) {
      List<Point> known = points.getOrDefault(contender, List.of());
      if (contender.isWorthFilling() && known.size() > 1) {
        measureLimit(contender, known);
      }
    }
    report.limits();
  }

  private void measureLimit(Contender contender, List<Point> known) {
    double guess = CostReport.line(known).reaches(FIRST_GUESS_PERCENT);
    int routes =
        Capacity.search((int) Math.clamp(guess, 1, MOST_ROUTES), MOST_ROUTES, count -> {
          Point point = tried(contender, count, wanted.seconds, true);
          return point != null && point.isCarried();
        });
    for (int hold = 0; hold < HOLDS && routes > 0; hold++) {
      Point point = tried(contender, routes, wanted.holdSeconds, false);
      if (point != null && point.isClean()) {
        report.carried(contender, point);
        return;
      }
      // A machine that stood still says nothing about how many these are, once.
      if (hold % 2 == 1) {
        routes = routes * 3 / 4;
      }
    }
    report.notCarried(contender);
  }

  private @Nullable Point tried(Contender contender, int routes, int seconds, boolean isTrial) {
    try {
      Point point = plant.measure(contender, Workload.of(routes, wanted.packetTime), seconds);
      report.trial(contender, point, seconds, isTrial);
      return point;
    } catch (Exception | AssertionError failed) {
      report.cannot(contender, routes, failed);
      return null;
    }
  }
}
