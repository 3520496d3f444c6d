package io.crosspoint.app.control;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Has streams back that had gone already when their successors were refused. Used once. */
final class Recovery {

  private final Desired from;
  private final DataPlane plane;
  private final List<String> lostInputs = new ArrayList<>();
  private final List<String> lostOutputs = new ArrayList<>();
  private final List<String> sentences = new ArrayList<>();

  Recovery(Desired from, DataPlane plane) {
    this.from = from;
    this.plane = plane;
  }

  /** @param slots is told where they are now */
  void inputs(Set<String> names, Map<String, Integer> slots) {
    for (String name : names) {
      Desired.Input input = from.inputs().get(name);
      try {
        if (input != null) {
          slots.put(name, plane.addInput(input.spec(), input.source(), List.of()));
        }
      } catch (UncheckedIOException | DataPlane.NeedsRestart refused) {
        slots.remove(name);
        lostInputs.add(name);
        sentences.add("input " + name + " could not be had back: " + refused.getMessage());
      }
    }
  }

  /** @param slots is told where they are now */
  void outputs(Set<String> names, Map<String, Integer> slots) {
    for (String name : names) {
      try {
        slots.put(name, plane.addOutput(Objects.requireNonNull(from.outputs().get(name))));
      } catch (UncheckedIOException | DataPlane.NeedsRestart refused) {
        slots.remove(name);
        lostOutputs.add(name);
        sentences.add("output " + name + " could not be had back: " + refused.getMessage());
      }
    }
  }

  /** What runs now. */
  Desired back() {
    return lostInputs.isEmpty() && lostOutputs.isEmpty() ? from : from.without(lostInputs, lostOutputs);
  }

  /** Behind another sentence; empty as a rule. */
  String losses() {
    return sentences.isEmpty() ? "" : "; and " + String.join("; ", sentences);
  }
}
