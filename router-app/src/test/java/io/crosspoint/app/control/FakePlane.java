package io.crosspoint.app.control;

import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A data plane that confirms at once, or when it is told to; it keeps to the rules of the real one, and says when they are broken. */
public final class FakePlane implements DataPlane {

  public final AtomicBoolean isHolding = new AtomicBoolean(true);
  public final AtomicBoolean isFilling = new AtomicBoolean(true);
  public final AtomicInteger submissions = new AtomicInteger();
  private final List<Map<Integer, List<Crosspoint>>> given = new ArrayList<>();
  private final SortedMap<Integer, InputSpec> inputs = new TreeMap<>();
  private final SortedMap<Integer, OutputSpec> outputs = new TreeMap<>();
  private final SortedMap<Integer, List<Crosspoint>> routes = new TreeMap<>();
  private volatile Predicate<String> isRefused = name -> false;
  private int newest;
  private int callsUntilFailure = Integer.MAX_VALUE;

  private record Number(int number) implements Ticket {}

  /** A plane without streams, for tests that do not care for them. */
  public FakePlane() {}

  /** A plane that was started with these. */
  public FakePlane(Desired desired) {
    desired.inputs().values().forEach(input -> inputs.put(inputs.size(), input.spec()));
    desired.outputs().values().forEach(output -> outputs.put(outputs.size(), output));
    newest = Math.max(inputs.size(), outputs.size());
  }

  /** From now on streams of these names have no socket. */
  public void refuse(Predicate<String> names) {
    isRefused = names;
  }

  /** Lets one of the next calls fail that may fail: the first one for 1. */
  void failAtCall(int number) {
    callsUntilFailure = number;
  }

  /** Whether a call that was to fail has failed. */
  boolean hasFailed() {
    return callsUntilFailure <= 0;
  }

  /** Everything that it was given, in order. */
  public List<Map<Integer, List<Crosspoint>>> given() {
    synchronized (given) {
      return List.copyOf(given);
    }
  }

  SortedMap<Integer, InputSpec> inputs() {
    return inputs;
  }

  SortedMap<Integer, OutputSpec> outputs() {
    return outputs;
  }

  /** What stands on each output, by slot; outputs that were never given anything have no entry. */
  SortedMap<Integer, List<Crosspoint>> routes() {
    return routes;
  }

  @Override
  public boolean isReachable(int input, int output) {
    return true;
  }

  @Override
  public boolean hasRoom() {
    return isHolding.get() || submissions.get() < 4;
  }

  @Override
  public Ticket submit(Map<Integer, List<Crosspoint>> changed, long fadeNs) {
    if (--callsUntilFailure == 0) {
      throw new IllegalStateException("the stages of a shard stand still");
    }
    must(outputs.isEmpty() || outputs.keySet().containsAll(changed.keySet()), "no outputs " + changed.keySet());
    synchronized (given) {
      given.add(new TreeMap<>(changed));
    }
    routes.putAll(changed);
    return new Number(submissions.incrementAndGet());
  }

  @Override
  public boolean isHeld(Ticket ticket) {
    return isHolding.get();
  }

  @Override
  public long heldFromPtpNs(Ticket ticket) {
    return 1_000_000L * ((Number) ticket).number;
  }

  @Override
  public long lateNs(Ticket ticket) {
    return 0;
  }

  @Override
  public void settle() {}

  private int next(String name) {
    if (--callsUntilFailure == 0 || isRefused.test(name)) {
      throw new UncheckedIOException(name + ": Address already in use", new IOException("Address already in use"));
    }
    return newest++;
  }

  @Override
  public int addInput(InputSpec spec, Optional<SourcePlan> source, List<Integer> readers) {
    int slot = next(spec.name());
    inputs.put(slot, spec);
    return slot;
  }

  @Override
  public boolean isFilled(int input) {
    return isFilling.get();
  }

  @Override
  public int addOutput(OutputSpec spec) {
    int slot = next(spec.name());
    outputs.put(slot, spec);
    return slot;
  }

  @Override
  public void removeOutputs(Set<Integer> slots) {
    must(outputs.keySet().containsAll(slots), "no outputs " + slots);
    outputs.keySet().removeAll(slots);
    routes.keySet().removeAll(slots);
  }

  @Override
  public void removeInputs(Set<Integer> slots) {
    must(inputs.keySet().containsAll(slots), "no inputs " + slots);
    must(routes.values().stream().flatMap(List::stream).noneMatch(x -> slots.contains(x.input())), "a route reads one of " + slots);
    inputs.keySet().removeAll(slots);
  }

  private static void must(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
