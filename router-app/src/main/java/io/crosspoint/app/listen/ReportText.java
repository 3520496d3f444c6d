package io.crosspoint.app.listen;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reports as text for people and as JSON for programs. */
final class ReportText {

  private ReportText() {}

  static String text(StreamReport report) {
    StringWriter lines = new StringWriter(800);
    PrintWriter text = new PrintWriter(lines);
    text.printf(Locale.ROOT, "%s  ssrc %08x  %d packets%n", report.title(), report.ssrc(), report.packets());
    if (report.packets() > 0) {
      text.printf(Locale.ROOT, "  lost %d  duplicates %d  reordered %d  sequence jumps %d  timestamp jumps %d  sender changes %d%n",
          report.lost(), report.duplicates(), report.reordered(), report.sequenceJumps(), report.timestampJumps(), report.ssrcChanges());
      text.printf(Locale.ROOT, "  malformed %d  other payload type %d  other length %d  dropped by this host %d%n",
          report.malformed(), report.wrongPayloadType(), report.wrongLength(), report.kernelDrops());
      timing(text, report.timing());
      text.printf(Locale.ROOT, "  level    %s%n", levels(report.levels()));
      pattern(text, report.pattern());
    }
    List<String> failures = report.failures();
    text.printf(Locale.ROOT, "  verdict  %s%n", failures.isEmpty() ? "good" : "BAD: " + String.join(", ", failures));
    return lines.toString();
  }

  private static void timing(PrintWriter text, TimingReport timing) {
    text.printf(Locale.ROOT, "  interval %s%n", timing.interarrival().text());
    text.printf(Locale.ROOT, "  departed %s after timestamp + packet time%s%n",
        timing.departure().text(), timing.isAnchored() ? " (timestamps are not PTP time: relative to the first packet)" : "");
    text.printf(Locale.ROOT, "  DPVR     %.1f to %.1f us   TSDF %.1f us   ST 2110-30: %s%n",
        timing.dpvr().minNs() / 1e3, timing.dpvr().maxNs() / 1e3, timing.tsdfNs() / 1e3, timing.grade().name().toLowerCase(Locale.ROOT));
  }

  private static String levels(List<LevelMeter.Level> levels) {
    return levels.stream()
        .map(level -> String.format(Locale.ROOT, "%.1f/%.1f", level.peakDb(), level.rmsDb()))
        .collect(Collectors.joining("  ", "", " dBFS peak/rms"));
  }

  private static void pattern(PrintWriter text, @Nullable PatternReport pattern) {
    if (pattern == null) {
      return;
    }
    if (pattern.checkedFrames() == 0) {
      text.printf(Locale.ROOT, "  pattern  not found%n");
      return;
    }
    text.printf(Locale.ROOT, "  pattern  %s: stream %d, %d frames, %d wrong samples, %d silent frames, latency %s frames, %d changes%n",
        pattern.isExact() ? "bit-exact" : "NOT exact", pattern.stream(), pattern.checkedFrames(), pattern.wrongSamples(),
        pattern.silentFrames(), latency(pattern), pattern.latencyChanges());
  }

  private static String latency(PatternReport pattern) {
    return pattern.minLatencyFrames() == pattern.maxLatencyFrames()
        ? Integer.toString(pattern.minLatencyFrames())
        : pattern.minLatencyFrames() + " to " + pattern.maxLatencyFrames();
  }

  /** One object on one line. */
  static String json(StreamReport report) {
    StringBuilder json = new StringBuilder(1200).append('{');
    field(json, "stream", quoted(report.title()));
    field(json, "ssrc", Integer.toUnsignedString(report.ssrc()));
    field(json, "packets", report.packets());
    field(json, "lost", report.lost());
    field(json, "duplicates", report.duplicates());
    field(json, "reordered", report.reordered());
    field(json, "sequenceJumps", report.sequenceJumps());
    field(json, "timestampJumps", report.timestampJumps());
    field(json, "ssrcChanges", report.ssrcChanges());
    field(json, "malformed", report.malformed());
    field(json, "wrongPayloadType", report.wrongPayloadType());
    field(json, "wrongLength", report.wrongLength());
    field(json, "droppedByHost", report.kernelDrops());
    timingJson(json, report.timing());
    field(json, "levels", report.levels().stream()
        .map(level -> "{\"peakDb\":" + number(level.peakDb()) + ",\"rmsDb\":" + number(level.rmsDb()) + "}")
        .collect(Collectors.joining(",", "[", "]")));
    patternJson(json, report.pattern());
    field(json, "failures", report.failures().stream().map(ReportText::quoted).collect(Collectors.joining(",", "[", "]")));
    return json.append('}').toString();
  }

  private static void timingJson(StringBuilder json, TimingReport timing) {
    field(json, "timestampsArePtp", !timing.isAnchored());
    field(json, "interarrivalNs", spread(timing.interarrival()));
    field(json, "departureNs", spread(timing.departure()));
    field(json, "dpvrNs", spread(timing.dpvr()));
    field(json, "tsdfNs", timing.tsdfNs());
    field(json, "timing", quoted(timing.grade().name().toLowerCase(Locale.ROOT)));
  }

  private static void patternJson(StringBuilder json, @Nullable PatternReport pattern) {
    if (pattern != null) {
      field(json, "pattern", String.format(Locale.ROOT,
          "{\"exact\":%b,\"talkerStream\":%d,\"frames\":%d,\"wrongSamples\":%d,\"silentFrames\":%d,\"latencyChanges\":%d,"
              + "\"minLatencyFrames\":%d,\"maxLatencyFrames\":%d}",
          pattern.isExact(), pattern.stream(), pattern.checkedFrames(), pattern.wrongSamples(), pattern.silentFrames(),
          pattern.latencyChanges(), pattern.minLatencyFrames(), pattern.maxLatencyFrames()));
    }
  }

  private static String spread(Spread spread) {
    return String.format(Locale.ROOT, "{\"count\":%d,\"min\":%d,\"p50\":%d,\"p99\":%d,\"p999\":%d,\"max\":%d}",
        spread.count(), spread.minNs(), spread.p50Ns(), spread.p99Ns(), spread.p999Ns(), spread.maxNs());
  }

  /** JSON knows no infinity: silence is null. */
  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "null";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void field(StringBuilder json, String name, Object value) {
    json.append(json.length() > 1 ? "," : "").append('"').append(name).append("\":").append(value);
  }
}
