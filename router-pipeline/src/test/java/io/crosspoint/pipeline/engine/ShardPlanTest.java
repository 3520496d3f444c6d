package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShardPlanTest {

  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48000, 2);

  private static InputSpec multicast(String name) {
    return Plants.input(name, STEREO, 48, 144);
  }

  private static InputSpec unicast(String name) {
    Nic nic = new Nic("lo", 1, Plants.address("127.0.0.1"));
    return new InputSpec(name, List.of(new ReceiveFlow("net", nic, nic.address(), 5004, null)), STEREO, 48, 98, null, 144);
  }

  private static List<OutputSpec> outputs(int count) {
    List<OutputSpec> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      outputs.add(Plants.output("out" + i, STEREO, 48));
    }
    return outputs;
  }

  private static Crosspoint route(int input, int output) {
    return new Crosspoint(input, 0, output, 1, 0.5);
  }

  @Test
  void shouldSpreadOutputsAndReceiveAMulticastInputWhereItIsRead() {
    PlantSpec plant =
        new PlantSpec(
            List.of(multicast("a"), multicast("b")), outputs(4), List.of(route(0, 0), route(0, 1), route(1, 2), route(0, 3)));
    List<ShardPlan> shards = ShardPlan.divide(plant, 2);

    assertEquals(2, shards.size());
    assertEquals(List.of(0, 2), shards.get(0).outputs());
    assertEquals(List.of(1, 3), shards.get(1).outputs());
    assertEquals(List.of(0, 1), shards.get(0).inputs());
    assertEquals(List.of(0), shards.get(1).inputs());
  }

  @Test
  void shouldKeepWhatSharesAUnicastInputTogetherEvenThroughOthers() {
    PlantSpec plant =
        new PlantSpec(
            List.of(unicast("a"), unicast("b"), multicast("c")),
            outputs(5),
            List.of(route(0, 0), route(0, 1), route(1, 1), route(1, 4), route(2, 2), route(2, 3), route(2, 0)));
    List<ShardPlan> shards = ShardPlan.divide(plant, 3);

    assertEquals(List.of(List.of(0, 1, 4), List.of(2), List.of(3)), shards.stream().map(ShardPlan::outputs).toList());
    assertEquals(List.of(0, 1, 2), shards.get(0).inputs());
  }

  @Test
  void shouldReceiveUnroutedInputsOnceAndMakeNoIdleShard() {
    PlantSpec plant = new PlantSpec(List.of(multicast("a"), unicast("b")), outputs(1), List.of(route(0, 0)));
    List<ShardPlan> shards = ShardPlan.divide(plant, 4);

    assertEquals(1, shards.size());
    assertEquals(List.of(0, 1), shards.getFirst().inputs());
    assertEquals(1, ShardPlan.divide(new PlantSpec(List.of(multicast("a")), List.of(), List.of()), 3).size());
    assertEquals(0, ShardPlan.divide(new PlantSpec(List.of(), List.of(), List.of()), 2).size());
  }

  /** Whatever the plan: every output and crosspoint stands in exactly one shard, and every index means the same stream. */
  @Test
  void shouldLoseAndRenameNothing() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PlantSpec plant = randomPlant(random);
      List<ShardPlan> shards = ShardPlan.divide(plant, 1 + random.nextInt(4));
      List<Integer> outputs = new ArrayList<>();
      int crosspoints = 0;
      int[] received = new int[plant.inputs().size()];
      for (ShardPlan shard : shards) {
        outputs.addAll(shard.outputs());
        shard.inputs().forEach(input -> received[input]++);
        crosspoints += shard.plant().crosspoints().size();
        for (Crosspoint part : shard.plant().crosspoints()) {
          Crosspoint whole = new Crosspoint(
              shard.inputs().get(part.input()), part.inputChannel(), shard.outputs().get(part.output()), part.outputChannel(), part.gain());
          assertTrue(plant.crosspoints().contains(whole));
          assertEquals(plant.inputs().get(whole.input()), shard.plant().inputs().get(part.input()));
          assertEquals(plant.outputs().get(whole.output()), shard.plant().outputs().get(part.output()));
        }
      }
      assertEquals(outputs.stream().sorted().distinct().toList(), outputs.stream().sorted().toList());
      assertEquals(plant.outputs().size(), outputs.size());
      assertEquals(plant.crosspoints().size(), crosspoints);
      for (int input = 0; input < received.length; input++) {
        assertTrue(received[input] >= 1);
        assertTrue(received[input] == 1 || !plant.inputs().get(input).name().startsWith("u"), "unicast reaches one socket");
      }
    }
  }

  private static PlantSpec randomPlant(SplittableRandom random) {
    List<InputSpec> inputs = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      inputs.add(random.nextBoolean() ? unicast("u" + i) : multicast("m" + i));
    }
    List<OutputSpec> outputs = outputs(1 + random.nextInt(8));
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < random.nextInt(12); i++) {
      crosspoints.add(new Crosspoint(random.nextInt(inputs.size()), 0, random.nextInt(outputs.size()), random.nextInt(2), i));
    }
    return new PlantSpec(inputs, outputs, crosspoints);
  }
}
