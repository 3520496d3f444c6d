package io.crosspoint.app.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The model itself: what is asked of every output, and the salvos. Commands in, what they change out; no thread, no time, no file. */
final class Model {

  private static final int MOST_EDITS = 4096;
  private static final int MOST_SALVOS = 1000;

  private final Wiring wiring;
  private final BiPredicate<Integer, Integer> isReachable;
  private final Map<String, MatrixState.Output> outputs = new HashMap<>();
  private final SortedMap<String, MatrixState.Salvo> salvos = new TreeMap<>();
  private long revision = 1;

  /** One crosspoint before and after a command; empty where it is closed. */
  record Changed(CrosspointId id, Optional<Level> before, Optional<Level> after) {}

  /** What became of a command. */
  sealed interface Result {

    /** @param entries what has to survive, empty when nothing was changed */
    record Applied(List<Changed> changed, List<JournalEntry> entries) implements Result {}

    record Refused(Outcome.Refused refusal) implements Result {}
  }

  /** @param isReachable of an input and an output of the plant, by index */
  Model(Wiring wiring, Restoration begin, BiPredicate<Integer, Integer> isReachable) {
    this.wiring = wiring;
    this.isReachable = isReachable;
    begin.open().forEach((name, open) -> outputs.put(name, new MatrixState.Output(revision, open, open)));
    begin.salvos().forEach((name, edits) -> salvos.put(name, new MatrixState.Salvo(revision, edits)));
  }

  MatrixState state() {
    return new MatrixState(revision, outputs, salvos);
  }

  long revision() {
    return revision;
  }

  /** What is asked of an output. */
  SortedMap<CrosspointId, Level> asked(String output) {
    return of(output).asked();
  }

  private MatrixState.Output of(String output) {
    MatrixState.Output state = outputs.get(output);
    if (state == null) {
      throw new IllegalArgumentException(output);
    }
    return state;
  }

  /** Render confirms what an output is, which may be gone by now. */
  void hold(String output, SortedMap<CrosspointId, Level> held) {
    outputs.computeIfPresent(output, (name, state) -> new MatrixState.Output(state.revision(), state.asked(), held));
  }

  /** Everything that is asked. */
  Map<String, SortedMap<CrosspointId, Level>> asked() {
    Map<String, SortedMap<CrosspointId, Level>> asked = new TreeMap<>();
    outputs.forEach((name, output) -> asked.put(name, output.asked()));
    return asked;
  }

  /** Has these outputs from now on, and this asked of them; what goes with an output that is gone is told as closed. */
  List<Changed> become(Map<String, SortedMap<CrosspointId, Level>> open) {
    List<Changed> changed = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(outputs.keySet());
    names.addAll(open.keySet());
    revision++;
    for (String name : names) {
      MatrixState.Output before = outputs.get(name);
      SortedMap<CrosspointId, Level> was = before == null ? new TreeMap<>() : before.asked();
      List<Changed> here = differences(was, open.getOrDefault(name, new TreeMap<>()));
      changed.addAll(here);
      if (!open.containsKey(name)) {
        outputs.remove(name);
      } else if (before == null || !here.isEmpty()) {
        SortedMap<CrosspointId, Level> held = before == null ? new TreeMap<>() : before.held();
        outputs.put(name, new MatrixState.Output(revision, open.getOrDefault(name, new TreeMap<>()), held));
      }
    }
    return changed;
  }

  /** For {@link #restore}. */
  Map<String, MatrixState.Output> outputs() {
    return Map.copyOf(outputs);
  }

  /** Takes {@link #become} back. */
  void restore(Map<String, MatrixState.Output> before) {
    outputs.clear();
    outputs.putAll(before);
    revision++;
  }

  Result apply(Command command) {
    return switch (command) {
      case Command.Configure _ -> throw new IllegalArgumentException("the reconciler's");
      case Command.Change change -> isStale(change.expected()) ? stale() : edit(change.edits());
      case Command.TakeSalvo(String name, long _) -> {
        MatrixState.Salvo salvo = salvos.get(name);
        yield salvo == null ? refused(Outcome.Reason.UNKNOWN, "there is no salvo " + name) : edit(salvo.edits());
      }
      case Command.DefineSalvo define -> isStale(define.expected()) ? stale() : define(define.name(), define.edits());
      case Command.DeleteSalvo delete -> isStale(delete.expected()) ? stale() : delete(delete.name());
    };
  }

  private boolean isStale(Command.@Nullable Expectation expected) {
    if (expected == null) {
      return false;
    }
    MatrixState.Output output = outputs.get(expected.name());
    MatrixState.Salvo salvo = salvos.get(expected.name());
    long actual = switch (expected.of()) {
      case MODEL -> revision;
      case OUTPUT -> output == null ? 0 : output.revision();
      case SALVO -> salvo == null ? 0 : salvo.revision();
      case CONFIG -> -1;
    };
    return actual != expected.revision();
  }

  private static Result stale() {
    return refused(Outcome.Reason.STALE, "it was changed since it was read; read it again");
  }

  private static Result refused(Outcome.Reason reason, String why) {
    return new Result.Refused(new Outcome.Refused(reason, why));
  }

  private Result edit(List<Edit> edits) {
    if (edits.size() > MOST_EDITS) {
      return refused(Outcome.Reason.IMPOSSIBLE, "a command has at most " + MOST_EDITS + " edits");
    }
    Map<String, SortedMap<CrosspointId, Level>> next = new TreeMap<>();
    for (Edit edit : edits) {
      Optional<Outcome.Refused> refusal = refuse(edit);
      if (refusal.isPresent()) {
        return new Result.Refused(refusal.get());
      }
      edit(next.computeIfAbsent(edit.output(), name -> new TreeMap<>(of(name).asked())), edit);
    }
    for (Map.Entry<String, SortedMap<CrosspointId, Level>> output : next.entrySet()) {
      Optional<Outcome.Refused> refusal = wiring.refuseTogether(output.getKey(), output.getValue());
      if (refusal.isPresent()) {
        return new Result.Refused(refusal.get());
      }
    }
    List<Changed> changed = new ArrayList<>();
    next.forEach((output, open) -> changed.addAll(differences(of(output).asked(), open)));
    if (!changed.isEmpty()) {
      revision++;
      changed.stream().map(change -> change.id().output()).distinct().forEach(output ->
          outputs.put(output, new MatrixState.Output(revision, next.getOrDefault(output, new TreeMap<>()), of(output).held())));
    }
    return new Result.Applied(
        changed, changed.stream().map(change -> (JournalEntry) new JournalEntry.Set(change.id(), change.after())).toList());
  }

  /** Why an edit cannot be made, whatever is open, if it cannot. */
  private Optional<Outcome.Refused> refuse(Edit edit) {
    return switch (edit) {
      case Edit.Open(CrosspointId id, Level level) -> refuse(id, level);
      case Edit.Take(CrosspointId id, Level level) -> refuse(id, level);
      case Edit.Close(CrosspointId id) -> wiring.refuseOutput(id.output(), id.outputChannel());
      case Edit.Clear(String output, int channel) -> wiring.refuseOutput(output, channel);
    };
  }

  private Optional<Outcome.Refused> refuse(CrosspointId id, Level level) {
    return wiring.refuse(id, level).or(() ->
        wiring.inputIndex(id.input()) == Wiring.AWAY || isReachable.test(wiring.inputIndex(id.input()), wiring.outputIndex(id.output()))
            ? Optional.empty()
            : Optional.of(new Outcome.Refused(
                Outcome.Reason.IMPOSSIBLE, "the shard that sends " + id.output() + " does not receive " + id.input()
                    + ": an input is received by the shards that had a route from it at the start")));
  }

  private static void edit(SortedMap<CrosspointId, Level> open, Edit edit) {
    switch (edit) {
      case Edit.Open(CrosspointId id, Level level) -> open.put(id, level);
      case Edit.Take(CrosspointId id, Level level) -> {
        open.keySet().removeIf(other -> other.outputChannel() == id.outputChannel());
        open.put(id, level);
      }
      case Edit.Close(CrosspointId id) -> open.remove(id);
      case Edit.Clear(String _, int channel) -> open.keySet().removeIf(other -> other.outputChannel() == channel);
    }
  }

  /** What changes between two states of an output. Pure. */
  static List<Changed> differences(SortedMap<CrosspointId, Level> before, SortedMap<CrosspointId, Level> after) {
    TreeSet<CrosspointId> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    List<Changed> changed = new ArrayList<>();
    for (CrosspointId id : all) {
      Optional<Level> was = Optional.ofNullable(before.get(id));
      Optional<Level> is = Optional.ofNullable(after.get(id));
      if (!was.equals(is)) {
        changed.add(new Changed(id, was, is));
      }
    }
    return changed;
  }

  private Result define(String name, List<Edit> edits) {
    if (edits.size() > MOST_EDITS || (!salvos.containsKey(name) && salvos.size() >= MOST_SALVOS)) {
      return refused(Outcome.Reason.IMPOSSIBLE, "there are at most " + MOST_SALVOS + " salvos of " + MOST_EDITS + " edits");
    }
    Optional<Outcome.Refused> refusal = edits.stream().map(this::refuse).flatMap(Optional::stream).findFirst();
    if (refusal.isPresent()) {
      return new Result.Refused(refusal.get());
    }
    MatrixState.Salvo before = salvos.get(name);
    if (before != null && before.edits().equals(edits)) {
      return new Result.Applied(List.of(), List.of());
    }
    revision++;
    salvos.put(name, new MatrixState.Salvo(revision, edits));
    return new Result.Applied(List.of(), List.of(new JournalEntry.Salvo(name, Optional.of(edits))));
  }

  private Result delete(String name) {
    if (salvos.remove(name) == null) {
      return refused(Outcome.Reason.UNKNOWN, "there is no salvo " + name);
    }
    revision++;
    return new Result.Applied(List.of(), List.of(new JournalEntry.Salvo(name, Optional.empty())));
  }
}
