package io.crosspoint.app.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands in the words of audit records and events. Pure. */
final class Records {

  private Records() {}

  static String kind(Command command) {
    return switch (command) {
      case Command.Change change -> change.kind();
      case Command.TakeSalvo _ -> "salvo";
      case Command.DefineSalvo _ -> "define-salvo";
      case Command.DeleteSalvo _ -> "delete-salvo";
      case Command.Configure _ -> "configure";
    };
  }

  /** Who and what, common to both kinds of record. */
  private static Map<String, Object> asked(Command command, Actor actor) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("actor", actor.name());
    record.put("door", actor.door());
    record.put("address", actor.address());
    record.put("command", kind(command));
    switch (command) {
      case Command.TakeSalvo(String name, long _) -> record.put("salvo", name);
      case Command.DefineSalvo define -> record.put("salvo", define.name());
      case Command.DeleteSalvo delete -> record.put("salvo", delete.name());
      case Command.Change _, Command.Configure _ -> {}
    }
    return record;
  }

  static Map<String, Object> audit(String time, Command command, Actor actor, List<Model.Changed> changed, long revision) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("time", time);
    record.putAll(asked(command, actor));
    record.put("result", "done");
    record.put("revision", revision);
    record.put("changed", changed(changed));
    if (command instanceof Command.DefineSalvo define) {
      record.put("edits", define.edits().stream().map(JournalText::text).toList());
    }
    return record;
  }

  /** What a new configuration did, in both kinds of record. */
  static Map<String, Object> configured(Map<String, Object> record, Plan plan, List<String> notes) {
    record.put("steps", plan.steps().stream().map(Step::text).toList());
    if (!plan.restarts().isEmpty()) {
      record.put("needsRestart", plan.restarts().stream().map(Plan.Restart::key).toList());
    }
    if (!notes.isEmpty()) {
      record.put("notes", notes);
    }
    return record;
  }

  static Map<String, Object> refusal(String time, Command command, Actor actor, Outcome.Refused refused) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("time", time);
    record.putAll(asked(command, actor));
    record.put("result", "refused: " + refused.why());
    return record;
  }

  static Map<String, Object> event(Waiting waiting) {
    Map<String, Object> event = asked(waiting.command, waiting.actor);
    event.remove("address");
    event.put("revision", waiting.revision);
    event.put("changed", changed(waiting.changed));
    if (waiting.configured != null) {
      configured(event, waiting.configured.plan(), waiting.configured.notes());
    }
    if (waiting.heldFromPtpNs != 0) {
      event.put("heldFromPtpNs", waiting.heldFromPtpNs);
    }
    return event;
  }

  private static List<Object> changed(List<Model.Changed> changed) {
    List<Object> described = new ArrayList<>();
    for (Model.Changed change : changed) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("from", change.id().from());
      one.put("to", change.id().to());
      one.put("was", level(change.before()));
      one.put("is", level(change.after()));
      described.add(one);
    }
    return described;
  }

  private static Object level(Optional<Level> level) {
    if (level.isEmpty()) {
      return "closed";
    }
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("gainDb", level.get().gainDb() == Double.NEGATIVE_INFINITY ? "off" : (Object) level.get().gainDb());
    described.put("muted", level.get().isMuted());
    return described;
  }
}
