package io.crosspoint.app.control;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Plants that have much in common, and get into each other's way. */
final class RandomPlants {

  private static final Nic NIC = new Nic("eth1", 3, Inet4Address.ofLiteral("10.77.0.2"));
  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48_000, 2);

  private final SplittableRandom random;
  private final RouterConfig frame = Plans.of("routes: []\n");

  RandomPlants(long seed) {
    this.random = new SplittableRandom(seed);
  }

  SplittableRandom random() {
    return random;
  }

  Desired next() {
    Map<String, Desired.Input> inputs = new LinkedHashMap<>();
    List<Integer> ports = new ArrayList<>(List.of(0, 1, 2));
    for (int i = 0; i < 5; i++) {
      if (random.nextInt(4) > 0) {
        inputs.put("in" + i, input("in" + i, ports));
      }
    }
    Map<String, OutputSpec> outputs = new LinkedHashMap<>();
    List<Integer> places = new ArrayList<>(List.of(0, 1, 2, 3, 4));
    for (int o = 0; o < 4; o++) {
      if (random.nextInt(4) > 0) {
        Inet4Address group = Inet4Address.ofLiteral("239.2.0." + (1 + places.remove(random.nextInt(places.size()))));
        SendFlow flow = new SendFlow("red", NIC, group, 5004, 0, 16, random.nextInt(8) == 0 ? 46 : 34);
        outputs.put("out" + o, new OutputSpec("out" + o, List.of(flow), STEREO, random.nextInt(8) == 0 ? 6 : 48, 98));
      }
    }
    Desired like = Desired.of(frame);
    return new Desired(
        like.name(), like.networks(), like.clock(), inputs, Map.of(), outputs, routes(inputs, outputs), Map.of(), like.pipeline(),
        like.http(), like.control());
  }

  private Desired.Input input(String name, List<Integer> ports) {
    int linkOffsetFrames = 144 + 48 * random.nextInt(2);
    switch (random.nextInt(4)) {
      case 0 -> {
        if (ports.isEmpty()) {
          return tone(name);
        }
        int port = 5004 + ports.remove(random.nextInt(ports.size()));
        return stream(name, new ReceiveFlow("red", NIC, NIC.address(), port, null), linkOffsetFrames);
      }
      case 1 -> {
        return tone(name);
      }
      default -> {
        Inet4Address group = Inet4Address.ofLiteral("239.1.0." + (1 + random.nextInt(3)));
        return stream(name, new ReceiveFlow("red", NIC, group, 5004 + Integer.parseInt(name.substring(2)), null), linkOffsetFrames);
      }
    }
  }

  private static Desired.Input stream(String name, ReceiveFlow flow, int linkOffsetFrames) {
    return new Desired.Input(new InputSpec(name, List.of(flow), STEREO, 48, 98, null, linkOffsetFrames), Optional.empty());
  }

  private Desired.Input tone(String name) {
    String level = "-" + (18 + random.nextInt(2));
    SourcePlan plan = new SourcePlan(name, "tone", "tone at " + level, level, null, (input, format, clock) -> {
      throw new IllegalStateException("no sources here");
    });
    InputSpec spec = InputSpec.ofSource(name, STEREO, 0, new SourceSpec(9600, SourceSpec.Holes.SILENCE));
    return new Desired.Input(spec, Optional.of(plan));
  }

  private List<Desired.RouteLine> routes(Map<String, Desired.Input> inputs, Map<String, OutputSpec> outputs) {
    List<Desired.RouteLine> routes = new ArrayList<>();
    for (String output : outputs.keySet()) {
      for (String input : inputs.keySet()) {
        for (int channel = 1; channel <= 2; channel++) {
          if (random.nextInt(3) == 0) {
            CrosspointId id = new CrosspointId(output, channel, input, 1 + random.nextInt(2));
            Level level = new Level(random.nextInt(2) == 0 ? 0 : -6, false);
            routes.add(new Desired.RouteLine(id.from(), id.to(), level, List.of(id)));
          }
        }
      }
    }
    return routes;
  }

  /** What an operator may do to a plant. */
  List<Edit> edits(Desired plant) {
    List<Edit> edits = new ArrayList<>();
    for (String output : plant.outputs().keySet()) {
      for (String input : plant.inputs().keySet()) {
        CrosspointId id = new CrosspointId(output, 1 + random.nextInt(2), input, 1 + random.nextInt(2));
        switch (random.nextInt(6)) {
          case 0 -> edits.add(new Edit.Open(id, new Level(-random.nextInt(10), random.nextInt(4) == 0)));
          case 1 -> edits.add(new Edit.Close(id));
          default -> { }
        }
      }
    }
    return edits;
  }
}
