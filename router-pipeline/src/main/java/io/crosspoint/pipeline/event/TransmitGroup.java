package io.crosspoint.pipeline.event;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Outputs whose packets are due at the same instants: those of one sample rate and packet time.
 *
 * @param outputs indices into the plan; none in a group that only closes the frames of inputs that are routed nowhere
 */
public record TransmitGroup(int rateHz, int packetFrames, List<Integer> outputs) {

  private record Grid(int rateHz, int packetFrames) {}

  public TransmitGroup {
    outputs = List.copyOf(outputs);
  }

  /** The groups of a plan, in order of their first output, then one without outputs for each rate that only inputs have. */
  public static List<TransmitGroup> of(PlantSpec plant) {
    Map<Grid, List<Integer>> byGrid = new LinkedHashMap<>();
    for (int i = 0; i < plant.outputs().size(); i++) {
      OutputSpec output = plant.outputs().get(i);
      byGrid.computeIfAbsent(new Grid(output.format().rateHz(), output.packetFrames()), grid -> new ArrayList<>()).add(i);
    }
    plant.inputs().stream()
        .map(input -> input.format().rateHz())
        .filter(rateHz -> byGrid.keySet().stream().noneMatch(grid -> grid.rateHz == rateHz))
        .distinct()
        .toList()
        .forEach(rateHz -> byGrid.put(new Grid(rateHz, rateHz / 1000), List.of()));
    return byGrid.entrySet().stream()
        .map(entry -> new TransmitGroup(entry.getKey().rateHz, entry.getKey().packetFrames, entry.getValue()))
        .toList();
  }
}
