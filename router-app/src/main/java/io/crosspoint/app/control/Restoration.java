package io.crosspoint.app.control;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.PlantSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a router begins with: the file's routes, changed wherever an operator had changed them, as far as the streams are still there.
 *
 * @param open by output; every output has an entry
 * @param dropped what could not be kept and why, one sentence each
 */
record Restoration(Map<String, SortedMap<CrosspointId, Level>> open, Map<String, List<Edit>> salvos, List<String> dropped) {

  /** @param memory loses what is dropped here */
  static Restoration of(Desired config, Wiring wiring, Memory memory) {
    Map<String, SortedMap<CrosspointId, Level>> open = Wiring.initial(config);
    List<String> dropped = new ArrayList<>();
    Iterator<Map.Entry<CrosspointId, Optional<Level>>> changes = memory.crosspoints().entrySet().iterator();
    while (changes.hasNext()) {
      Map.Entry<CrosspointId, Optional<Level>> change = changes.next();
      CrosspointId id = change.getKey();
      Optional<Outcome.Refused> refused = wiring.refuse(id, change.getValue().orElse(Level.UNITY));
      if (refused.isPresent()) {
        dropped.add("the change of " + id.from() + " -> " + id.to() + " is not kept: " + refused.get().why());
        changes.remove();
      } else {
        SortedMap<CrosspointId, Level> of = open.computeIfAbsent(id.output(), name -> new TreeMap<>());
        change.getValue().ifPresentOrElse(level -> of.put(id, level), () -> of.remove(id));
      }
    }
    open.forEach((output, crosspoints) -> wiring.refuseTogether(output, crosspoints).ifPresent(refused -> {
      dropped.add("the changes of " + output + " are not kept: " + refused.why());
      memory.crosspoints().keySet().removeIf(id -> id.output().equals(output));
      crosspoints.clear();
      crosspoints.putAll(Wiring.initial(config).getOrDefault(output, new TreeMap<>()));
    }));
    return new Restoration(open, new HashMap<>(memory.salvos()), List.copyOf(dropped));
  }

  /** The plant with these crosspoints instead of the file's. */
  PlantSpec plant(RouterConfig config, Wiring wiring) {
    List<Crosspoint> crosspoints = open.values().stream().flatMap(of -> wiring.crosspoints(of).stream()).toList();
    return new PlantSpec(config.inputs(), config.outputs(), crosspoints, config.plant().taps());
  }
}
