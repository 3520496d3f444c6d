package io.crosspoint.benchmarks.rig.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables, printed line by line as they come about. */
final class CostReport {

  private final String packetTime;
  private final List<String> lines = new ArrayList<>();
  private final List<String> carried = new ArrayList<>();
  private @Nullable Point gstreamer;
  private @Nullable Point crosspoint;

  CostReport(String packetTime) {
    this.packetTime = packetTime;
  }

  List<String> lines() {
    return lines;
  }

  /** Of processor time over routes. */
  static Line line(List<Point> points) {
    return Line.through(
        points.stream().mapToDouble(Point::routes).toArray(), points.stream().mapToDouble(Point::cpuPercent).toArray());
  }

  void beginPoints(int seconds) {
    say("# Stereo L24 routes at %s, all of each contender on processor %d, %d s a point"
        .formatted(packetTime, Contender.PROCESSOR, seconds));
    say("");
    say("*Its own* is the processor time of its processes, *core* is how busy its processor was with everything, *other core* that of");
    say("talker and ear. *Age* is from the media time of a packet's first sample to the kernel's receive stamp, so it holds the packet");
    say("time; *late* is %d ms or more after the median. *Lost* is what never came of the streams heard, without what the ear's own host"
        .formatted(Heard.LATE_NS / 1_000_000));
    say("dropped (*at the ear*).");
    say("");
    say("| | routes | its own %% | core %% | other core %% | MB | threads | heard | lost | late | at the ear |%s".formatted(
        " age p50 | p99 | p99.9 | worst ms |"));
    say("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
  }

  void point(String title, Point point, boolean isTransparent) {
    Heard heard = point.heard();
    String ages =
        isTransparent && heard.hasAges()
            ? "%.2f | %.2f | %.2f | %.1f".formatted(ms(heard, 50), ms(heard, 99), ms(heard, 99.9), ms(heard, 100))
            : "changed the audio | | |";
    say("| %s | %d | %.1f | %.1f | %.1f | %.0f | %d | %d | %d of %d | %s | %d | %s |".formatted(
        title, point.routes(), point.cpuPercent(), point.corePercent(), point.otherPercent(), point.residentMegabytes(), point.threads(),
        heard.streams(), point.lost(), heard.expected(), heard.hasAges() ? Long.toString(point.late()) : "", heard.droppedHere(), ages));
  }

  private static double ms(Heard heard, double percentile) {
    return heard.ageUs(percentile) / 1e3;
  }

  void cannot(Contender contender, String reason) {
    say("| %s | | not measured: %s |".formatted(contender.title(), reason));
  }

  void cannot(Contender contender, int routes, Throwable failed) {
    String reason = String.valueOf(failed.getMessage()).lines().limit(3).reduce((a, b) -> a + "; " + b).orElse("");
    say("| %s | %d | could not run: %s |".formatted(contender.title(), routes, reason.replace('|', '/')));
  }

  void slopes(Map<Contender, List<Point>> points) {
    say("");
    say("| | one more route, % of a core | beside GStreamer | beside the relay | by being there % | farthest point from the line % |");
    say("|---|---|---|---|---|---|");
    double gstreamerSlope = slope(points.get(Contender.GSTREAMER));
    double relaySlope = slope(points.get(Contender.RELAY));
    points.forEach((contender, measured) -> {
      if (measured.size() > 1) {
        Line line = line(measured);
        say("| %s | %.2f | %.2f | %.2f | %.1f | %.1f |".formatted(
            contender.title(), line.slope(), line.slope() / gstreamerSlope, line.slope() / relaySlope, line.intercept(),
            line.worstResidual()));
      }
    });
    say("");
  }

  private static double slope(@Nullable List<Point> points) {
    return points == null || points.size() < 2 ? Double.NaN : line(points).slope();
  }

  void beginIdle() {
    say("## Configured but idle, Crosspoint");
    say("");
    say("| | its own % | MB | lost | late |");
    say("|---|---|---|---|---|");
  }

  /** @param isAllSpeaking where some routes have no talker, what of them is heard is not lost */
  void idle(String title, Point point, boolean isAllSpeaking) {
    say("| %s | %.1f | %.0f | %s | %s |".formatted(title, point.cpuPercent(), point.residentMegabytes(),
        isAllSpeaking ? Long.toString(point.lost()) : "", isAllSpeaking ? Long.toString(point.late()) : ""));
  }

  void beginLimits(int seconds) {
    say("");
    say("## Routes on one processor with nothing lost or late, %d s".formatted(seconds));
    say("");
    say("Trials let one packet in 10,000 pass; the last runs do not: what fails once is tried once more, then three quarters of it are.");
    say("*Stolen* is what the host of this virtual machine took from its processors meanwhile, in steps of 10 ms.");
    say("");
    say("| | routes | s | its own % | core % | other core % | MB | lost | late | at the ear | age p99.9 ms | stolen ms | |");
    say("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
  }

  void trial(Contender contender, Point point, int seconds, boolean isTrial) {
    Heard heard = point.heard();
    boolean isGood = isTrial ? point.isCarried() : point.isClean();
    String verdict = isGood ? "carried" : point.isBoundByTheRig() ? "talker and ear are at their limit" : "not carried";
    say("| %s | %d | %d | %.1f | %.1f | %.1f | %.0f | %d of %d | %d | %d | %.2f | %d | %s |".formatted(
        contender.title(), point.routes(), seconds, point.cpuPercent(), point.corePercent(), point.otherPercent(),
        point.residentMegabytes(), point.lost(), heard.expected(), point.late(), heard.droppedHere(),
        heard.hasAges() ? ms(heard, 99.9) : Double.NaN, point.stolenMs(), isTrial ? verdict : "**" + verdict + "**"));
  }

  void carried(Contender contender, Point point) {
    carried.add("- %s: %d routes, %.0f %% of the processor busy".formatted(contender.title(), point.routes(), point.corePercent()));
    if (contender == Contender.GSTREAMER) {
      gstreamer = point;
    } else if (contender == Contender.CROSSPOINT) {
      crosspoint = point;
    }
  }

  void notCarried(Contender contender) {
    carried.add("- %s: no number was carried without a loss in the runs above".formatted(contender.title()));
  }

  void limits() {
    say("");
    carried.forEach(this::say);
    Point own = crosspoint;
    Point rival = gstreamer;
    if (own != null && rival != null) {
      say("- Crosspoint carries %.1f times as many as GStreamer.".formatted((double) own.routes() / rival.routes()));
    }
  }

  private void say(String line) {
    lines.add(line);
    System.out.println(line);
  }
}
