package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.TapSpec;
import io.crosspoint.pipeline.event.Installation;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.matrix.RenderChange;
import io.crosspoint.pipeline.matrix.RenderStage;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Samples;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** Render, and behind it the taps. */
public final class TapStage implements Stage {

  private static final Point[] NONE = {};

  private final RenderStage render;
  /** By group. */
  private final Point[][] points;

  /** One tap in the group that it is served by. */
  private sealed interface Point {

    void take(MediaEvent event);
  }

  /** A tap of an output or input that a group serves. Built by the control thread. */
  public static final class Served {
    private final Point point;
    private final Tap tap;

    private Served(Point point, Tap tap) {
      this.point = point;
      this.tap = tap;
    }

    /** Of what an output sends. */
    public static Served ofOutput(TapSpec spec, OutputSpec output) {
      TapRing ring = new TapRing(output.format(), output.packetFrames());
      return new Served(new OutputPoint(ring, spec.stream()), new Tap(spec, ring));
    }

    /**
     * Of what routes read of an input.
     *
     * @param timeline that they read, at the input's own rate
     * @param packetFrames of the group
     */
    public static Served ofInput(TapSpec spec, InputSpec input, Timeline timeline, int packetFrames) {
      TapRing ring = new TapRing(input.format(), packetFrames);
      return new Served(new InputPoint(ring, timeline, input.linkOffsetFrames()), new Tap(spec, ring));
    }

    public Tap tap() {
      return tap;
    }
  }

  /** The taps that a group serves from a command on. */
  public static final class Change {
    private final int group;
    private final Point[] points;

    public Change(int group, List<Served> served) {
      this.group = group;
      this.points = served.stream().map(one -> one.point).toArray(Point[]::new);
    }
  }

  /** What is done at one command: render's part, and for some groups the taps. */
  public static final class Changes {
    private final RenderChange render;
    private final Change[] taps;

    public Changes(RenderChange render, List<Change> taps) {
      this.render = render;
      this.taps = taps.toArray(Change[]::new);
    }
  }

  /** @param render the stage whose work is tapped */
  public TapStage(RenderStage render, int mostGroups) {
    this.render = render;
    this.points = new Point[mostGroups][];
    Arrays.fill(points, NONE);
  }

  /** From now on, or, before the shard runs, from the beginning. */
  public void apply(Changes changes) {
    render.apply(changes.render);
    for (Change change : changes.taps) {
      points[change.group] = change.points;
    }
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    if (event.kind == MediaEvent.Kind.COMMAND
        && event.command instanceof Installation installed && installed.render() instanceof Changes changes) {
      apply(changes);
      return;
    }
    render.onEvent(event, slab, offset);
    if (event.kind == MediaEvent.Kind.TRANSMIT) {
      for (Point point : points[event.group]) {
        point.take(event);
      }
    }
  }

  private static final class OutputPoint implements Point {
    final TapRing ring;
    final int output;
    final int payloadBytes;

    OutputPoint(TapRing ring, int output) {
      this.ring = ring;
      this.output = output;
      this.payloadBytes = ring.packetFrames() * ring.format().frameBytes();
    }

    @Override
    public void take(MediaEvent event) {
      TransmitBatch batch = event.batch;
      int packet = batch == null ? -1 : batch.packetOf(output);
      long to = batch == null || packet < 0 ? -1 : ring.claim();
      if (batch != null && to >= 0) {
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
