package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.TapSpec;
import io.crosspoint.pipeline.convert.ConvertParts;
import io.crosspoint.pipeline.event.Installation;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.RenderParts;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.place.PlaceChange;
import io.crosspoint.pipeline.place.PlacedInput;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.source.SourceIntake;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.pipeline.tap.Tap;
import io.crosspoint.pipeline.tap.TapStage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a shard carries, as the control thread knows it, and how that becomes a command for the stages and a plan for the tick. A stream
 * that comes is installed first and sent then; one that goes is sent no more first, and taken out when nothing of it is in flight.
 *
 * <p><b>Thread:</b> control's, or whoever constructs the shard.
 */
final class ShardParts {

  /** Place has so much more room on a timeline than what it was told to run ahead. */
  private static final long AHEAD_SLACK_NS = 15_000_000;

  private final long leadNs;
  private final int spread;
  private final long aheadNs;
  private final int mostInputs;
  private final ConvertParts convert;
  private final RenderParts render;
  private final TreeMap<Integer, InputPart> inputs = new TreeMap<>();
  private final TreeMap<Integer, OutputPart> outputs = new TreeMap<>();
  private final TreeMap<Integer, GroupPart> groups = new TreeMap<>();
  private final Set<Integer> leaving = new TreeSet<>();
  private final TreeMap<Integer, SourceTimeline> sources = new TreeMap<>();
  private final List<Tap> taps = new ArrayList<>();
  private final List<PlaceChange.Input> placed = new ArrayList<>();
  private final List<PlaceChange.Group> closing = new ArrayList<>();
  private final Set<Integer> tapped = new TreeSet<>();
  /** Numbers of the groups that the newest plan sends. */
  private final Set<Integer> planned = new TreeSet<>();
  private volatile Heard heard = new Heard(Map.of(), List.of());
  private long installations;
  private long plans;

  /**
   * @param spread how many outputs leave together; 0 for all
   * @param expectedChannels of all inputs together
   */
  ShardParts(long leadNs, int spread, long aheadNs, int mostInputs, int expectedChannels, ConvertParts convert) {
    this.leadNs = leadNs;
    this.spread = spread;
    this.aheadNs = aheadNs;
    this.mostInputs = mostInputs;
    this.convert = convert;
    this.render = new RenderParts(mostInputs, expectedChannels, convert);
  }

  /** What can be listened to, for those who know nothing of commands: by the shard's numbers. Replaced whole. */
  record Heard(Map<Integer, HeardInput> inputs, List<OutputSpec> outputs) {}

  /** @param timeline what routes of the input's own rate read */
  record HeardInput(InputSpec spec, Timeline timeline) {}

  /** From any thread. */
  Heard heard() {
    return heard;
  }

  Map<Integer, InputPart> inputs() {
    return inputs;
  }

  Map<Integer, OutputPart> outputs() {
    return outputs;
  }

  Collection<GroupPart> groups() {
    return groups.values();
  }

  List<Tap> taps() {
    return List.copyOf(taps);
  }

  /** @throws IllegalArgumentException when an input cannot be had without a restart */
  void check(InputSpec spec) {
    convert.check(spec);
  }

  /** @throws IllegalArgumentException when an output cannot be had without a restart */
  void check(OutputSpec spec) {
    long packetNs = spec.packetFrames() * 1_000_000_000L / spec.format().rateHz();
    if (2 * packetNs > aheadNs + AHEAD_SLACK_NS) {
      throw new IllegalArgumentException(
          "output " + spec.name() + ": its packets are longer than this run was prepared for; restart the router");
    }
  }

  InputPart addInput(int number, InputSpec spec) {
    InputPart part = new InputPart(spec);
    inputs.put(number, part);
    PlacedInput input = new PlacedInput(spec, leadNs, aheadNs, part.meter(), part.peaks(), part.source());
    placed.add(new PlaceChange.Input(number, input));
    convert.addInput(number, spec, input.timeline(), part.convert());
    render.addInput(number, spec);
    if (part.source() != null) {
      sources.put(number, part.source());
    }
    return part;
  }

  /** Nothing of it is carried to the ring any more from the next plan on. */
  void stopInput(int number) {
    sources.remove(number);
  }

  /** When nothing reads it and nothing of it can come any more. */
  void removeInput(int number) {
    inputs.remove(number);
    placed.add(new PlaceChange.Input(number, null));
    render.removeInput(number);
    convert.removeInput(number);
    removeTap(TapSpec.Point.INPUT, number);
  }

  OutputPart addOutput(int number, OutputSpec spec) {
    OutputPart part = new OutputPart(spec);
    outputs.put(number, part);
    convert.addRate(spec.format().rateHz());
    render.addOutput(number, spec, part.counters(), part.peaks());
    return part;
  }

  /** It is sent no more from the next plan on. */
  void stopOutputs(Collection<Integer> numbers) {
    leaving.addAll(numbers);
  }

  /** When no packet of them is in flight. */
  void removeOutputs(Collection<Integer> numbers) {
    for (int number : numbers) {
      leaving.remove(number);
      OutputPart part = outputs.remove(number);
      render.removeOutput(number);
      removeTap(TapSpec.Point.OUTPUT, number);
      int rateHz = part == null ? 0 : part.spec().format().rateHz();
      if (outputs.values().stream().noneMatch(other -> other.spec().format().rateHz() == rateHz)) {
        convert.forgetRate(rateHz);
        render.forgetRate(rateHz);
      }
    }
  }

  /** A tap of a stream that is here, in a group that is here. */
  Tap addTap(TapSpec spec) {
    TapStage.Served served;
    GroupPart group;
    if (spec.point() == TapSpec.Point.OUTPUT) {
      group = first(candidate -> candidate.installed.outputs().contains(spec.stream()));
      served = TapStage.Served.ofOutput(spec, Objects.requireNonNull(outputs.get(spec.stream())).spec());
    } else {
      InputSpec input = Objects.requireNonNull(inputs.get(spec.stream())).spec();
      int rateHz = input.format().rateHz();
      group = first(candidate -> candidate.installed.rateHz() == rateHz);
      served = TapStage.Served.ofInput(spec, input, convert.timeline(spec.stream(), rateHz), group.installed.packetFrames());
    }
    group.taps.add(served);
    tapped.add(group.number);
    taps.add(served.tap());
    return served.tap();
  }

  private GroupPart first(Predicate<GroupPart> isWanted) {
    return groups.values().stream().filter(isWanted).findFirst().orElseThrow();
  }

  private void removeTap(TapSpec.Point point, int stream) {
    for (GroupPart group : groups.values()) {
      if (group.taps.removeIf(served -> isOf(served.tap().spec(), point, stream))) {
        tapped.add(group.number);
      }
    }
    taps.removeIf(tap -> isOf(tap.spec(), point, stream));
  }

  private static boolean isOf(TapSpec tap, TapSpec.Point point, int stream) {
    return tap.point() == point && tap.stream() == stream;
  }

  /**
   * Brings the groups in line with the outputs and inputs that are installed.
   *
   * @param mayRemove whether groups go that are needed no more and are not of the newest plan; only when the tick follows that
   * @param table the newest routes
   */
  void regroup(boolean mayRemove, RouteTable table) {
    Map<Integer, TransmitGroup> wanted = wanted(outputs.keySet());
    wanted.forEach((number, group) -> {
      GroupPart part = groups.get(number);
      if (part == null) {
        GroupPart fresh = new GroupPart(number, group, outputs, leadNs, spread, table.number());
        groups.put(number, fresh);
        render.addGroup(number, group, table, fresh.changes);
      }
      if (part == null || !part.isClosing || !part.installed.equals(group)) {
        GroupPart changed = Objects.requireNonNull(groups.get(number));
        changed.installed = group;
        changed.isClosing = true;
        closing.add(new PlaceChange.Group(number, group));
        convert.putGroup(number, group, table);
      }
    });
    // A group that the tick is about to leave closes nothing any more: others of its rate do.
    groups.values().stream().filter(part -> part.isClosing && !wanted.containsKey(part.number)).forEach(part -> {
      part.isClosing = false;
      closing.add(new PlaceChange.Group(part.number, null));
    });
    if (mayRemove) {
      List<Integer> gone = groups.keySet().stream().filter(number -> !wanted.containsKey(number) && !planned.contains(number)).toList();
      for (int number : gone) {
        groups.remove(number);
        closing.add(new PlaceChange.Group(number, null));
        convert.removeGroup(number);
        render.removeGroup(number);
      }
    }
  }

  private record Grid(int rateHz, int packetFrames) {}

  /**
   * The groups of some outputs, by number: one for each rate and packet time, and one without outputs for each rate that only inputs have.
   * A group that is there keeps its number, and one that serves a tap stays.
   */
  private Map<Integer, TransmitGroup> wanted(Collection<Integer> ofOutputs) {
    Map<Grid, List<Integer>> byGrid = new LinkedHashMap<>();
    for (int output : ofOutputs) {
      OutputSpec spec = Objects.requireNonNull(outputs.get(output)).spec();
      byGrid.computeIfAbsent(new Grid(spec.format().rateHz(), spec.packetFrames()), grid -> new ArrayList<>()).add(output);
    }
    groups.values().stream().filter(group -> !group.taps.isEmpty()).forEach(group -> byGrid.putIfAbsent(grid(group), List.of()));
    for (InputPart input : inputs.values()) {
      int rateHz = input.spec().format().rateHz();
      if (byGrid.keySet().stream().noneMatch(grid -> grid.rateHz == rateHz)) {
        byGrid.put(gridFor(rateHz), List.of());
      }
    }
    Map<Integer, TransmitGroup> wanted = new TreeMap<>();
    Set<Integer> taken = new TreeSet<>(groups.keySet());
    byGrid.forEach((grid, list) -> {
      int number = groups.values().stream().filter(group -> grid(group).equals(grid)).map(group -> group.number).findFirst().orElse(-1);
      number = number < 0 ? lowestFree(taken) : number;
      taken.add(number);
      wanted.put(number, new TransmitGroup(grid.rateHz, grid.packetFrames, list));
    });
    return wanted;
  }

  /** Of a group without outputs: one that is sent now, or that is there, or a new one. */
  private Grid gridFor(int rateHz) {
    return groups.values().stream()
        .filter(group -> group.installed.rateHz() == rateHz)
        .min((a, b) -> Boolean.compare(!planned.contains(a.number), !planned.contains(b.number)))
        .map(ShardParts::grid)
        .orElse(new Grid(rateHz, rateHz / 1000));
  }

  private static Grid grid(GroupPart group) {
    return new Grid(group.installed.rateHz(), group.installed.packetFrames());
  }

  /** The least number that is not among those taken. */
  static int lowestFree(Set<Integer> taken) {
    int number = 0;
    while (taken.contains(number)) {
      number++;
    }
    return number;
  }

  /** Groups that are installed and needed no more. */
  Set<Integer> spareGroups() {
    Set<Integer> spare = new TreeSet<>(groups.keySet());
    spare.removeAll(wanted(outputs.keySet()).keySet());
    return spare;
  }

  /** Whether the newest plan sends a group. */
  boolean isPlanned(int group) {
    return planned.contains(group);
  }

  /** How long after the deadline an output leaves that the newest plan sends. */
  long departureOffsetNs(int output) {
    return first(group -> group.sent().outputs().contains(output)).departureOffsetNs(output);
  }

  /** Number of the newest plan. */
  long planNumber() {
    return plans;
  }

  /** Everything that came and went since the last time, for the stages. */
  Installation take() {
    List<TapStage.Change> tapChanges = new ArrayList<>();
    for (int number : tapped) {
      GroupPart group = groups.get(number);
      tapChanges.add(new TapStage.Change(number, group == null ? List.of() : group.taps));
    }
    Installation installation =
        new Installation(
            ++installations, new PlaceChange(placed, closing, mostInputs), convert.take(), new TapStage.Changes(render.take(), tapChanges));
    placed.clear();
    closing.clear();
    tapped.clear();
    Map<Integer, HeardInput> inputsNow = new TreeMap<>();
    inputs.forEach((number, part) ->
        inputsNow.put(number, new HeardInput(part.spec(), convert.timeline(number, part.spec().format().rateHz()))));
    heard = new Heard(inputsNow, outputs.values().stream().map(OutputPart::spec).toList());
    return installation;
  }

  /** Every stage has passed an installation. */
  void applied(Installation installation) {
    convert.applied(installation.convert());
    installation.release();
  }

  /**
   * What the tick is to do now.
   *
   * @param replaced receives the batches that are filled no more from then on
   */
  TickPlan plan(List<BatchRotation> replaced) {
    List<TickLane> lanes = new ArrayList<>();
    List<BatchRotation> batches = new ArrayList<>();
    List<Integer> sent = outputs.keySet().stream().filter(number -> !leaving.contains(number)).toList();
    Map<Integer, TransmitGroup> wanted = wanted(sent);
    for (GroupPart part : groups.values()) {
      TransmitGroup group = wanted.get(part.number);
      if (group != null) {
        replaced.addAll(part.send(group, outputs));
        lanes.add(part.lane);
        batches.add(part.batches());
      } else if (planned.contains(part.number)) {
        replaced.add(part.drop());
      }
    }
    planned.clear();
    planned.addAll(wanted.keySet());
    return new TickPlan(++plans, lanes, batches, new SourceIntake.Carried(sources));
  }
}
