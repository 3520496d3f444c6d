package io.crosspoint.app.listen;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one received stream, as of now.
 *
 * @param title destination and port
 * @param ssrc of the newest packet, unsigned 32 bits
 * @param lost numbers that never came
 * @param pattern null when no pattern was expected
 * @param kernelDrops datagrams that this host dropped before we saw them
 */
public record StreamReport(
    String title,
    long packets,
    long malformed,
    long wrongPayloadType,
    long wrongLength,
    int ssrc,
    long ssrcChanges,
    long lost,
    long duplicates,
    long reordered,
    long sequenceJumps,
    long timestampJumps,
    TimingReport timing,
    List<LevelMeter.Level> levels,
    @Nullable PatternReport pattern,
    long kernelDrops) {

  public StreamReport {
    levels = List.copyOf(levels);
  }

  /** Why the verdict is a failure, one phrase each; empty when all is well. */
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    note(failures, packets == 0 ? 1 : 0, "nothing received");
    note(failures, malformed, "malformed datagrams");
    note(failures, wrongPayloadType, "packets of another payload type");
    note(failures, wrongLength, "packets of another length");
    note(failures, ssrcChanges, "changes of sender");
    note(failures, lost, "packets lost");
    note(failures, duplicates, "duplicates");
    note(failures, reordered, "packets out of order");
    note(failures, sequenceJumps, "sequence jumps");
    note(failures, timestampJumps, "timestamp jumps");
    note(failures, kernelDrops, "datagrams dropped by this host");
    note(failures, packets > 0 && timing.grade() == TimingReport.Grade.OUTSIDE ? 1 : 0, "timing outside of the wide limits");
    if (pattern != null && packets > 0) {
      note(failures, pattern.checkedFrames() == 0 ? 1 : 0, "counter pattern not found");
      note(failures, pattern.wrongSamples(), "wrong samples");
      note(failures, pattern.silentFrames(), "silent frames");
      note(failures, pattern.latencyChanges(), "changes of latency");
    }
    return failures;
  }

  private static void note(List<String> failures, long count, String what) {
    if (count > 0) {
      failures.add(count == 1 ? what : count + " " + what);
    }
  }
}
