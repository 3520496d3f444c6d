package io.crosspoint.app.control;

import io.crosspoint.app.control.Transition.Stage;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the running router what a file says, before it breaks anything: new inputs are joined and filled beside the old ones, all routes
 * change at one media index, and only then is left what nobody hears any more. What cannot be done whole is taken back whole.
 *
 * <p><b>Thread:</b> the control thread, which goes on with everything else between the steps. {@link #configuration} may be asked by any.
 */
final class Reconciler {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final int MOST_WAITING = 8;

  /** How long a new stream may take to arrive, beyond its link offset: a switch that learns of a group late takes a second or two. */
  static final long FILL_NS = 3_000_000_000L;

  /** After this long without silence between takes, takes are held back for the moment that it needs. */
  private static final long QUIET_NS = 1_000_000_000L;

  private static final long CONFIRM_NS = 5_000_000_000L;
  private static final long WAIT_NS = 10_000_000_000L;

  private record Waiter(Control.Request request, Command.Configure command, long sinceNs) {}

  private final Wiring wiring;
  private final Model model;
  private final DataPlane plane;
  private final Hands hands;
  private final HeapBudget budget = HeapBudget.ofThisProcess();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private volatile Configuration configuration;
  private @Nullable Transition now;

  Reconciler(Wiring wiring, Model model, DataPlane plane, Hands hands, Configuration configuration) {
    this.wiring = wiring;
    this.model = model;
    this.plane = plane;
    this.hands = hands;
    this.configuration = configuration;
  }

  Configuration configuration() {
    return configuration;
  }

  boolean isBusy() {
    return now != null || !waiters.isEmpty();
  }

  /** Whether takes should be held back for a moment. */
  boolean wantsQuiet(long nowNs) {
    Transition present = now;
    boolean isWaiting = present != null && (present.stage == Stage.LEAVING || (present.stage == Stage.PARTING && present.isMuted));
    return present != null && isWaiting && nowNs - present.sinceNs > QUIET_NS;
  }

  /** Takes a request, which is answered when it is carried out or refused. */
  void offer(Control.Request request, Command.Configure command, long nowNs) {
    if (waiters.size() >= MOST_WAITING) {
      refuse(request, Outcome.Reason.BUSY, "other changes of the configuration are waiting");
    } else {
      waiters.add(new Waiter(request, command, nowNs));
    }
  }

  /** Answers everyone who waits. */
  void close(Outcome.Refused stopping) {
    waiters.forEach(waiter -> waiter.request.answer().complete(stopping));
    Transition present = now;
    if (present != null) {
      present.request.answer().complete(stopping);
    }
  }

  /** Does what can be done without waiting. */
  void step(long nowNs) {
    boolean isMoving = true;
    while (isMoving) {
      Transition present = now;
      if (present != null) {
        isMoving = advance(present, nowNs);
      } else {
        Waiter next = waiters.poll();
        isMoving = next != null;
        if (next != null) {
          begin(next, nowNs);
        }
      }
    }
    while (!waiters.isEmpty() && nowNs - waiters.getFirst().sinceNs > WAIT_NS) {
      refuse(
          waiters.removeFirst().request, Outcome.Reason.BUSY, "the change of the configuration before this one is not on air yet");
    }
  }

  private void begin(Waiter waiter, long nowNs) {
    Desired running = configuration.desired();
    Command.Expectation expected = waiter.command.expected();
    Plan plan = Plan.between(running, waiter.command.wanted(), budget);
    if (expected != null && expected.revision() != configuration.revision()) {
      refuse(waiter.request, Outcome.Reason.STALE, "it was changed since it was read; read it again");
      return;
    }
    if (plan.refusal().isPresent()) {
      refuse(waiter.request, Outcome.Reason.IMPOSSIBLE, plan.refusal().get());
      return;
    }
    Desired to = running.become(waiter.command.wanted());
    if (to.equals(running)) {
      waiter.request.answer().complete(new Outcome.Configured(configuration.revision(), plan, List.of(), true, 0, true));
    } else {
      now = new Transition(waiter.request, plan, running, to, wiring.copy(), nowNs);
    }
  }

  private void refuse(Control.Request request, Outcome.Reason reason, String why) {
    hands.refuse(request, new Outcome.Refused(reason, why));
  }

  /** Returns whether it got on. */
  private boolean advance(Transition t, long nowNs) {
    try {
      return switch (t.stage) {
        case PARTING -> part(t, nowNs);
        case JOINING -> join(t, nowNs);
        case FILLING -> fill(t, nowNs);
        case SWITCHING -> change(t, nowNs);
        case LEAVING -> leave(t);
      };
    } catch (UncheckedIOException | DataPlane.NeedsRestart refused) {
      turnBack(t, Outcome.Reason.IMPOSSIBLE, String.valueOf(refused.getMessage()));
    } catch (IllegalStateException failed) {
      turnBack(t, Outcome.Reason.FAILED, String.valueOf(failed.getMessage()));
    } catch (RuntimeException bug) {
      if (t.stage == Stage.LEAVING) {
        throw bug;
      }
      LOG.error("a bug while the configuration was changed; what was there before is kept", bug);
      turnBack(t, Outcome.Reason.FAILED, "a bug, which is in the log");
    }
    return true;
  }

  private boolean part(Transition t, long nowNs) {
    if (t.delta.partedInputs().isEmpty()) {
      t.enter(Stage.JOINING, nowNs);
      return true;
    }
    if (nowNs - t.sinceNs > CONFIRM_NS) {
      turnBack(t, Outcome.Reason.BUSY, "routes are not confirmed: is the clock usable?");
      return true;
    }
    if (!t.isMuted) {
      Map<String, Integer> slots = new HashMap<>(t.before.inputSlots());
      t.delta.partedInputs().forEach(name -> slots.put(name, Wiring.AWAY));
      wiring.become(wiring.with(t.from, slots, t.before.outputSlots()));
      t.isMuted = hands.route(readersOf(t.delta.partedInputs()), t.to.control().fadeNs(), null);
      return t.isMuted;
    }
    if (!hands.isQuiet()) {
      return false;
    }
    t.isParted = true;
    plane.removeInputs(slots(t.before.inputSlots(), t.delta.partedInputs()));
    t.enter(Stage.JOINING, nowNs);
    return true;
  }

  private Set<String> readersOf(Set<String> inputs) {
    Set<String> readers = new TreeSet<>();
    model.asked().forEach((output, open) -> {
      if (open.keySet().stream().anyMatch(id -> inputs.contains(id.input()))) {
        readers.add(output);
      }
    });
    return readers;
  }

  private static Set<Integer> slots(Map<String, Integer> of, Set<String> names) {
    Set<Integer> slots = new TreeSet<>();
    names.forEach(name -> slots.add(of.getOrDefault(name, Wiring.AWAY)));
    return slots;
  }

  private boolean join(Transition t, long nowNs) {
    t.delta.joiningOutputs().stream().filter(name -> !t.delta.isHinderedOutput(name)).forEach(name -> begin(t, name));
    for (String name : t.delta.joiningInputs()) {
      Desired.Input input = t.to.inputs().get(name);
      if (input != null) {
        t.joinedInputs.put(name, plane.addInput(input.spec(), input.source(), readers(t, name)));
      }
    }
    t.enter(Stage.FILLING, nowNs);
    return true;
  }

  /** Slots of the outputs that will hear an input, as far as they are there. */
  private List<Integer> readers(Transition t, String input) {
    Map<String, Integer> slots = t.outputSlots();
    Stream<CrosspointId> present = model.asked().values().stream().flatMap(open -> open.keySet().stream());
    return Stream.concat(t.to.crosspoints().keySet().stream(), present)
        .filter(id -> id.input().equals(input))
        .map(id -> slots.getOrDefault(id.output(), Wiring.AWAY))
        .filter(slot -> slot != Wiring.AWAY)
        .distinct()
        .toList();
  }

  private void begin(Transition t, String output) {
    Optional.ofNullable(t.to.outputs().get(output)).ifPresent(spec -> t.joinedOutputs.put(output, plane.addOutput(spec)));
  }

  /** Waits for the inputs that will be heard; not for ever, because a sender may just be off. */
  private boolean fill(Transition t, long nowNs) {
    Set<String> heard = new TreeSet<>();
    t.to.crosspoints().keySet().forEach(id -> heard.add(id.input()));
    model.asked().values().forEach(open -> open.keySet().forEach(id -> heard.add(id.input())));
    List<String> empty = new ArrayList<>();
    t.joinedInputs.forEach((name, slot) -> {
      if (heard.contains(name) && !plane.isFilled(slot)) {
        empty.add(name);
      }
    });
    long longestNs = t.joinedInputs.keySet().stream().mapToLong(name -> linkOffsetNs(t.to, name)).max().orElse(0);
    if (!empty.isEmpty() && nowNs - t.sinceNs < FILL_NS + longestNs) {
      return false;
    }
    empty.forEach(name -> t.notes.add("input " + name + " stays silent: nothing usable arrived within "
        + (FILL_NS + longestNs) / 1_000_000 + " ms; its routes were changed all the same"));
    t.enter(Stage.SWITCHING, nowNs);
    return true;
  }

  private static long linkOffsetNs(Desired in, String name) {
    Desired.Input input = in.inputs().get(name);
    AudioFormat format = input == null ? null : input.spec().format();
    return input == null || format == null ? 0 : input.spec().linkOffsetFrames() * 1_000_000_000L / format.rateHz();
  }

  private boolean change(Transition t, long nowNs) {
    if (!plane.hasRoom()) {
      if (nowNs - t.sinceNs > CONFIRM_NS) {
        turnBack(t, Outcome.Reason.BUSY, "routes are not confirmed: is the clock usable?");
      }
      return nowNs - t.sinceNs > CONFIRM_NS;
    }
    if (!t.delta.swappedOutputs().isEmpty() && !t.isSwapped) {
      t.isSwapped = true;
      plane.removeOutputs(slots(t.before.outputSlots(), t.delta.swappedOutputs()));
      t.delta.joiningOutputs().stream().filter(t.delta::isHinderedOutput).forEach(name -> begin(t, name));
    }
    Wiring next = wiring.with(t.to, t.inputSlots(), t.outputSlots());
    Merge merge = Merge.of(t.from, t.to, model.asked(), next);
    Optional<CrosspointId> unreachable = merge.open().values().stream()
        .flatMap(open -> open.keySet().stream())
        .filter(id -> !plane.isReachable(next.inputIndex(id.input()), next.outputIndex(id.output())))
        .findFirst();
    if (unreachable.isPresent()) {
      turnBack(t, Outcome.Reason.IMPOSSIBLE, "the shard that sends " + unreachable.get().output() + " cannot receive "
          + unreachable.get().input() + " before a restart");
      return true;
    }
    return commit(t, next, merge, nowNs);
  }

  private boolean commit(Transition t, Wiring next, Merge merge, long nowNs) {
    Set<String> routed = routed(t, merge);
    Map<String, MatrixState.Output> saved = model.outputs();
    Wiring present = wiring.copy();
    List<Model.Changed> changed = model.become(merge.open());
    wiring.become(next);
    long revision = configuration.revision() + 1;
    List<String> notes = Stream.concat(t.notes.stream(), merge.dropped().stream()).toList();
    Waiting waiting = hands.prepare(t.request, changed, new Outcome.Configured(revision, t.plan, notes, false, 0, false));
    boolean isRouted = routed.isEmpty();
    try {
      isRouted = isRouted || hands.route(routed, t.to.control().fadeNs(), waiting);
    } finally {
      if (!isRouted) {
        model.restore(saved);
        wiring.become(present);
        hands.mark(saved.keySet().stream().filter(routed::contains).collect(Collectors.toSet()));
      }
    }
    if (!isRouted) {
      return false;
    }
    configuration = new Configuration(revision, t.to);
    t.enter(Stage.LEAVING, nowNs);
    hands.accept(waiting, merge.forgotten().stream().map(id -> (JournalEntry) new JournalEntry.Forget(id)).toList(), !routed.isEmpty());
    return true;
  }

  /** Outputs on which anything else stands than before, be it the same input in another slot. */
  private Set<String> routed(Transition t, Merge merge) {
    Map<String, SortedMap<CrosspointId, Level>> asked = model.asked();
    Set<String> routed = new TreeSet<>();
    merge.open().forEach((output, open) -> {
      boolean isOther = !open.equals(asked.getOrDefault(output, new TreeMap<>()));
      boolean isNew = t.joinedOutputs.containsKey(output) && !open.isEmpty();
      if (isOther || isNew || open.keySet().stream().anyMatch(id -> t.joinedInputs.containsKey(id.input()))) {
        routed.add(output);
      }
    });
    return routed;
  }

  private boolean leave(Transition t) {
    Set<String> outputs = new TreeSet<>(t.delta.leavingOutputs());
    outputs.removeAll(t.delta.swappedOutputs());
    Set<String> inputs = new TreeSet<>(t.delta.leavingInputs());
    inputs.removeAll(t.delta.partedInputs());
    if (!(outputs.isEmpty() && inputs.isEmpty()) && !hands.isQuiet()) {
      return false;
    }
    now = null;
    end("outputs", () -> plane.removeOutputs(slots(t.before.outputSlots(), outputs)), outputs);
    end("inputs", () -> plane.removeInputs(slots(t.before.inputSlots(), inputs)), inputs);
    return true;
  }

  /** What is done is done: a stream that cannot be left costs a socket, not the change. */
  private static void end(String what, Runnable removal, Set<String> names) {
    if (!names.isEmpty()) {
      try {
        removal.run();
      } catch (RuntimeException bug) {
        LOG.error("{} {} could not be left", what, names, bug);
      }
    }
  }

  /** Everything as it was, and the request refused. */
  private void turnBack(Transition t, Outcome.Reason reason, String why) {
    now = null;
    end("outputs", () -> plane.removeOutputs(Set.copyOf(t.joinedOutputs.values())), t.joinedOutputs.keySet());
    end("inputs", () -> plane.removeInputs(Set.copyOf(t.joinedInputs.values())), t.joinedInputs.keySet());
    Map<String, Integer> inputSlots = new HashMap<>(t.before.inputSlots());
    Map<String, Integer> outputSlots = new HashMap<>(t.before.outputSlots());
    Recovery recovery = new Recovery(t.from, plane);
    if (t.isParted) {
      recovery.inputs(t.delta.partedInputs(), inputSlots);
    }
    if (t.isSwapped) {
      recovery.outputs(t.delta.swappedOutputs(), outputSlots);
    }
    Desired back = recovery.back();
    wiring.become(wiring.with(back, inputSlots, outputSlots));
    if (!back.equals(t.from)) {
      configuration = new Configuration(configuration.revision() + 1, back);
      model.become(Merge.of(t.from, back, model.asked(), wiring).open());
    }
    Set<String> again = new TreeSet<>(t.isMuted ? readersOf(t.delta.partedInputs()) : Set.of());
    again.addAll(t.isSwapped ? t.delta.swappedOutputs() : Set.of());
    again.retainAll(back.outputs().keySet());
    hands.mark(again);
    refuse(t.request, reason, why + recovery.losses());
  }
}
