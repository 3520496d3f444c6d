package io.crosspoint.app.flight;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Switchover;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A change of routes as it stands in a file: what is different from the table before it, and how the change was made.
 *
 * @param changed by output all crosspoints that stand on it now
 * @param when how it was blended, or null when it was not: fades were over, or outputs were gone
 */
record CommandText(Map<Integer, List<Crosspoint>> changed, @Nullable Switchover when) {

  /** Numbers of streams: those in the events, and those in the plan. */
  record Numbers(Map<Integer, Integer> inputs, Map<Integer, Integer> outputs) {

    @Nullable Crosspoint ofPlan(Crosspoint x) {
      Integer input = inputs.get(x.input());
      Integer output = outputs.get(x.output());
      return input == null || output == null ? null : new Crosspoint(input, x.inputChannel(), output, x.outputChannel(), x.gain());
    }
  }

  /** What a table has changed, in the numbers of the plan. */
  static byte[] of(RouteTable before, RouteTable table, Numbers numbers) {
    Map<Integer, List<Crosspoint>> changed = new TreeMap<>();
    for (int output : table.changedSince(before)) {
      Integer number = numbers.outputs.get(output);
      if (number != null) {
        changed.put(number, crosspoints(table.crosspoints(output), numbers));
      }
    }
    return FlightPlan.JSON.writeValueAsString(new CommandText(changed, table.when())).getBytes(StandardCharsets.UTF_8);
  }

  static List<Crosspoint> crosspoints(List<Crosspoint> of, Numbers numbers) {
    List<Crosspoint> translated = new ArrayList<>();
    for (Crosspoint x : of) {
      Crosspoint own = numbers.ofPlan(x);
      if (own != null) {
        translated.add(own);
      }
    }
    return translated;
  }

  /**
   * The table that follows another.
   *
   * @return the same one when nothing changes
   * @throws IllegalArgumentException when the text is none of these, or names what the plan does not have
   */
  static RouteTable apply(String text, RouteTable before, PlantSpec plant) {
    if (text.isBlank()) {
      return before;
    }
    try {
      CommandText command = FlightPlan.JSON.readValue(text, CommandText.class);
      Switchover when = command.when;
      if (when != null) {
        return before.with(plant, new HashMap<>(command.changed), when);
      }
      return command.changed.isEmpty() ? before.settled() : before.without(Set.copyOf(command.changed.keySet()));
    } catch (JacksonException unreadable) {
      throw new IllegalArgumentException("a change of routes that cannot be read: " + unreadable.getOriginalMessage(), unreadable);
    }
  }
}
