package io.crosspoint.benchmarks.rig;

import io.crosspoint.ptp.clock.LiveComparison;
import io.crosspoint.ptp.estimate.ReplayTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The clock beside its rivals: live, by itself as a tick, and on recorded packet timestamps. */
public final class ClockRig {

  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private final Path file;
  private final List<String> rows = new ArrayList<>();

  private ClockRig(Path file) {
    this.file = file;
  }

  /** {@code ClockRig RESULT-FILE LIVE-SECONDS TICK-SECONDS}; 0 leaves a part out. */
  public static void main(String[] arguments) throws Exception {
    int liveSeconds = Integer.parseInt(arguments[1]);
    int tickSeconds = Integer.parseInt(arguments[2]);
    ClockRig rig = new ClockRig(Path.of(arguments[0]));
    rig.say(
        List.of(
            "# The clock beside its rivals",
            "",
            "`benchmarks/rig clock --live " + liveSeconds + " --tick " + tickSeconds + "`, " + MINUTES.format(Instant.now()) + " UTC; the"
                + " machine is in machine.md. Rivals are published equations on the same packets: ptp4l's software-timestamp PI servo"
                + " (which first waits 37 s), a regression as GStreamer's with kernel stamps, one Kalman filter with Huber's rule.",
            "",
            "Load before: " + load(),
            ""));
    if (liveSeconds > 0) {
      rig.say(List.of("## Live at a real ptp4l, against CLOCK_REALTIME", ""));
      rig.say(LiveComparison.rows(liveSeconds));
    }
    if (tickSeconds > 0) {
      rig.say(List.of("## The tick by itself", ""));
      rig.say(TickRig.rows(tickSeconds));
    }
    rig.say(
        List.of(
            "## Recorded packets",
            "",
            "300 s each, three simulated oscillators pooled, judged from 100 s on; p99, mean, rate, settling and step are the worst of all"
                + " captures. 1 to 10 served the design; 11 to 16 and the busy ones were first looked at when it was finished.",
            ""));
    rig.say(ReplayTable.ofRecorded());
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }

  /** Written after each part, so that a run that is broken off leaves what it had. */
  private void say(List<String> more) throws IOException {
    rows.addAll(more);
    more.forEach(System.out::println);
    Files.write(file, rows);
  }
}
