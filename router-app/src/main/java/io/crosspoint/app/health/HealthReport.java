package io.crosspoint.app.health;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How everything fares at one moment.
 *
 * @param inputs by slot
 * @param outputs by slot
 */
public record HealthReport(StreamHealth router, SortedMap<Integer, StreamHealth> inputs, SortedMap<Integer, StreamHealth> outputs) {

  /** Before anything was observed. */
  public static final HealthReport NONE = new HealthReport(
      new StreamHealth(StreamHealth.Kind.ROUTER, "router", -1, HealthModel.inactive()), new TreeMap<>(), new TreeMap<>());

  public HealthReport {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
  }
}
