package io.crosspoint.pipeline;

import java.util.List;

/** Everything that one router carries. */
public record PlantSpec(List<InputSpec> inputs, List<OutputSpec> outputs, List<Crosspoint> crosspoints, List<TapSpec> taps) {

  public PlantSpec {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    crosspoints = List.copyOf(crosspoints);
    taps = List.copyOf(taps);
  }

  /** A plant that nobody taps. */
  public PlantSpec(List<InputSpec> inputs, List<OutputSpec> outputs, List<Crosspoint> crosspoints) {
    this(inputs, outputs, crosspoints, List.of());
  }
}
