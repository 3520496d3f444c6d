package io.crosspoint.app.flight;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.engine.ShardFlight;
import io.crosspoint.pipeline.matrix.RouteTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A shard's flight as it is frozen: its streams counted anew from 0, so that a replay has a plan without holes.
 *
 * @param occasion what every shard's plan says alike
 */
record FrozenShard(ShardFlight flight, Occasion occasion, CommandText.Numbers numbers) {

  /**
   * Why and when.
   *
   * @param frozenAt UTC, ISO 8601
   */
  record Occasion(String router, String version, String reason, String frozenAt, int utcOffsetSeconds, long leadNs) {}

  static FrozenShard of(ShardFlight flight, Occasion occasion) {
    return new FrozenShard(flight, occasion, new CommandText.Numbers(anew(flight.inputs()), anew(flight.outputs())));
  }

  private static Map<Integer, Integer> anew(Map<Integer, ?> streams) {
    Map<Integer, Integer> numbers = new HashMap<>();
    streams.keySet().stream().sorted().forEach(number -> numbers.put(number, numbers.size()));
    return numbers;
  }

  FlightPlan plan(RouteTable routes) {
    List<InputSpec> inputs = new ArrayList<>(new TreeMap<>(flight.inputs()).values());
    Map<Integer, OutputSpec> sorted = new TreeMap<>(flight.outputs());
    List<Crosspoint> crosspoints = new ArrayList<>();
    sorted.keySet().forEach(output -> crosspoints.addAll(CommandText.crosspoints(routes.crosspoints(output), numbers)));
    List<FlightPlan.Group> groups = new ArrayList<>();
    new TreeMap<>(flight.groups())
        .forEach((number, group) -> groups.add(new FlightPlan.Group(number, group.rateHz(), group.packetFrames())));
    Stream<Integer> inputNumbers = flight.inputs().keySet().stream().sorted();
    return new FlightPlan(
        occasion.router, occasion.version, occasion.reason, occasion.frozenAt, occasion.utcOffsetSeconds, occasion.leadNs, flight.shard(),
        new PlantSpec(inputs, List.copyOf(sorted.values()), crosspoints), inputNumbers.toList(), groups);
  }
}
