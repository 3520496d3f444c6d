package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.io.FlowMeter;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Brings inputs and outputs into running shards and takes them out again.
 *
 * <p>Make before break, in the small: sockets are opened first, so that what the host refuses changes nothing; then the stages are told by
 * a command on the ring; then the tick. What goes takes the same steps backward, each when the one before has passed everything in flight.
 * Streams that stay notice nothing: their renderers, timelines and lanes remain the same objects.
 *
 * <p><b>Thread:</b> any, one at a time by the lock of the routes, which no hot thread ever takes.
 */
final class LivePlant implements RouteControl.Extension {

  private final List<LiveShard> shards;
  private final RouteControl routes;
  private final List<String> warnings = new ArrayList<>();
  private final TreeMap<Integer, Input> inputs = new TreeMap<>();
  private final TreeMap<Integer, Output> outputs = new TreeMap<>();
  private final List<Departure> departures = new ArrayList<>();
  private volatile Roster roster = Roster.EMPTY;
  private long rosterNumber;

  /** An input by the shards that have it, with its number there. */
  private record Input(InputSpec spec, TreeMap<Integer, Integer> numbers) {}

  private record Output(OutputSpec spec, int shard, int number) {}

  /** What is on its way out. */
  private interface Departure {

    /** Takes the steps that can be taken. Returns whether nothing is left. */
    boolean goesOn();
  }

  /** @param plans what the shards began with */
  LivePlant(List<ShardPlan> plans, List<LiveShard> shards, RouteControl routes) {
    this.shards = List.copyOf(shards);
    this.routes = routes;
    for (int s = 0; s < plans.size(); s++) {
      ShardPlan plan = plans.get(s);
      for (int i = 0; i < plan.inputs().size(); i++) {
        InputSpec spec = plan.plant().inputs().get(i);
        inputs.computeIfAbsent(plan.inputs().get(i), slot -> new Input(spec, new TreeMap<>())).numbers.put(s, i);
      }
      for (int o = 0; o < plan.outputs().size(); o++) {
        outputs.put(plan.outputs().get(o), new Output(plan.plant().outputs().get(o), s, o));
      }
    }
    routes.extendBy(this);
    tellRoster();
  }

  /** From any thread. */
  Roster roster() {
    return roster;
  }

  /** What the recorders of shards hold, while no stream comes or goes. */
  List<ShardFlight> flights(List<RunningShard> of) {
    synchronized (routes) {
      return of.stream().flatMap(shard -> shard.flight().stream()).toList();
    }
  }

  /** What the host refused or limited since the start. */
  List<String> warnings() {
    synchronized (routes) {
      return List.copyOf(warnings);
    }
  }

  int addInput(InputSpec spec, List<Integer> readers) {
    synchronized (routes) {
      tend();
      int slot = freeSlot(inputs.keySet(), departingInputs(), "inputs");
      int shard = readers.stream().map(outputs::get).filter(Objects::nonNull).map(Output::shard).findFirst().orElse(leastLoaded());
      inputs.put(slot, new Input(spec, new TreeMap<>()));
      try {
        receive(slot, shard);
      } catch (RuntimeException refused) {
        inputs.remove(slot);
        throw refused;
      }
      tellRoster();
      return slot;
    }
  }

  /** An input in one more shard. */
  private void receive(int slot, int shard) {
    Input input = Objects.requireNonNull(inputs.get(slot));
    LiveShard at = shards.get(shard);
    at.shard().checkRoom(input.spec);
    at.parts().check(input.spec);
    int number = ShardParts.lowestFree(numbersInUse(shard, true));
    at.source().add(number, input.spec, warnings);
    at.parts().addInput(number, input.spec);
    at.regroup(false, routes.table(shard));
    at.install();
    at.handOver();
    input.numbers.put(shard, number);
    routes.addInput(shard, slot, number, input.spec);
  }

  int addOutput(OutputSpec spec) {
    synchronized (routes) {
      tend();
      int slot = freeSlot(outputs.keySet(), departingOutputs(), "outputs");
      int shard = leastLoaded();
      LiveShard at = shards.get(shard);
      at.parts().check(spec);
      int number = ShardParts.lowestFree(numbersInUse(shard, false));
      // Opens the sockets, which the real batches then share.
      TransmitBatch trial = new TransmitBatch(List.of(spec));
      at.sink().attach(trial);
      try {
        at.parts().addOutput(number, spec);
        at.regroup(false, routes.table(shard));
        at.install();
        at.handOver();
      } finally {
        at.sink().detach(trial);
      }
      outputs.put(slot, new Output(spec, shard, number));
      routes.addOutput(shard, slot, number, spec);
      tellRoster();
      return slot;
    }
  }

  void removeOutputs(Collection<Integer> slots) {
    synchronized (routes) {
      slots.forEach(slot -> require(outputs.containsKey(slot), "output", slot));
      for (int s = 0; s < shards.size(); s++) {
        int shard = s;
        List<Integer> numbers = new ArrayList<>();
        for (int slot : slots) {
          Output output = Objects.requireNonNull(outputs.get(slot));
          if (output.shard == shard) {
            numbers.add(output.number);
          }
        }
        if (!numbers.isEmpty()) {
          shards.get(shard).parts().stopOutputs(numbers);
          departures.add(new OutputsLeaving(shard, numbers, slotsIn(slots, shard), shards.get(shard).handOver()));
        }
      }
      slots.forEach(outputs::remove);
      tellRoster();
      tend();
    }
  }

  private List<Integer> slotsIn(Collection<Integer> slots, int shard) {
    return slots.stream().filter(slot -> Objects.requireNonNull(outputs.get(slot)).shard == shard).toList();
  }

  void removeInputs(Collection<Integer> slots) {
    synchronized (routes) {
      for (int slot : slots) {
        require(inputs.containsKey(slot), "input", slot);
        Objects.requireNonNull(inputs.get(slot)).numbers.forEach((shard, number) -> {
          if (isHeard(shard, number)) {
            throw new IllegalArgumentException("input " + Objects.requireNonNull(inputs.get(slot)).spec.name() + " is still routed");
          }
        });
      }
      for (int slot : slots) {
        Input input = Objects.requireNonNull(inputs.remove(slot));
        input.numbers.forEach((shard, number) -> {
          routes.removeInput(shard, slot);
          departures.add(new InputLeaving(slot, shard, number));
        });
      }
      tellRoster();
      tend();
    }
  }

  /** Whether an output that is sent is made of an input. */
  private boolean isHeard(int shard, int number) {
    return outputs.values().stream().anyMatch(
        output -> output.shard == shard && routes.table(shard).isMadeOf(output.number, number));
  }

  private static void require(boolean isThere, String what, int slot) {
    if (!isThere) {
      throw new IllegalArgumentException("there is no " + what + " " + slot);
    }
  }

  boolean isFilled(int slot) {
    synchronized (routes) {
      Input input = inputs.get(slot);
      require(input != null, "input", slot);
      Input there = Objects.requireNonNull(input);
      return there.numbers.entrySet().stream().allMatch(place ->
          Objects.requireNonNull(shards.get(place.getKey()).parts().inputs().get(place.getValue())).isFilled());
    }
  }

  @Override
  public boolean isPossible(int slot, int lane) {
    Input input = inputs.get(slot);
    return input != null && input.spec.source() == null && !input.spec.isRecovered()
        && input.spec.flows().stream().map(ReceiveFlow::destination).allMatch(destination -> destination.isMulticastAddress());
  }

  @Override
  public void extend(int slot, int lane) {
    if (!isPossible(slot, lane)) {
      throw new IllegalArgumentException("input " + slot + " is received by one shard only, and the output is sent by another");
    }
    receive(slot, lane);
    tellRoster();
  }

  /** Goes on with removals, as far as the hot threads are. Any thread, now and then. */
  void tend() {
    synchronized (routes) {
      shards.forEach(LiveShard::tend);
      departures.removeIf(Departure::goesOn);
      for (int shard = 0; shard < shards.size(); shard++) {
        shards.get(shard).tendGroups(routes.table(shard));
      }
    }
  }

  /** Whether nothing is left of what was removed. */
  boolean isSettled() {
    synchronized (routes) {
      tend();
      return departures.isEmpty() && shards.stream().allMatch(LiveShard::isSettled);
    }
  }

  private int leastLoaded() {
    return IntStream.range(0, shards.size()).boxed()
        .min((a, b) -> Double.compare(shards.get(a).load(), shards.get(b).load()))
        .orElseThrow(() -> new IllegalStateException("the router is not started"));
  }

  private static int freeSlot(Set<Integer> taken, Set<Integer> departing, String what) {
    Set<Integer> all = new TreeSet<>(taken);
    all.addAll(departing);
    int slot = ShardParts.lowestFree(all);
    if (slot >= Shard.MOST_STREAMS) {
      throw new IllegalArgumentException("a router has at most " + Shard.MOST_STREAMS + " " + what);
    }
    return slot;
  }

  private Set<Integer> departingInputs() {
    Set<Integer> slots = new TreeSet<>();
    departures.forEach(departure -> {
      if (departure instanceof InputLeaving leaving) {
        slots.add(leaving.slot);
      }
    });
    return slots;
  }

  private Set<Integer> departingOutputs() {
    Set<Integer> slots = new TreeSet<>();
    departures.forEach(departure -> {
      if (departure instanceof OutputsLeaving leaving) {
        slots.addAll(leaving.slots);
      }
    });
    return slots;
  }

  private Set<Integer> numbersInUse(int shard, boolean isOfInputs) {
    ShardParts parts = shards.get(shard).parts();
    Set<Integer> used = new TreeSet<>(isOfInputs ? parts.inputs().keySet() : parts.outputs().keySet());
    departures.forEach(departure -> {
      if (isOfInputs && departure instanceof InputLeaving leaving && leaving.shard == shard) {
        used.add(leaving.number);
      } else if (!isOfInputs && departure instanceof OutputsLeaving leaving && leaving.shard == shard) {
        used.addAll(leaving.numbers);
      }
    });
    return used;
  }

  /** Outputs: the tick has stopped; then their routes and renderers go; then their numbers are free. */
  private final class OutputsLeaving implements Departure {
    final int shard;
    final List<Integer> numbers;
    final List<Integer> slots;
    final long plan;
    boolean isTakenOut;
    long sequence;
    long change;

    OutputsLeaving(int shard, List<Integer> numbers, List<Integer> slots, long plan) {
      this.shard = shard;
      this.numbers = numbers;
      this.slots = slots;
      this.plan = plan;
    }

    @Override
    public boolean goesOn() {
      LiveShard at = shards.get(shard);
      if (!isTakenOut && at.isDrained(plan)) {
        change = routes.clear(shard, numbers);
        slots.forEach(slot -> routes.removeOutput(shard, slot));
        at.parts().removeOutputs(numbers);
        at.regroup(false, routes.table(shard));
        sequence = at.install();
        isTakenOut = true;
      }
      return isTakenOut && at.isRendered(sequence) && routes.isHeld(shard, change);
    }
  }

  /** An input: nothing reads it, then nothing of it comes, then it is taken out, then its number is free. */
  private final class InputLeaving implements Departure {
    final int slot;
    final int shard;
    final int number;
    private boolean isStopped;
    private boolean isTakenOut;
    private long plan;
    private long sequence;

    InputLeaving(int slot, int shard, int number) {
      this.slot = slot;
      this.shard = shard;
      this.number = number;
    }

    @Override
    public boolean goesOn() {
      LiveShard at = shards.get(shard);
      if (!isStopped && !routes.table(shard).readsInput(number) && routes.isHeld(shard, routes.table(shard).number())) {
        at.source().remove(number);
        at.parts().stopInput(number);
        plan = at.handOver();
        isStopped = true;
      }
      if (isStopped && !isTakenOut && at.source().isSettled() && at.isDrained(plan)) {
        at.parts().removeInput(number);
        at.regroup(false, routes.table(shard));
        sequence = at.install();
        isTakenOut = true;
      }
      return isTakenOut && at.isRendered(sequence);
    }
  }

  private void tellRoster() {
    List<Roster.Input> in = new ArrayList<>();
    inputs.forEach((slot, input) -> {
      List<Roster.Place> places = new ArrayList<>();
      input.numbers.forEach((shard, number) -> places.add(place(shard, number, input.spec)));
      in.add(new Roster.Input(slot, input.spec, places));
    });
    List<Roster.Output> out = new ArrayList<>();
    outputs.forEach((slot, output) -> {
      ShardParts at = shards.get(output.shard).parts();
      OutputPart part = Objects.requireNonNull(at.outputs().get(output.number));
      out.add(new Roster.Output(slot, output.spec, output.shard, part.counters(), part.peaks(), at.departureOffsetNs(output.number)));
    });
    List<Roster.Group> groups = new ArrayList<>();
    for (int s = 0; s < shards.size(); s++) {
      ShardParts parts = shards.get(s).parts();
      for (GroupPart group : parts.groups()) {
        if (parts.isPlanned(group.number)) {
          List<String> names =
              group.sent().outputs().stream().map(o -> Objects.requireNonNull(parts.outputs().get(o)).spec().name()).toList();
          groups.add(new Roster.Group(s, group.meter(), names));
        }
      }
    }
    roster = new Roster(++rosterNumber, in, out, groups);
  }

  private Roster.Place place(int shard, int number, InputSpec spec) {
    LiveShard at = shards.get(shard);
    InputPart part = Objects.requireNonNull(at.parts().inputs().get(number));
    List<FlowMeter> flows = IntStream.range(0, spec.flows().size()).mapToObj(leg -> at.flowMeter(number, leg)).toList();
    return new Roster.Place(shard, part.meter(), part.convert(), part.peaks(), flows, part.source());
  }
}
