package io.crosspoint.app.api;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.engine.GroupMeter;
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
import java.util.stream.LongStream;

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
    for (RunningShard shard : router.shards()) {
      for (int i = 0; i < shard.inputs().size(); i++) {
        inputs.add(input(shard, i));
      }
      for (GroupMeter meter : shard.groupMeters()) {
        List<String> names = meter.group().outputs().stream().map(shard.outputs()::get).map(OutputSpec::name).toList();
        groups.add(new Group(names, meter.counters().get(SendCounter.BATCHES)));
      }
      sinks.add(new Sink(shard.number(), shard.refusedDatagrams(), shard.refusedErrno()));
      shard.hotThreads().stream().filter(thread -> !thread.isAlive()).map(Thread::getName).forEach(dead::add);
    }
    return new Observation(atNs, clock, inputs, groups, sinks, dead);
  }

  private static Input input(RunningShard shard, int index) {
    InputSpec spec = shard.inputs().get(index);
    InputMeter meter = shard.inputMeter(index);
    long ringFull =
        LongStream.range(0, spec.flows().size())
            .map(leg -> shard.flowMeter(index, (int) leg).counters().get(FlowCounter.RING_FULL))
            .sum();
    return new Input(
        spec.name(), shard.number(), meter.counters().get(InputCounter.PACKETS), meter.counters().get(InputCounter.MISSING_FRAMES),
        meter.counters().get(InputCounter.FOREIGN_SENDER), ringFull, (int) meter.gauges().get(InputGauge.SSRC), meter.timing(),
        SourceClock.of(spec, shard.convertMeter(index)));
  }
}
