package io.crosspoint.pipeline;

import java.util.List;

/** Everything that one router carries. */
public record PlantSpec(List<InputSpec> inputs, List<OutputSpec> outputs, List<Crosspoint> crosspoints) {

  public PlantSpec {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    crosspoints = List.copyOf(crosspoints);
  }
}
