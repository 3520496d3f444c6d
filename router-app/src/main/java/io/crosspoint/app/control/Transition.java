package io.crosspoint.app.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A router on its way from one configuration to another, with what it takes to turn back. Owned by the control thread. */
final class Transition {

  /** In this order. */
  enum Stage {
    /** Inputs that stand in the way of new ones fall silent and are left. */
    PARTING,
    /** New inputs are joined, and new outputs begin that are in nobody's way. */
    JOINING,
    /** New inputs fill. */
    FILLING,
    /** Outputs take the place of others, and every route changes at one media index. */
    SWITCHING,
    /** What is no longer heard is left. */
    LEAVING
  }

  final Control.Request request;
  final Plan plan;
  final Delta delta;
  final Desired from;
  final Desired to;
  /** As it was before all. */
  final Wiring before;

  /** New streams that run already. */
  final Map<String, Integer> joinedInputs = new LinkedHashMap<>();

  final Map<String, Integer> joinedOutputs = new LinkedHashMap<>();
  final List<String> notes = new ArrayList<>();
  Stage stage = Stage.PARTING;
  long sinceNs;
  boolean isMuted;
  boolean isParted;
  boolean isSwapped;

  Transition(Control.Request request, Plan plan, Desired from, Desired to, Wiring before, long nowNs) {
    this.request = request;
    this.plan = plan;
    this.delta = Delta.between(from, to);
    this.from = from;
    this.to = to;
    this.before = before;
    this.sinceNs = nowNs;
  }

  void enter(Stage next, long nowNs) {
    stage = next;
    sinceNs = nowNs;
  }

  /** Where every stream of the new configuration is, once all new ones have been joined. */
  Map<String, Integer> inputSlots() {
    return slots(before.inputSlots(), to.inputs().keySet(), joinedInputs);
  }

  Map<String, Integer> outputSlots() {
    return slots(before.outputSlots(), to.outputs().keySet(), joinedOutputs);
  }

  private static Map<String, Integer> slots(Map<String, Integer> before, Iterable<String> names, Map<String, Integer> joined) {
    Map<String, Integer> slots = new HashMap<>();
    for (String name : names) {
      slots.put(name, joined.getOrDefault(name, before.getOrDefault(name, Wiring.AWAY)));
    }
    return slots;
  }
}
