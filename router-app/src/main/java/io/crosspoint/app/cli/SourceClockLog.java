package io.crosspoint.app.cli;

import io.crosspoint.app.api.SourceClock;
import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertMeter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lines of the log that tell of one input's clock: each alarm when it begins and, three seconds after it was last seen, its end. Pure. */
final class SourceClockLog {

  private static final long OVER_AFTER_NS = 3_000_000_000L;

  /** By alarm that has been told, when it was last seen. */
  private final Map<ConvertAlarm, Long> told = new EnumMap<>(ConvertAlarm.class);

  void follow(String name, SourceClock before, SourceClock now, long atNs, List<StateLog.Line> lines) {
    for (ConvertAlarm alarm : now.alarms()) {
      if (told.put(alarm, atNs) == null) {
        lines.add(new StateLog.Line(true, "input " + name + ": " + now.words(alarm)));
      }
    }
    for (ConvertAlarm alarm : ConvertAlarm.values()) {
      Long seenNs = told.get(alarm);
      if (seenNs != null && atNs - seenNs >= OVER_AFTER_NS) {
        told.remove(alarm);
        lines.add(new StateLog.Line(false, "input " + name + ": no longer " + alarm.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
      }
    }
    tellChanges(name, before, now, lines);
  }

  private static void tellChanges(String name, SourceClock before, SourceClock now, List<StateLog.Line> lines) {
    if (now.pathChanges() > before.pathChanges()) {
      lines.add(new StateLog.Line(false, "input " + name + ": its packets take another time than before; its rate is kept"));
    }
    if (now.rateChanges() > before.rateChanges()) {
      lines.add(new StateLog.Line(true, String.format(Locale.ROOT, "input %s: its clock changed its rate, now %+.2f ppm", name, now.driftPpm())));
    }
    boolean isBypass = now.state() == ConvertMeter.State.BYPASS;
    if (isBypass != (before.state() == ConvertMeter.State.BYPASS)) {
      lines.add(new StateLog.Line(false, "input " + name + (isBypass ? ": is on the plant's clock, passed bit for bit" : ": is resampled")));
    }
  }
}
