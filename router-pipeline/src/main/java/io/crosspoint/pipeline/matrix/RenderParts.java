package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.pcm.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds what render needs for streams that come, and says what it no longer needs for those that go. What is collected here goes to render
 * with the next {@link #take}.
 *
 * <p><b>Thread:</b> control's.
 */
public final class RenderParts {

  private final int mostInputs;
  private final Timelines converted;
  /** By sample rate. */
  private final Map<Integer, ReadableInputs> readable = new TreeMap<>();
  private final Map<Integer, InputSpec> known = new TreeMap<>();
  private final int expectedChannels;
  private final Map<Packets, MixPlanes> planes = new HashMap<>();
  private final Map<Integer, Packets> groupsThere = new HashMap<>();
  private final List<RenderChange.Input> inputs = new ArrayList<>();
  private final List<RenderChange.Output> outputs = new ArrayList<>();
  private final List<RenderChange.Group> groups = new ArrayList<>();

  private record Packets(int rateHz, int frames) {}

  /**
   * @param expectedChannels of all inputs together
   * @param converted what the inputs are read from, as {@code convert} arranges it
   */
  public RenderParts(int mostInputs, int expectedChannels, Timelines converted) {
    this.mostInputs = mostInputs;
    this.expectedChannels = expectedChannels;
    this.converted = converted;
  }

  /** An input can be read, at every rate that outputs have. */
  public void addInput(int input, InputSpec spec) {
    known.put(input, spec);
    readable.forEach((rateHz, at) -> inputs.add(new RenderChange.Input(at, input, readable(input, rateHz))));
  }

  /** No table reads an input any more. */
  public void removeInput(int input) {
    known.remove(input);
    readable.values().forEach(at -> inputs.add(new RenderChange.Input(at, input, null)));
  }

  /** An output is rendered; its converted inputs, if its rate is new, are arranged already. */
  public void addOutput(int output, OutputSpec spec, Counters<OutputCounter> counters, PeakMeter peaks) {
    ReadableInputs at = readable.computeIfAbsent(spec.format().rateHz(), this::readable);
    MixPlanes ofGroup = planes(new Packets(spec.format().rateHz(), spec.packetFrames()));
    outputs.add(new RenderChange.Output(output, new OutputRenderer(spec, at, counters, peaks, ofGroup)));
  }

  /** No packet of an output will be rendered any more. */
  public void removeOutput(int output) {
    outputs.add(new RenderChange.Output(output, null));
  }

  /** @param table that holds when the group begins */
  public void addGroup(int number, TransmitGroup group, RouteTable table, ChangeMeter changes) {
    Packets packets = new Packets(group.rateHz(), group.packetFrames());
    groupsThere.put(number, packets);
    groups.add(new RenderChange.Group(number, new RenderStage.Grid(group, table, changes, planes(packets))));
  }

  public void removeGroup(int number) {
    planes.remove(groupsThere.remove(number));
    groups.add(new RenderChange.Group(number, null));
  }

  /** One for all outputs of a group, as large as its inputs suggest when it begins. */
  private MixPlanes planes(Packets packets) {
    int channels = Math.max(expectedChannels, known.values().stream().mapToInt(spec -> spec.format().channels()).sum());
    return planes.computeIfAbsent(packets, absent -> new MixPlanes(channels, packets.frames));
  }

  /** Outputs of a rate are gone. */
  public void forgetRate(int rateHz) {
    readable.remove(rateHz);
  }

  private ReadableInputs readable(int rateHz) {
    ReadableInputs fresh = new ReadableInputs(mostInputs);
    known.forEach((input, spec) -> fresh.put(input, timeline(input, rateHz), spec.linkOffsetFrames(rateHz)));
    return fresh;
  }

  private RenderChange.Found readable(int input, int rateHz) {
    InputSpec spec = known.get(input);
    return new RenderChange.Found(timeline(input, rateHz), spec == null ? 0 : spec.linkOffsetFrames(rateHz));
  }

  private Timeline timeline(int input, int rateHz) {
    return converted.timeline(input, rateHz);
  }

  /** Everything since the last time. */
  public RenderChange take() {
    RenderChange change =
        new RenderChange(
            inputs.toArray(RenderChange.Input[]::new), outputs.toArray(RenderChange.Output[]::new),
            groups.toArray(RenderChange.Group[]::new));
    inputs.clear();
    outputs.clear();
    groups.clear();
    return change;
  }
}
