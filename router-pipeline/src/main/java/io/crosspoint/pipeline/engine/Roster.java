package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.io.FlowMeter;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which streams a router carries now, with everything that can be watched of them: an immutable snapshot that is replaced as a whole when
 * streams come or go. What a stream tells may be read on after it has left the roster; it stands still then.
 *
 * @param number rises with every change, so that a reader knows whether to look again
 * @param inputs in order of their slots
 * @param outputs in order of their slots
 * @param groups the transmit groups of all shards; a group whose outputs change keeps its counters
 */
public record Roster(long number, List<Input> inputs, List<Output> outputs, List<Group> groups) {

  /** Of a router that is not started. */
  static final Roster EMPTY = new Roster(0, List.of(), List.of(), List.of());

  /**
   * An input or a timestamped source.
   *
   * @param slot what routes call it, for as long as it lives
   * @param places one for each shard that receives it
   */
  public record Input(int slot, InputSpec spec, List<Place> places) {

    public Input {
      places = List.copyOf(places);
    }
  }

  /**
   * An input in a shard.
   *
   * @param flows one for each of the input's flows
   * @param source the timeline that its writer writes; null for a stream
   */
  public record Place(
      int shard, InputMeter meter, ConvertMeter convert, PeakMeter peaks, List<FlowMeter> flows, @Nullable SourceTimeline source) {

    public Place {
      flows = List.copyOf(flows);
    }
  }

  /**
   * An output.
   *
   * @param slot what routes call it, for as long as it lives
   * @param departureOffsetNs how long after its deadline each packet leaves; 0 unless {@code PipelineSpec.spread} says otherwise
   */
  public record Output(
      int slot, OutputSpec spec, int shard, Counters<OutputCounter> counters, PeakMeter peaks, long departureOffsetNs) {}

  /**
   * A transmit group of a shard.
   *
   * @param outputs names of its outputs
   */
  public record Group(int shard, GroupMeter meter, List<String> outputs) {

    public Group {
      outputs = List.copyOf(outputs);
    }
  }

  public Roster {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    groups = List.copyOf(groups);
  }

  public Optional<Input> input(String name) {
    return inputs.stream().filter(input -> input.spec.name().equals(name)).findFirst();
  }

  public Optional<Output> output(String name) {
    return outputs.stream().filter(output -> output.spec.name().equals(name)).findFirst();
  }

  /** The timeline of a timestamped source. */
  Optional<SourceTimeline> source(String name) {
    return input(name).stream().flatMap(input -> input.places.stream()).flatMap(place -> Stream.ofNullable(place.source)).findFirst();
  }
}
