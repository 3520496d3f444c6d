package io.crosspoint.benchmarks.rig.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the virtual machine logs of the times when all of its threads stood still ({@link #OPTIONS}). */
final class PauseLog {

  /** One stop. {@code fromGc} are the collector's own figures; of a safepoint it is the whole, with the time until all threads stood. */
  record Pause(long epochMs, String cause, double ms, boolean fromGc) {}

  /** Of the virtual machine, for a log that {@link #parse} reads; the writing is left to a thread of its own. */
  static final String OPTIONS = "-Xlog:gc,safepoint:file=%s:tm:filecount=0 -Xlog:async";

  private static final Pattern GC = Pattern.compile("\\[(\\d+)ms] GC\\(\\d+\\) (Pause .*) (\\d+[.,]\\d+)ms$");
  private static final Pattern SAFEPOINT = Pattern.compile("\\[(\\d+)ms] Safepoint \"(\\w+)\".* Total: +(\\d+) ns");

  private PauseLog() {}

  static List<Pause> parse(List<String> lines) {
    List<Pause> pauses = new ArrayList<>();
    for (String line : lines) {
      Matcher gc = GC.matcher(line);
      Matcher safepoint = SAFEPOINT.matcher(line);
      if (gc.find()) {
        pauses.add(new Pause(Long.parseLong(gc.group(1)), gc.group(2), Double.parseDouble(gc.group(3).replace(',', '.')), true));
      } else if (safepoint.find()) {
        pauses.add(new Pause(Long.parseLong(safepoint.group(1)), safepoint.group(2), Long.parseLong(safepoint.group(3)) / 1e6, false));
      }
    }
    return pauses;
  }
}
