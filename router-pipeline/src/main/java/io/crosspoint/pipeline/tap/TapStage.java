package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.TapSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.Timelines;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Render, and behind it the taps. */
public final class TapStage implements Stage {

  private final Stage render;
  private final List<Tap> taps;
  /** By group. */
  private final Point[][] points;

  /** One tap in the group that it is served by. */
  private sealed interface Point {

    void take(MediaEvent event);
  }

  /**
   * @param render the stage whose work is tapped
   * @param timelines what it reads
   * @param batches what it writes, one rotation for each group
   */
  public TapStage(PlantSpec plant, List<TransmitGroup> groups, Timelines timelines, List<BatchRotation> batches, Stage render) {
    this.render = render;
    List<Tap> all = new ArrayList<>();
    List<List<Point>> byGroup = groups.stream().<List<Point>>map(group -> new ArrayList<>()).toList();
    for (TapSpec spec : plant.taps()) {
      if (spec.point() == TapSpec.Point.OUTPUT) {
        OutputSpec output = plant.outputs().get(spec.stream());
        int group = first(groups, candidate -> candidate.outputs().contains(spec.stream()));
        TapRing ring = new TapRing(output.format(), output.packetFrames());
        all.add(new Tap(spec, ring));
        byGroup.get(group).add(new OutputPoint(ring, batches.get(group), groups.get(group).outputs().indexOf(spec.stream())));
      } else {
        InputSpec input = plant.inputs().get(spec.stream());
        int rateHz = input.format().rateHz();
        int group = first(groups, candidate -> candidate.rateHz() == rateHz);
        TapRing ring = new TapRing(input.format(), groups.get(group).packetFrames());
        all.add(new Tap(spec, ring));
        byGroup.get(group).add(new InputPoint(ring, timelines.timeline(spec.stream(), rateHz), input.linkOffsetFrames()));
      }
    }
    this.taps = List.copyOf(all);
    this.points = byGroup.stream().map(list -> list.toArray(Point[]::new)).toArray(Point[][]::new);
  }

  private static int first(List<TransmitGroup> groups, Predicate<TransmitGroup> isWanted) {
    return IntStream.range(0, groups.size()).filter(i -> isWanted.test(groups.get(i))).findFirst().orElseThrow();
  }

  /** In the order of the plan. */
  public List<Tap> taps() {
    return taps;
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    render.onEvent(event, slab, offset);
    if (event.kind == MediaEvent.Kind.TRANSMIT) {
      for (Point point : points[event.group]) {
        point.take(event);
      }
    }
  }

  private static final class OutputPoint implements Point {
    final TapRing ring;
    final BatchRotation batches;
    final int packet;
    final int payloadBytes;

    OutputPoint(TapRing ring, BatchRotation batches, int packet) {
      this.ring = ring;
      this.batches = batches;
      this.packet = packet;
      this.payloadBytes = ring.packetFrames() * ring.format().frameBytes();
    }

    @Override
    public void take(MediaEvent event) {
      long to = ring.claim();
      if (to >= 0) {
        TransmitBatch batch = batches.of(event.firstIndex);
        int from = batch.offset(packet) + TransmitBatch.RTP_HEADER_BYTES;
        MemorySegment.copy(batch.memory(), from, ring.memory(), to, payloadBytes);
        ring.publish(event.firstIndex, event.clockEpoch);
      }
    }
  }

  private static final class InputPoint implements Point {
    final TapRing ring;
    final Timeline timeline;
    final int linkOffsetFrames;
    final AudioFormat format;
    final int[] frame;
    final int[] silence;

    InputPoint(TapRing ring, Timeline timeline, int linkOffsetFrames) {
      this.ring = ring;
      this.timeline = timeline;
      this.linkOffsetFrames = linkOffsetFrames;
      this.format = ring.format();
      this.frame = new int[ring.packetFrames() * format.channels()];
      this.silence = new int[format.channels()];
    }

    @Override
    public void take(MediaEvent event) {
      long to = ring.claim();
      if (to < 0) {
        return;
      }
      int channels = format.channels();
      long from = event.firstIndex - linkOffsetFrames;
      int missing = 0;
      for (int i = 0; i < event.frames; i++) {
        boolean isHeld = timeline.holds(from + i, event.clockEpoch);
        System.arraycopy(
            isHeld ? timeline.samples() : silence, isHeld ? timeline.position(from + i) : 0, frame, i * channels, channels);
        missing += isHeld ? 0 : 1;
      }
      Samples.write(format.encoding(), frame, 0, event.frames * channels, ring.memory(), to);
      if (missing > 0) {
        ring.counters().add(TapCounter.SILENT_FRAMES, missing);
      }
      ring.publish(from, event.clockEpoch);
    }
  }
}
