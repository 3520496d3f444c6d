package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.flight.FlightRecorder;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.place.InputGauge;
import io.crosspoint.pipeline.place.InputMeter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the flight recorder of a shard holds, and what its numbers mean now. Streams that came or went since stand in the log as an
 * Installation: what was recorded before it is about another shard.
 *
 * @param inputs by the number in the events; a sender whose timestamps had to be anchored has the offset that was found
 * @param outputs by the number in the route tables
 * @param groups by the number in the events
 * @param begin the routes that the shard began with
 */
public record ShardFlight(
    int shard,
    FlightRecorder recorder,
    Map<Integer, InputSpec> inputs,
    Map<Integer, OutputSpec> outputs,
    Map<Integer, TransmitGroup> groups,
    RouteTable begin) {

  /** Length and kind of a record, its fields, and what it is rounded up by. */
  private static final int PACKET_OVERHEAD_BYTES = 56;

  private static final int TRANSMIT_BYTES = 96;

  public ShardFlight {
    inputs = Map.copyOf(inputs);
    outputs = Map.copyOf(outputs);
    groups = Map.copyOf(groups);
  }

  static ShardFlight of(int number, Shard shard, FlightRecorder recorder) {
    Map<Integer, InputSpec> inputs = new TreeMap<>();
    shard.parts().inputs().forEach((input, part) -> inputs.put(input, anchored(part.spec(), part.meter())));
    Map<Integer, OutputSpec> outputs = new TreeMap<>();
    shard.parts().outputs().forEach((output, part) -> outputs.put(output, part.spec()));
    Map<Integer, TransmitGroup> groups = new TreeMap<>();
    shard.parts().groups().forEach(group -> groups.put(group.number, group.sent()));
    return new ShardFlight(number, recorder, inputs, outputs, groups, RouteTable.of(shard.plant(), shard.plant().crosspoints()));
  }

  private static InputSpec anchored(InputSpec spec, InputMeter meter) {
    return meter.timing() == InputMeter.Timing.ARRIVAL && !spec.isRecovered()
        ? spec.anchoredAt((int) meter.gauges().get(InputGauge.OFFSET))
        : spec;
  }

  /** One with room for so much of what a plant brings, or null for none. */
  static @Nullable FlightRecorder recorder(PlantSpec plant, long keepNs) {
    if (keepNs == 0) {
      return null;
    }
    double bytesPerSecond = 0;
    for (InputSpec input : plant.inputs()) {
      double packetsPerSecond = (double) input.format().rateHz() / input.packetFrames();
      List<ReceiveFlow> flows = input.flows();
      int payloadBytes = input.packetFrames() * input.format().frameBytes() * (flows.isEmpty() ? 2 : 1);
      bytesPerSecond += Math.max(1, flows.size()) * packetsPerSecond * (PACKET_OVERHEAD_BYTES + payloadBytes);
    }
    for (TransmitGroup group : TransmitGroup.of(plant)) {
      bytesPerSecond += (double) group.rateHz() / group.packetFrames() * TRANSMIT_BYTES;
    }
    return FlightRecorder.ofBytes((long) (bytesPerSecond * keepNs / 1e9 * 8 / 7));
  }
}
