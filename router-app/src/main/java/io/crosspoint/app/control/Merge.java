package io.crosspoint.app.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands after a new file: where the file says something new, that; elsewhere what operators made of it, as far as the streams are
 * still there. Pure.
 *
 * @param open by output; every output of the new file has an entry
 * @param forgotten crosspoints that are as the file says from now on, and no longer an operator's
 * @param dropped what operators had changed and could not be kept, one sentence each
 */
record Merge(Map<String, SortedMap<CrosspointId, Level>> open, List<CrosspointId> forgotten, List<String> dropped) {

  /**
   * @param asked what is asked now
   * @param wiring of the new file
   */
  static Merge of(Desired running, Desired wanted, Map<String, SortedMap<CrosspointId, Level>> asked, Wiring wiring) {
    SortedMap<CrosspointId, Level> was = running.crosspoints();
    SortedMap<CrosspointId, Level> is = wanted.crosspoints();
    Map<String, SortedMap<CrosspointId, Level>> open = new TreeMap<>();
    wanted.outputs().keySet().forEach(name -> open.put(name, new TreeMap<>()));
    TreeSet<CrosspointId> forgotten = new TreeSet<>();
    List<String> dropped = new ArrayList<>();
    asked.values().forEach(of -> of.forEach((id, level) -> {
      Optional<Outcome.Refused> refused = wiring.refuse(id, level);
      if (RouteSteps.isDifferent(id, was, is)) {
        forgotten.add(id);
      } else if (refused.isEmpty()) {
        open.getOrDefault(id.output(), new TreeMap<>()).put(id, level);
      } else {
        forgotten.add(id);
        if (wanted.inputs().containsKey(id.input()) && wanted.outputs().containsKey(id.output())) {
          dropped.add(id.from() + " -> " + id.to() + " is not kept: " + refused.get().why());
        }
      }
    }));
    TreeSet<CrosspointId> ofFiles = new TreeSet<>(was.keySet());
    ofFiles.addAll(is.keySet());
    ofFiles.stream().filter(id -> RouteSteps.isDifferent(id, was, is)).forEach(id -> {
      forgotten.add(id);
      Optional.ofNullable(is.get(id)).ifPresent(level -> open.getOrDefault(id.output(), new TreeMap<>()).put(id, level));
    });
    open.forEach((output, crosspoints) -> wiring.refuseTogether(output, crosspoints).ifPresent(refused -> {
      dropped.add("the changes of " + output + " are not kept: " + refused.why());
      forgotten.addAll(crosspoints.keySet());
      crosspoints.clear();
      is.forEach((id, level) -> {
        if (id.output().equals(output)) {
          forgotten.add(id);
          crosspoints.put(id, level);
        }
      });
    }));
    return new Merge(open, List.copyOf(forgotten), List.copyOf(dropped));
  }
}
