package io.crosspoint.app.control;

import io.crosspoint.app.config.RouteRules;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What can be connected with what, and the two ways of naming it: the file's names, and the plant's indices. Immutable. */
public final class Wiring {

  private final List<InputSpec> inputs;
  private final List<OutputSpec> outputs;
  private final Map<String, Integer> inputOf = new HashMap<>();
  private final Map<String, Integer> outputOf = new HashMap<>();
  private final long leadNs;

  public Wiring(RouterConfig config) {
    this.inputs = config.inputs();
    this.outputs = config.outputs();
    this.leadNs = config.pipeline().leadNs();
    for (int i = 0; i < inputs.size(); i++) {
      inputOf.put(inputs.get(i).name(), i);
    }
    for (int o = 0; o < outputs.size(); o++) {
      outputOf.put(outputs.get(o).name(), o);
    }
  }

  public List<InputSpec> inputs() {
    return inputs;
  }

  public List<OutputSpec> outputs() {
    return outputs;
  }

  public Optional<InputSpec> input(String name) {
    return Optional.ofNullable(inputOf.get(name)).map(inputs::get);
  }

  public Optional<OutputSpec> output(String name) {
    return Optional.ofNullable(outputOf.get(name)).map(outputs::get);
  }

  int inputIndex(String name) {
    return inputOf.getOrDefault(name, -1);
  }

  int outputIndex(String name) {
    return outputOf.getOrDefault(name, -1);
  }

  /** Why there is no such output channel (from 1), if there is none. */
  public Optional<Outcome.Refused> refuseOutput(String output, int channel) {
    Optional<OutputSpec> spec = output(output);
    if (spec.isEmpty()) {
      return unknown("there is no output " + abridged(output));
    }
    int channels = spec.get().format().channels();
    return channel < 1 || channel > channels ? unknown(output + " has channels 1 to " + channels + ", not " + channel) : Optional.empty();
  }

  /** Why a crosspoint cannot be opened with a level, whatever else is open, if it cannot. */
  public Optional<Outcome.Refused> refuse(CrosspointId id, Level level) {
    Optional<Outcome.Refused> refused = refuseOutput(id.output(), id.outputChannel());
    if (refused.isPresent()) {
      return refused;
    }
    Optional<InputSpec> input = input(id.input());
    if (input.isEmpty()) {
      return unknown("there is no input " + abridged(id.input()));
    }
    int channels = input.get().format().channels();
    if (id.inputChannel() < 1 || id.inputChannel() > channels) {
      return unknown(id.input() + " has channels 1 to " + channels + ", not " + id.inputChannel());
    }
    OutputSpec output = outputs.get(outputIndex(id.output()));
    if (output.format().encoding() == Encoding.AM824 && !level.equals(Level.UNITY)) {
      return impossible("AM824 is carried untouched and may not be audio: it has no gain");
    }
    return RouteRules.refusal(input.get(), output, leadNs).flatMap(Wiring::impossible);
  }

  /** Why crosspoints cannot stand on one output together, if they cannot. */
  Optional<Outcome.Refused> refuseTogether(String output, SortedMap<CrosspointId, Level> open) {
    if (outputs.get(outputIndex(output)).format().encoding() == Encoding.AM824) {
      long fed = open.keySet().stream().mapToInt(CrosspointId::outputChannel).distinct().count();
      if (fed < open.size()) {
        return impossible(output + ": AM824 cannot be summed; take instead of opening");
      }
    }
    return Optional.empty();
  }

  private static Optional<Outcome.Refused> unknown(String why) {
    return Optional.of(new Outcome.Refused(Outcome.Reason.UNKNOWN, why));
  }

  private static Optional<Outcome.Refused> impossible(String why) {
    return Optional.of(new Outcome.Refused(Outcome.Reason.IMPOSSIBLE, why));
  }

  /** What came over the wire may be of any length. */
  private static String abridged(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "…";
  }

  /** What the file opens, by output; every output has an entry. */
  Map<String, SortedMap<CrosspointId, Level>> initial(RouterConfig config) {
    Map<String, SortedMap<CrosspointId, Level>> open = new TreeMap<>();
    outputs.forEach(output -> open.put(output.name(), new TreeMap<>()));
    config.routes().forEach(route -> route.crosspoints().forEach(x -> {
      CrosspointId id = idOf(x);
      open.computeIfAbsent(id.output(), name -> new TreeMap<>()).put(id, new Level(route.gainDb(), false));
    }));
    return open;
  }

  private CrosspointId idOf(Crosspoint x) {
    return new CrosspointId(
        outputs.get(x.output()).name(), x.outputChannel() + 1, inputs.get(x.input()).name(), x.inputChannel() + 1);
  }

  /** As render wants it: what is silent has no place in a sum. */
  List<Crosspoint> crosspoints(SortedMap<CrosspointId, Level> open) {
    List<Crosspoint> crosspoints = new ArrayList<>();
    open.forEach((id, level) -> {
      if (level.linear() != 0) {
        crosspoints.add(new Crosspoint(
            inputIndex(id.input()), id.inputChannel() - 1, outputIndex(id.output()), id.outputChannel() - 1, level.linear()));
      }
    });
    return crosspoints;
  }
}
