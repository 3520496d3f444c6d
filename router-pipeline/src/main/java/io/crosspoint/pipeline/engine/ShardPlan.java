package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.TapSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Divides a plant among shards: every output goes to one, with the inputs that it reads. A multicast input is received by each shard that
 * reads it; a unicast one reaches only one socket, so outputs that share one stay together.
 *
 * @param plant the shard's own plan, with indices of its own
 * @param inputs for each of its inputs the index in the whole plan
 * @param outputs for each of its outputs the index in the whole plan
 */
record ShardPlan(PlantSpec plant, List<Integer> inputs, List<Integer> outputs) {

  static List<ShardPlan> divide(PlantSpec plant, int shards) {
    int[] family = families(plant);
    int[] shardOf = new int[plant.outputs().size()];
    Arrays.fill(shardOf, -1);
    double[] load = new double[shards];
    for (int output = 0; output < shardOf.length; output++) {
      if (shardOf[output] < 0) {
        int least = IntStream.range(0, shards).reduce(0, (a, b) -> load[b] < load[a] ? b : a);
        for (int other = output; other < shardOf.length; other++) {
          if (family[other] == family[output]) {
            shardOf[other] = least;
            load[least] += (double) plant.outputs().get(other).format().rateHz() / plant.outputs().get(other).packetFrames();
          }
        }
      }
    }
    return IntStream.range(0, shards).mapToObj(shard -> part(plant, shardOf, shard)).filter(ShardPlan::hasWork).toList();
  }

  /** Everything in one shard. */
  static ShardPlan whole(PlantSpec plant) {
    return new ShardPlan(
        plant, IntStream.range(0, plant.inputs().size()).boxed().toList(), IntStream.range(0, plant.outputs().size()).boxed().toList());
  }

  private boolean hasWork() {
    return !inputs.isEmpty() || !outputs.isEmpty();
  }

  /** Outputs with the same number share unicast inputs or senders' clocks, directly or through others. */
  private static int[] families(PlantSpec plant) {
    int[] family = IntStream.range(0, plant.outputs().size()).toArray();
    for (int input = 0; input < plant.inputs().size(); input++) {
      InputSpec spec = plant.inputs().get(input);
      if (isInOnePlace(spec) || spec.isRecovered()) {
        int[] readers =
            plant.crosspoints().stream()
                .filter(x -> isTogether(spec, plant.inputs().get(x.input())))
                .mapToInt(Crosspoint::output)
                .distinct()
                .toArray();
        for (int reader : readers) {
          int from = family[reader];
          int to = family[readers[0]];
          Arrays.setAll(family, i -> family[i] == from ? to : family[i]);
        }
      }
    }
    return family;
  }

  /** Streams of one device on its own clock keep their phase only where they are read by one pointer. */
  private static boolean isTogether(InputSpec one, InputSpec other) {
    return one.equals(other) || (one.isRecovered() && other.isRecovered() && deviceOf(one).equals(deviceOf(other)));
  }

  private static Object deviceOf(InputSpec input) {
    if (input.senderClock() != null) {
      return input.senderClock();
    }
    return Objects.requireNonNullElse(input.flows().getFirst().source(), input);
  }

  /** Unicast, or a timestamped source, which has one timeline. */
  private static boolean isInOnePlace(InputSpec input) {
    return input.source() != null || input.flows().stream().anyMatch(flow -> !flow.destination().isMulticastAddress());
  }

  private static ShardPlan part(PlantSpec plant, int[] shardOf, int shard) {
    List<Integer> outputs = IntStream.range(0, shardOf.length).filter(o -> shardOf[o] == shard).boxed().toList();
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < plant.inputs().size(); i++) {
      int input = i;
      List<Crosspoint> readers = plant.crosspoints().stream().filter(x -> x.input() == input).toList();
      if (readers.stream().anyMatch(x -> shardOf[x.output()] == shard) || (readers.isEmpty() && shard == 0)) {
        inputs.add(i);
      }
    }
    List<Crosspoint> crosspoints =
        plant.crosspoints().stream()
            .filter(x -> shardOf[x.output()] == shard)
            .map(x -> new Crosspoint(inputs.indexOf(x.input()), x.inputChannel(), outputs.indexOf(x.output()), x.outputChannel(), x.gain()))
            .toList();
    PlantSpec part =
        new PlantSpec(
            inputs.stream().map(plant.inputs()::get).toList(), outputs.stream().map(plant.outputs()::get).toList(), crosspoints,
            taps(plant, shardOf, shard, inputs, outputs));
    return new ShardPlan(part, List.copyOf(inputs), outputs);
  }

  /** The taps of a shard: of its outputs, and of those inputs that no shard before it has. */
  private static List<TapSpec> taps(PlantSpec plant, int[] shardOf, int shard, List<Integer> inputs, List<Integer> outputs) {
    return plant.taps().stream()
        .filter(tap -> shard == (tap.point() == TapSpec.Point.OUTPUT ? shardOf[tap.stream()] : firstReader(plant, shardOf, tap.stream())))
        .map(tap -> new TapSpec(
            tap.name(), tap.point(), (tap.point() == TapSpec.Point.OUTPUT ? outputs : inputs).indexOf(tap.stream())))
        .toList();
  }

  private static int firstReader(PlantSpec plant, int[] shardOf, int input) {
    return plant.crosspoints().stream().filter(x -> x.input() == input).mapToInt(x -> shardOf[x.output()]).min().orElse(0);
  }
}
