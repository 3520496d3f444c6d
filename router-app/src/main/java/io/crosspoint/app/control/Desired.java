package io.crosspoint.app.control;

import io.crosspoint.app.config.ClockChoice;
import io.crosspoint.app.config.ControlChoice;
import io.crosspoint.app.config.HttpChoice;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.record.RecordingSpec;
import io.crosspoint.app.record.Rotation;
import io.crosspoint.app.sdp.ClockClaim;
import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.TapSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a router is to be, by names alone: two of these can be compared, whatever order their files have. Immutable.
 *
 * @param inputs by name, in the order of the file; so are outputs and recordings
 * @param claims what descriptions say of the clocks of senders, by input: shown, and no reason to join a stream anew
 * @param routes what stands where no operator has changed anything
 */
public record Desired(
    String name,
    Map<String, Nic> networks,
    ClockChoice clock,
    Map<String, Input> inputs,
    Map<String, ClockClaim> claims,
    Map<String, OutputSpec> outputs,
    List<RouteLine> routes,
    Map<String, Recording> recordings,
    PipelineSpec pipeline,
    HttpChoice http,
    ControlChoice control) {

  /** @param source what stands behind it, empty for a stream */
  public record Input(InputSpec spec, Optional<SourcePlan> source) {}

  /**
   * One entry of {@code routes}.
   *
   * @param from as written
   * @param to as written
   */
  public record RouteLine(String from, String to, Level level, List<CrosspointId> crosspoints) {
    public RouteLine {
      crosspoints = List.copyOf(crosspoints);
    }
  }

  /** @param stream name of the input or output that is recorded */
  public record Recording(TapSpec.Point point, String stream, Path directory, Rotation rotation) {}

  public Desired {
    networks = ordered(networks);
    inputs = ordered(inputs);
    claims = Map.copyOf(claims);
    outputs = ordered(outputs);
    routes = List.copyOf(routes);
    recordings = ordered(recordings);
  }

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** What a file says. */
  public static Desired of(RouterConfig config) {
    Map<String, SourcePlan> plans = new LinkedHashMap<>();
    config.sources().forEach(plan -> plans.put(plan.input(), plan));
    Map<String, Input> inputs = new LinkedHashMap<>();
    config.inputs().forEach(spec -> inputs.put(spec.name(), new Input(spec, Optional.ofNullable(plans.get(spec.name())))));
    Map<String, OutputSpec> outputs = new LinkedHashMap<>();
    config.outputs().forEach(spec -> outputs.put(spec.name(), spec));
    List<RouteLine> routes = new ArrayList<>();
    config.routes().forEach(route -> {
      String input = config.inputs().get(route.input()).name();
      String output = config.outputs().get(route.output()).name();
      List<CrosspointId> ids = route.crosspoints().stream()
          .map(x -> new CrosspointId(output, x.outputChannel() + 1, input, x.inputChannel() + 1)).toList();
      routes.add(new RouteLine(route.from(), route.to(), new Level(route.gainDb(), false), ids));
    });
    Map<String, Recording> recordings = new LinkedHashMap<>();
    for (RecordingSpec spec : config.recordings()) {
      boolean isOutput = spec.tap().point() == TapSpec.Point.OUTPUT;
      int stream = spec.tap().stream();
      String of = isOutput ? config.outputs().get(stream).name() : config.inputs().get(stream).name();
      recordings.put(spec.name(), new Recording(spec.tap().point(), of, spec.directory(), spec.rotation()));
    }
    return new Desired(
        config.name(), config.networks(), config.clock(), inputs, config.claims(), outputs, routes, recordings,
        config.pipeline(), config.http(), config.control());
  }

  /** The crosspoints of all routes. */
  public SortedMap<CrosspointId, Level> crosspoints() {
    SortedMap<CrosspointId, Level> crosspoints = new TreeMap<>();
    routes.forEach(route -> route.crosspoints().forEach(id -> crosspoints.put(id, route.level())));
    return crosspoints;
  }

  /** What this becomes when it is told to become another while it runs: what only a restart changes stays. */
  Desired become(Desired wanted) {
    ControlChoice kept =
        new ControlChoice(wanted.control.fadeNs(), control.journal(), control.audit(), wanted.control.isWatched());
    return new Desired(
        name, wanted.networks, clock, wanted.inputs, wanted.claims, wanted.outputs, wanted.routes, recordings, pipeline, http, kept);
  }

  /** The same without streams that could not be had back, and their routes. */
  Desired without(List<String> lostInputs, List<String> lostOutputs) {
    Map<String, Input> fewerInputs = new LinkedHashMap<>(inputs);
    fewerInputs.keySet().removeAll(lostInputs);
    Map<String, OutputSpec> fewerOutputs = new LinkedHashMap<>(outputs);
    fewerOutputs.keySet().removeAll(lostOutputs);
    List<RouteLine> fewerRoutes = routes.stream()
        .filter(route -> route.crosspoints().stream()
            .allMatch(id -> fewerInputs.containsKey(id.input()) && fewerOutputs.containsKey(id.output())))
        .toList();
    return new Desired(
        name, networks, clock, fewerInputs, claims, fewerOutputs, fewerRoutes, recordings, pipeline, http, control);
  }
}
