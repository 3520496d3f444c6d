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

/**
 * What can be connected with what, and the two ways of naming it: the file's names, and the slots of the running router.
 *
 * <p><b>Thread:</b> any. When streams come or go the control thread replaces all of it at once; whoever asks twice may get answers from
 * before and after.
 */
public final class Wiring {

  /** The slot of a stream that has a name but is not there: one that had to go before another could come in its place. */
  static final int AWAY = -1;

  private volatile Table table;
  private final long leadNs;

  /** One picture. */
  private record Table(
      List<InputSpec> inputs, List<OutputSpec> outputs, Map<String, Integer> inputOf, Map<String, Integer> outputOf,
      Map<String, Integer> inputSlots, Map<String, Integer> outputSlots) {

    static Table of(List<InputSpec> inputs, List<OutputSpec> outputs, Map<String, Integer> inputSlots, Map<String, Integer> outputSlots) {
      Map<String, Integer> inputOf = new HashMap<>();
      Map<String, Integer> outputOf = new HashMap<>();
      inputs.forEach(input -> inputOf.put(input.name(), inputOf.size()));
      outputs.forEach(output -> outputOf.put(output.name(), outputOf.size()));
      return new Table(List.copyOf(inputs), List.copyOf(outputs), inputOf, outputOf, Map.copyOf(inputSlots), Map.copyOf(outputSlots));
    }
  }

  private Wiring(Table table, long leadNs) {
    this.table = table;
    this.leadNs = leadNs;
  }

  /** Of a router as it starts: slots are places in the file. */
  public Wiring(RouterConfig config) {
    Map<String, Integer> inputSlots = new HashMap<>();
    Map<String, Integer> outputSlots = new HashMap<>();
    config.inputs().forEach(input -> inputSlots.put(input.name(), inputSlots.size()));
    config.outputs().forEach(output -> outputSlots.put(output.name(), outputSlots.size()));
    this.table = Table.of(config.inputs(), config.outputs(), inputSlots, outputSlots);
    this.leadNs = config.pipeline().leadNs();
  }

  /** Other streams, of the same router. */
  Wiring with(Desired desired, Map<String, Integer> inputSlots, Map<String, Integer> outputSlots) {
    List<InputSpec> inputs = desired.inputs().values().stream().map(Desired.Input::spec).toList();
    return new Wiring(Table.of(inputs, List.copyOf(desired.outputs().values()), inputSlots, outputSlots), leadNs);
  }

  /** What it is now, for good. */
  Wiring copy() {
    return new Wiring(table, leadNs);
  }

  /** Takes another one's place, for everyone who has this one. */
  void become(Wiring other) {
    table = other.table;
  }

  Map<String, Integer> inputSlots() {
    return table.inputSlots;
  }

  Map<String, Integer> outputSlots() {
    return table.outputSlots;
  }

  public List<InputSpec> inputs() {
    return table.inputs;
  }

  public List<OutputSpec> outputs() {
    return table.outputs;
  }

  public Optional<InputSpec> input(String name) {
    Table now = table;
    return Optional.ofNullable(now.inputOf.get(name)).map(now.inputs::get);
  }

  public Optional<OutputSpec> output(String name) {
    Table now = table;
    return Optional.ofNullable(now.outputOf.get(name)).map(now.outputs::get);
  }

  /** The slot of an input; {@link #AWAY} when there is none. */
  public int inputIndex(String name) {
    return table.inputSlots.getOrDefault(name, AWAY);
  }

  /** The slot of an output; {@link #AWAY} when there is none. */
  public int outputIndex(String name) {
    return table.outputSlots.getOrDefault(name, AWAY);
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
    OutputSpec output = output(id.output()).orElseThrow();
    if (output.format().encoding() == Encoding.AM824 && !level.equals(Level.UNITY)) {
      return impossible("AM824 is carried untouched and may not be audio: it has no gain");
    }
    return RouteRules.refusal(input.get(), output, leadNs).flatMap(Wiring::impossible);
  }

  /** Why crosspoints cannot stand on one output together, if they cannot. */
  Optional<Outcome.Refused> refuseTogether(String output, SortedMap<CrosspointId, Level> open) {
    if (output(output).filter(spec -> spec.format().encoding() == Encoding.AM824).isPresent()) {
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
  static Map<String, SortedMap<CrosspointId, Level>> initial(Desired desired) {
    Map<String, SortedMap<CrosspointId, Level>> open = new TreeMap<>();
    desired.outputs().keySet().forEach(output -> open.put(output, new TreeMap<>()));
    desired.crosspoints().forEach((id, level) -> open.computeIfAbsent(id.output(), name -> new TreeMap<>()).put(id, level));
    return open;
  }

  /** Those of which the input is there. */
  SortedMap<CrosspointId, Level> connected(SortedMap<CrosspointId, Level> open) {
    SortedMap<CrosspointId, Level> connected = new TreeMap<>(open);
    connected.keySet().removeIf(id -> inputIndex(id.input()) == AWAY);
    return connected;
  }

  /** As render wants it: what is silent has no place in a sum. */
  List<Crosspoint> crosspoints(SortedMap<CrosspointId, Level> open) {
    List<Crosspoint> crosspoints = new ArrayList<>();
    open.forEach((id, level) -> {
      if (level.linear() != 0 && inputIndex(id.input()) != AWAY) {
        crosspoints.add(new Crosspoint(
            inputIndex(id.input()), id.inputChannel() - 1, outputIndex(id.output()), id.outputChannel() - 1, level.linear()));
      }
    });
    return crosspoints;
  }
}
