package io.crosspoint.app.control;

import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which streams come and which go between two states; one that changes does both. Pure.
 *
 * @param joiningInputs in the order of the new file
 * @param leavingInputs in the order of the old file
 * @param partedInputs those of the leaving ones that hold what a joining one needs, so they go first
 * @param swappedOutputs those of the leaving ones that end in the moment in which a joining one begins, because it takes their place
 */
record Delta(
    Set<String> joiningInputs,
    Set<String> leavingInputs,
    Set<String> partedInputs,
    Set<String> joiningOutputs,
    Set<String> leavingOutputs,
    Set<String> swappedOutputs,
    Set<String> hinderedInputs,
    Set<String> hinderedOutputs) {

  static Delta between(Desired running, Desired wanted) {
    Set<String> joiningInputs = different(wanted.inputs(), running.inputs());
    Set<String> leavingInputs = different(running.inputs(), wanted.inputs());
    Set<String> joiningOutputs = different(wanted.outputs(), running.outputs());
    Set<String> leavingOutputs = different(running.outputs(), wanted.outputs());
    BiPredicate<String, String> isInputHindered =
        (joining, leaving) -> isHindered(of(wanted.inputs(), joining), of(running.inputs(), leaving));
    BiPredicate<String, String> isOutputHindered =
        (joining, leaving) -> isHindered(of(wanted.outputs(), joining), of(running.outputs(), leaving));
    return new Delta(
        joiningInputs, leavingInputs, filter(leavingInputs, joiningInputs, (leaving, joining) -> isInputHindered.test(joining, leaving)),
        joiningOutputs, leavingOutputs,
        filter(leavingOutputs, joiningOutputs, (leaving, joining) -> isOutputHindered.test(joining, leaving)),
        filter(joiningInputs, leavingInputs, isInputHindered), filter(joiningOutputs, leavingOutputs, isOutputHindered));
  }

  /** Whether an input comes only after another has gone. */
  boolean isHinderedInput(String joining) {
    return hinderedInputs.contains(joining);
  }

  /** Whether an output begins only when another ends. */
  boolean isHinderedOutput(String joining) {
    return hinderedOutputs.contains(joining);
  }

  private static <T> T of(Map<String, T> all, String name) {
    T one = all.get(name);
    if (one == null) {
      throw new IllegalArgumentException(name);
    }
    return one;
  }

  private static <T> Set<String> different(Map<String, T> of, Map<String, T> than) {
    Set<String> different = new LinkedHashSet<>();
    of.forEach((name, one) -> {
      if (!one.equals(than.get(name))) {
        different.add(name);
      }
    });
    return Collections.unmodifiableSet(different);
  }

  /** Those of one set that match any of another. */
  private static Set<String> filter(Set<String> these, Set<String> those, BiPredicate<String, String> match) {
    Set<String> found = new LinkedHashSet<>();
    these.stream().filter(one -> those.stream().anyMatch(other -> match.test(one, other))).forEach(found::add);
    return Collections.unmodifiableSet(found);
  }

  /** Groups are joined as often as one likes; a unicast port, a socket's path and a player's name are had once. */
  private static boolean isHindered(Desired.Input joining, Desired.Input leaving) {
    Object exclusive = joining.source().map(SourcePlan::exclusive).orElse(null);
    boolean isSameThing = exclusive != null && exclusive.equals(leaving.source().map(SourcePlan::exclusive).orElse(null));
    return isSameThing || unicast(joining.spec()).stream().anyMatch(unicast(leaving.spec())::contains);
  }

  private static List<String> unicast(InputSpec spec) {
    List<String> places = new ArrayList<>();
    for (ReceiveFlow flow : spec.flows()) {
      if (!flow.destination().isMulticastAddress()) {
        places.add(flow.destination().getHostAddress() + ":" + flow.port());
      }
    }
    return places;
  }

  /** Two senders in one place would be heard in turns. */
  private static boolean isHindered(OutputSpec joining, OutputSpec leaving) {
    return joining.flows().stream().anyMatch(one -> leaving.flows().stream().anyMatch(other -> isSamePlace(one, other)));
  }

  private static boolean isSamePlace(SendFlow one, SendFlow other) {
    boolean isSameNic = one.nic().equals(other.nic());
    boolean isSameDestination = isSameNic && one.destination().equals(other.destination()) && one.port() == other.port();
    return isSameDestination || (isSameNic && one.sourcePort() != 0 && one.sourcePort() == other.sourcePort());
  }
}
