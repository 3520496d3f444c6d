package io.crosspoint.app.control;

import io.crosspoint.app.config.Durations;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The way from what a router is to what it is to be, in the order in which it is gone. Pure.
 *
 * @param steps what is done while it runs
 * @param restarts what is not, because it needs a restart
 * @param refusal why none of it can be done while it runs; empty as a rule
 */
public record Plan(List<Step> steps, List<Restart> restarts, Optional<String> refusal) {

  /** @param key such as {@code clock} */
  public record Restart(String key, String text) {}

  public Plan {
    steps = List.copyOf(steps);
    restarts = List.copyOf(restarts);
  }

  /** Whether nothing would change, now or at a restart. */
  public boolean isEmpty() {
    return steps.isEmpty() && restarts.isEmpty();
  }

  /** As {@link #between(Desired, Desired)}, and refused when it needs more memory than there is. */
  public static Plan between(Desired running, Desired wanted, HeapBudget budget) {
    Plan plan = between(running, wanted);
    return new Plan(plan.steps, plan.restarts, plan.refusal.or(() -> budget.refusal(running, wanted)));
  }

  static Plan between(Desired running, Desired wanted) {
    Delta delta = Delta.between(running, wanted);
    List<Step> steps = new ArrayList<>();
    settings(running, wanted, steps);
    networks(running, wanted, steps);
    wanted.inputs().forEach((name, input) -> input(delta, running.inputs().get(name), input).ifPresent(steps::add));
    wanted.outputs().forEach((name, output) -> output(delta, running.outputs().get(name), output).ifPresent(steps::add));
    RouteSteps.add(running, wanted, steps);
    running.outputs().keySet().stream().filter(name -> !wanted.outputs().containsKey(name)).forEach(name ->
        steps.add(new Step(Step.Action.REMOVE, Step.Kind.OUTPUT, name, "output " + name + " ends, with its routes", true)));
    running.inputs().keySet().stream().filter(name -> !wanted.inputs().containsKey(name)).forEach(name ->
        steps.add(new Step(Step.Action.REMOVE, Step.Kind.INPUT, name, "input " + name + " is left, with its routes", true)));
    List<Restart> restarts = Restarts.between(running, wanted);
    return new Plan(steps, restarts, refusal(running, wanted, delta));
  }

  private static void settings(Desired running, Desired wanted, List<Step> steps) {
    long wasNs = running.control().fadeNs();
    long isNs = wanted.control().fadeNs();
    if (wasNs != isNs) {
      String text = "changes fade for " + Durations.text(isNs) + " instead of " + Durations.text(wasNs);
      steps.add(new Step(Step.Action.CHANGE, Step.Kind.SETTING, "control.fade", text, true));
    }
    if (running.control().isWatched() != wanted.control().isWatched()) {
      String text = wanted.control().isWatched() ? "the file is watched" : "the file is no longer watched";
      steps.add(new Step(Step.Action.CHANGE, Step.Kind.SETTING, "control.watch", text, true));
    }
  }

  private static void networks(Desired running, Desired wanted, List<Step> steps) {
    TreeSet<String> names = new TreeSet<>(running.networks().keySet());
    names.addAll(wanted.networks().keySet());
    for (String name : names) {
      Nic was = running.networks().get(name);
      Nic is = wanted.networks().get(name);
      if (was == null && is != null) {
        steps.add(new Step(Step.Action.ADD, Step.Kind.NETWORK, name, "network " + name + " on " + words(is), true));
      } else if (is == null) {
        steps.add(new Step(Step.Action.REMOVE, Step.Kind.NETWORK, name, "network " + name + " is no longer there", true));
      } else if (!is.equals(was)) {
        String text = "network " + name + " on " + words(is) + " instead of " + words(Objects.requireNonNull(was));
        steps.add(new Step(Step.Action.CHANGE, Step.Kind.NETWORK, name, text, true));
      }
    }
  }

  private static String words(Nic nic) {
    return nic.name() + " (" + nic.address().getHostAddress() + ")";
  }

  private static Optional<Step> input(Delta delta, Desired.@Nullable Input was, Desired.Input is) {
    String name = is.spec().name();
    if (!delta.joiningInputs().contains(name)) {
      return Optional.empty();
    }
    boolean isFree = !delta.isHinderedInput(name);
    if (was == null) {
      String text = "input " + name + " is joined" + (isFree ? "" : ", once " + String.join(", ", delta.partedInputs()) + " is left");
      return Optional.of(new Step(Step.Action.ADD, Step.Kind.INPUT, name, text, isFree));
    }
    String how = isFree
        ? "; joined beside the old one and crossfaded to, once it is filled"
        : "; the old one has to be left first, so its routes are silent until the new one is filled";
    return Optional.of(
        new Step(Step.Action.CHANGE, Step.Kind.INPUT, name, "input " + name + ": " + SpecWords.differences(was, is) + how, isFree));
  }

  private static Optional<Step> output(Delta delta, @Nullable OutputSpec was, OutputSpec is) {
    String name = is.name();
    if (!delta.joiningOutputs().contains(name)) {
      return Optional.empty();
    }
    boolean isFree = !delta.isHinderedOutput(name);
    if (was == null) {
      String text = "output " + name + " begins" + (isFree ? "" : " where " + String.join(", ", delta.swappedOutputs()) + " ends");
      return Optional.of(new Step(Step.Action.ADD, Step.Kind.OUTPUT, name, text, isFree));
    }
    String how = isFree
        ? "; it begins there beside the old one, which then ends"
        : "; it stops and begins anew, and its receivers miss some packets";
    return Optional.of(
        new Step(Step.Action.CHANGE, Step.Kind.OUTPUT, name, "output " + name + ": " + SpecWords.differences(was, is) + how, false));
  }

  /** The new file was judged with its own lead; streams that need it cannot run with the present one. */
  private static Optional<String> refusal(Desired running, Desired wanted, Delta delta) {
    long isNs = running.pipeline().leadNs();
    long wantedNs = wanted.pipeline().leadNs();
    Optional<String> first = wanted.inputs().values().stream()
        .map(Desired.Input::spec)
        .filter(spec -> spec.source() == null && delta.joiningInputs().contains(spec.name()))
        .map(InputSpec::name)
        .findFirst();
    return wantedNs >= isNs || first.isEmpty()
        ? Optional.empty()
        : Optional.of("pipeline.lead falls from " + Durations.text(isNs) + " to " + Durations.text(wantedNs) + ", which needs a restart;"
            + " until then input " + first.get() + " cannot be joined, because its link-offset was judged by the new one");
  }
}
