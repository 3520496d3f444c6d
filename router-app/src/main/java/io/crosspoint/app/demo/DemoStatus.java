package io.crosspoint.app.demo;

import io.crosspoint.app.listen.PatternReport;
import io.crosspoint.app.listen.StreamReport;
import io.crosspoint.pipeline.engine.GroupMeter;
import java.util.List;
import java.util.Locale;

/**
 * What the demonstration comes to, as of now.
 *
 * @param reports of the outputs, in the order of the routes
 * @param groups the transmit groups' own measurements
 */
record DemoStatus(List<StreamReport> reports, List<GroupMeter> groups, int linkOffsetFrames) {

  /** Everything that has gone wrong so far, or −1 while a route carries nothing that is recognised. */
  static long troubles(List<StreamReport> reports) {
    long troubles = reports.isEmpty() ? -1 : 0;
    for (StreamReport report : reports) {
      PatternReport pattern = report.pattern();
      if (pattern == null || pattern.checkedFrames() == 0) {
        return -1;
      }
      troubles += pattern.wrongSamples() + pattern.silentFrames() + pattern.latencyChanges() + report.lost() + report.kernelDrops();
    }
    return troubles;
  }

  /** Bit for bit as sent, every packet there, at exactly the link offset. Timing is not judged: this host may be busy and unprivileged. */
  boolean isGood() {
    return !reports.isEmpty() && reports.stream().allMatch(this::isGood);
  }

  private boolean isGood(StreamReport report) {
    PatternReport pattern = report.pattern();
    return pattern != null
        && pattern.isExact()
        && pattern.minLatencyFrames() == linkOffsetFrames
        && pattern.maxLatencyFrames() == linkOffsetFrames
        && report.lost() + report.sequenceJumps() + report.timestampJumps() + report.kernelDrops() == 0;
  }

  /** One line. */
  String line(long seconds) {
    long lost = reports.stream().mapToLong(StreamReport::lost).sum();
    long good = reports.stream().filter(this::isGood).count();
    return String.format(
        Locale.ROOT,
        "%3d s  %d of %d routes bit-exact  latency %s  lost %d  late at the send call: %s",
        seconds,
        good,
        DemoPlant.ROUTES.size(),
        latency(),
        lost,
        lateness());
  }

  private String latency() {
    List<PatternReport> found =
        reports.stream().map(StreamReport::pattern).filter(pattern -> pattern != null && pattern.checkedFrames() > 0).toList();
    if (found.isEmpty()) {
      return "-";
    }
    int min = found.stream().mapToInt(PatternReport::minLatencyFrames).min().orElseThrow();
    int max = found.stream().mapToInt(PatternReport::maxLatencyFrames).max().orElseThrow();
    double maxMs = max * 1000.0 / DemoPlant.FORMAT.rateHz();
    return min == max ? String.format(Locale.ROOT, "%d frames (%.3f ms)", max, maxMs) : min + " to " + max + " frames";
  }

  private String lateness() {
    double p50Us = groups.stream().mapToLong(group -> group.latenessNs().quantileNs(0.5)).max().orElse(0) / 1e3;
    double p99Us = groups.stream().mapToLong(group -> group.latenessNs().quantileNs(0.99)).max().orElse(0) / 1e3;
    return String.format(Locale.ROOT, "p50 %.1f us, p99 %.1f us", p50Us, p99Us);
  }

  /** A table of the routes and the verdict. */
  String summary() {
    StringBuilder text = new StringBuilder(600);
    text.append(String.format(Locale.ROOT, "%n%-12s %10s %12s %8s %8s %6s%n", "route", "packets", "frames", "wrong", "silent", "lost"));
    for (StreamReport report : reports) {
      PatternReport pattern = report.pattern();
      if (pattern != null) {
        text.append(String.format(Locale.ROOT, "%-12s %10d %12d %8d %8d %6d  %s%n", report.title(), report.packets(),
            pattern.checkedFrames(), pattern.wrongSamples(), pattern.silentFrames(), report.lost(), isGood(report) ? "good" : "BAD"));
      }
    }
    text.append(String.format(Locale.ROOT, "latency %s; late at the send call: %s%n", latency(), lateness()));
    return text.append(isGood() ? "verdict: bit-exact" : "verdict: NOT bit-exact").append(System.lineSeparator()).toString();
  }
}
