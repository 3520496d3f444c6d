package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Ptp4l;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one more route costs, for each {@link Contender} in turn in one run: the same talker, the same link, the same processor.
 *
 * <p>The figure is the slope of processor time over the number of routes (least squares), so that what a program costs by being there, as
 * a Java machine or a clock, does not count twice; that share stands beside it.
 */
public final class CostRig {

  /** The programs of this project that the rig starts. */
  record Tools(Path launcher, Path relay) {}

  private record Point(int routes, double cpuPercent, double residentMegabytes, long threads, double lostPercent) {}

  /** The analyser shares processor 0 with the talker, so it hears some of the streams only. */
  private static final int HEARD = 8;

  private final Tools tools;
  private final int seconds;
  private final String packetTime;
  private final List<String> rows = new ArrayList<>();

  private CostRig(Tools tools, int seconds, String packetTime) {
    this.tools = tools;
    this.seconds = seconds;
    this.packetTime = packetTime;
  }

  /** {@code CostRig LAUNCHER RELAY SECONDS PACKET-TIME RESULT-FILE} */
  public static void main(String[] arguments) throws IOException {
    Tools tools = new Tools(Path.of(arguments[0]), Path.of(arguments[1]));
    CostRig rig = new CostRig(tools, Integer.parseInt(arguments[2]), arguments[3]);
    rig.measure();
    Files.write(Path.of(arguments[4]), rig.rows);
  }

  private void measure() {
    say("## Processor time of stereo L24 routes, " + packetTime + " packets, " + seconds + " s a point, processor 1 alone");
    say("");
    say("| | routes | % of a core | resident MB | threads | packets lost at the listener % |");
    say("|---|---|---|---|---|---|");
    List<String> slopes = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      List<Point> points = contender.routeCounts(packetTime).stream().map(routes -> point(contender, routes)).toList();
      for (Point point : points) {
        say(
            "| %s | %d | %.1f | %.0f | %d | %.3f |"
                .formatted(
                    contender.title(), point.routes, point.cpuPercent, point.residentMegabytes, point.threads, point.lostPercent));
      }
      slopes.add(slope(contender, points));
    }
    say("");
    say("| | one more route, % of a core | by being there, % |");
    say("|---|---|---|");
    slopes.forEach(this::say);
  }

  private Point point(Contender contender, int routes) {
    Scenario scenario = new Scenario("cost", routes, packetTime, packetTime, "5ms");
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost plant = lab.host("plant");
      LabHost router = lab.host("router");
      lab.connect("red", "10.77.0", plant, router);
      lab.owned(Ptp4l.grandmaster(plant, "red").start()).awaitMaster();
      int wholeSeconds = seconds + 40;
      PeerProcess talk =
          plant.start(
              "taskset", "-c", "0", tools.launcher.toString(), "talk", "--interface", "red", "--group", "239.77.0.1", "--streams",
              Integer.toString(routes), "--packet-time", packetTime, "--duration", wholeSeconds + "s");
      talk.awaitLine("talking", Duration.ofSeconds(10));
      List<PeerProcess> processes = contender.start(router, scenario, wholeSeconds, tools);
      // GStreamer takes seconds before its first packet.
      Await.pause(Duration.ofSeconds(9));
      return point(plant, scenario, processes);
    }
  }

  private Point point(LabHost plant, Scenario scenario, List<PeerProcess> processes) {
    long startNs = System.nanoTime();
    double before = processes.stream().mapToDouble(ProcessUse::cpuSeconds).sum();
    WireReport wire = listen(plant, scenario);
    double used = processes.stream().mapToDouble(ProcessUse::cpuSeconds).sum() - before;
    double elapsedS = (System.nanoTime() - startNs) / 1e9;
    long expected = Math.max(wire.sum("packets"), 1_000_000_000L * wire.streams() * seconds / scenario.inPacketNs());
    return new Point(
        scenario.routes(),
        100 * used / elapsedS,
        processes.stream().mapToDouble(ProcessUse::residentMegabytes).sum(),
        processes.stream().mapToLong(ProcessUse::threads).sum(),
        100.0 * (expected - wire.sum("packets")) / expected);
  }

  private WireReport listen(LabHost plant, Scenario scenario) {
    PeerProcess listen =
        plant.start(
            "taskset", "-c", "0", tools.launcher.toString(), "listen", "--interface", "red", "--group", "239.78.0.1", "--streams",
            Integer.toString(Math.min(HEARD, scenario.routes())), "--packet-time", packetTime, "--duration", seconds + "s", "--json");
    if (!listen.awaitExit(Duration.ofSeconds(seconds + 20))) {
      throw new IllegalStateException("the wire analyser did not end");
    }
    return WireReport.of(listen.lines());
  }

  private static String slope(Contender contender, List<Point> points) {
    double meanRoutes = points.stream().mapToInt(Point::routes).average().orElseThrow();
    double meanPercent = points.stream().mapToDouble(Point::cpuPercent).average().orElseThrow();
    double covariance = points.stream().mapToDouble(p -> (p.routes - meanRoutes) * (p.cpuPercent - meanPercent)).sum();
    double variance = points.stream().mapToDouble(p -> (p.routes - meanRoutes) * (p.routes - meanRoutes)).sum();
    double slope = covariance / variance;
    return "| %s | %.2f | %.1f |".formatted(contender.title(), slope, meanPercent - slope * meanRoutes);
  }

  private void say(String row) {
    rows.add(row);
    System.out.println(row);
  }
}
