package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.control.Actor;
import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.health.ProgrammeMeters;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.meter.ProgrammeMeter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Loudness of the outputs after EBU R 128, and the beginning of a new programme to integrate over. */
final class LoudnessCalls {

  private final Supplier<Roster> roster;
  private final ProgrammeMeters programmes;
  private final EventLog events;

  LoudnessCalls(Supplier<Roster> roster, ProgrammeMeters programmes, EventLog events) {
    this.roster = roster;
    this.programmes = programmes;
    this.events = events;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/api/v1/loudness", Access.VIEWER, call -> list()),
        Endpoint.quick("POST", "/api/v1/loudness/restart", Access.OPERATOR, this::restartAll),
        Endpoint.quick("POST", "/api/v1/outputs/{output}/loudness/restart", Access.OPERATOR, this::restart));
  }

  /** Empty for an output that has just come. */
  static Optional<Map<String, Object>> of(ProgrammeMeters programmes, int slot) {
    return programmes.output(slot).filter(ProgrammeMeter::hasLoudness).map(meter -> document(meter.reading()));
  }

  /** What is silence, or not known yet, is left out: JSON has no infinity. */
  static Map<String, Object> document(ProgrammeMeter.Reading reading) {
    Map<String, Object> document = new LinkedHashMap<>();
    put(document, "momentaryLufs", reading.momentaryLufs());
    put(document, "shortTermLufs", reading.shortTermLufs());
    put(document, "integratedLufs", reading.integratedLufs());
    put(document, "truePeakDbtp", 20 * Math.log10(reading.truePeak()));
    document.put("missedFrames", reading.missedFrames());
    return document;
  }

  private static void put(Map<String, Object> document, String name, double decibels) {
    if (Double.isFinite(decibels)) {
      document.put(name, Math.round(decibels * 100) / 100.0);
    }
  }

  private Answer list() {
    List<Map<String, Object>> outputs = new ArrayList<>();
    for (Roster.Output output : roster.get().outputs()) {
      of(programmes, output.slot()).ifPresent(loudness -> {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", output.spec().name());
        document.putAll(loudness);
        outputs.add(document);
      });
    }
    return Answer.json(200, Map.of("outputs", outputs));
  }

  private Answer restart(Call call) {
    Roster.Output output =
        roster.get().output(call.path("output")).orElseThrow(() -> Refusal.unknown("there is no such output"));
    return restart(call.actor(), List.of(output));
  }

  private Answer restartAll(Call call) {
    return restart(call.actor(), roster.get().outputs());
  }

  private Answer restart(Actor actor, List<Roster.Output> outputs) {
    outputs.forEach(output -> programmes.output(output.slot()).ifPresent(ProgrammeMeter::restart));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("actor", actor.name());
    details.put("door", actor.door());
    details.put("outputs", outputs.stream().map(output -> output.spec().name()).toList());
    events.add(InstantSource.system().instant().toString(), "loudness-restarted", details);
    return Answer.nothing();
  }
}
