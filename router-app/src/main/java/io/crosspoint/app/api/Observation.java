package io.crosspoint.app.api;

import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.engine.RunningShard;
import io.crosspoint.pipeline.engine.SendCounter;
import io.crosspoint.pipeline.io.FlowCounter;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.place.InputGauge;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.ptp.clock.ClockSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * What the data plane had counted at one moment; health is what changed between two of these.
 *
 * @param atNs monotonic time
 */
public record Observation(
    long atNs, ClockSnapshot clock, List<Input> inputs, List<Group> groups, List<Sink> sinks, List<String> deadThreads) {

  /** One input of one shard; totals since start. */
  public record Input(
      String name,
      int shard,
      long packets,
      long missingFrames,
      long foreign,
      long ringFull,
      int ssrc,
      InputMeter.Timing timing,
      SourceClock clock) {}

  /** The outputs of one shard that share their deadlines. */
  public record Group(List<String> outputs, long batches) {}

  /** Where one shard sends. */
  public record Sink(int shard, long refused, int errno) {}

  public Observation {
    inputs = List.copyOf(inputs);
    groups = List.copyOf(groups);
    sinks = List.copyOf(sinks);
    deadThreads = List.copyOf(deadThreads);
  }

  /** Reads the counters of a started router. */
  public static Observation of(Router router, ClockSnapshot clock, long atNs) {
    List<Input> inputs = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    List<Sink> sinks = new ArrayList<>();
    List<String> dead = new ArrayList<>();
    Roster roster = router.roster();
    for (Roster.Input input : roster.inputs()) {
      input.places().forEach(place -> inputs.add(input(input, place)));
    }
    roster.groups().forEach(group -> groups.add(new Group(group.outputs(), group.meter().counters().get(SendCounter.BATCHES))));
    for (RunningShard shard : router.shards()) {
      sinks.add(new Sink(shard.number(), shard.refusedDatagrams(), shard.refusedErrno()));
      shard.hotThreads().stream().filter(thread -> !thread.isAlive()).map(Thread::getName).forEach(dead::add);
    }
    return new Observation(atNs, clock, inputs, groups, sinks, dead);
  }

  private static Input input(Roster.Input input, Roster.Place place) {
    InputMeter meter = place.meter();
    long ringFull = place.flows().stream().mapToLong(flow -> flow.counters().get(FlowCounter.RING_FULL)).sum();
    return new Input(
        input.spec().name(), place.shard(), meter.counters().get(InputCounter.PACKETS), meter.counters().get(InputCounter.MISSING_FRAMES),
        meter.counters().get(InputCounter.FOREIGN_SENDER), ringFull, (int) meter.gauges().get(InputGauge.SSRC), meter.timing(),
        SourceClock.of(input.spec(), place.convert()));
  }
}
