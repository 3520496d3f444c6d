package io.crosspoint.app.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns what a PTP port warns about into lines of the log: one when it begins and one when it ends. Pure. */
final class ClockWarnings {

  /** By network, then by the warning without its numbers, which may count up. */
  private final Map<String, Map<String, String>> told = new HashMap<>();

  /** The lines that the warnings of now give rise to. */
  List<StateLog.Line> changes(String network, List<String> now) {
    Map<String, String> before = told.computeIfAbsent(network, any -> new HashMap<>());
    Map<String, String> current = new HashMap<>();
    List<StateLog.Line> lines = new ArrayList<>();
    for (String warning : now) {
      String kind = warning.replaceAll("\\d+", "");
      current.put(kind, warning);
      if (!before.containsKey(kind)) {
        lines.add(new StateLog.Line(true, "clock on " + network + ": " + warning));
      }
    }
    before.forEach((kind, warning) -> {
      if (!current.containsKey(kind)) {
        lines.add(new StateLog.Line(false, "clock on " + network + ": no longer so: " + warning));
      }
    });
    told.put(network, current);
    return lines;
  }
}
