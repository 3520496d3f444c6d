package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.PlantSpec;
import java.util.ArrayList;
import java.util.List;

/** All open crosspoints of a shard, arranged by output: an immutable snapshot, exchanged whole by a COMMAND event. */
public final class RouteTable {

  private final List<OutputMix> mixes;

  private RouteTable(List<OutputMix> mixes) {
    this.mixes = mixes;
  }

  /**
   * Arranges a plan's crosspoints.
   *
   * @throws IllegalArgumentException when a crosspoint names a stream or a channel that the plan does not have
   */
  public static RouteTable of(PlantSpec plant, List<Crosspoint> crosspoints) {
    List<List<Crosspoint>> byOutput = new ArrayList<>();
    plant.outputs().forEach(output -> byOutput.add(new ArrayList<>()));
    for (Crosspoint crosspoint : crosspoints) {
      checkRange("input", crosspoint.input(), plant.inputs().size());
      checkRange("output", crosspoint.output(), plant.outputs().size());
      checkRange("input channel", crosspoint.inputChannel(), plant.inputs().get(crosspoint.input()).format().channels());
      checkRange("output channel", crosspoint.outputChannel(), plant.outputs().get(crosspoint.output()).format().channels());
      byOutput.get(crosspoint.output()).add(crosspoint);
    }
    List<OutputMix> mixes = new ArrayList<>();
    for (int i = 0; i < byOutput.size(); i++) {
      mixes.add(OutputMix.of(plant, i, byOutput.get(i)));
    }
    return new RouteTable(List.copyOf(mixes));
  }

  /** What an output is made of. */
  public OutputMix mix(int output) {
    return mixes.get(output);
  }

  private static void checkRange(String what, int index, int size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(what + " " + index + " of a crosspoint is outside 0.." + (size - 1));
    }
  }
}
