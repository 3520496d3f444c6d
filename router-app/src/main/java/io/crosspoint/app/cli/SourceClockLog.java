package io.crosspoint.app.cli;

import io.crosspoint.app.api.SourceClock;
import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertMeter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The log's lines on one input's clock: each alarm when it begins and, three seconds after it was last seen, its end. Pure. */
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
        String over = alarm.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        lines.add(new StateLog.Line(false, "input " + name + ": no longer " + over));
      }
    }
    tellChanges(name, before, now, lines);
  }

  private static void tellChanges(String name, SourceClock before, SourceClock now, List<StateLog.Line> lines) {
    if (now.pathChanges() > before.pathChanges()) {
      lines.add(new StateLog.Line(false, "input " + name + ": its packets take another time than before; its rate is kept"));
    }
    if (now.rateChanges() > before.rateChanges()) {
      String rate = String.format(Locale.ROOT, "%+.2f ppm", now.driftPpm());
      lines.add(new StateLog.Line(true, "input " + name + ": its clock changed its rate, now " + rate));
    }
    boolean isBypass = now.state() == ConvertMeter.State.BYPASS;
    if (isBypass != (before.state() == ConvertMeter.State.BYPASS)) {
      String what = isBypass ? "is on the plant's clock, passed bit for bit" : "is resampled";
      lines.add(new StateLog.Line(false, "input " + name + ": " + what));
    }
  }
}
