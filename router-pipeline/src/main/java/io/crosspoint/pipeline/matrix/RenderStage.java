package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.Timeline;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/** The last stage: turns TRANSMIT(k) into the finished packets of batch k. */
public final class RenderStage implements Stage {

  private final Grid[] grids;

  /** One transmit group's share of this stage. Each has routes of its own, because a long packet reads further back than a short one. */
  private static final class Grid {
    final MediaClock clock;
    final RouteSchedule routes;
    final OutputRenderer[] renderers;
    final int[] outputs;
    final BatchRotation batches;

    Grid(TransmitGroup group, RouteTable initial, OutputRenderer[] renderers, BatchRotation batches) {
      this.clock = new MediaClock(group.rateHz());
      this.routes = new RouteSchedule(initial);
      this.renderers = renderers;
      this.outputs = group.outputs().stream().mapToInt(output -> output).toArray();
      this.batches = batches;
    }
  }

  /**
   * @param batches one rotation for each group
   * @param counters one block for each output
   */
  public RenderStage(
      PlantSpec plant,
      List<TransmitGroup> groups,
      Timelines converted,
      List<BatchRotation> batches,
      List<Counters<OutputCounter>> counters) {
    int inputs = plant.inputs().size();
    RouteTable initial = RouteTable.of(plant, plant.crosspoints());
    this.grids = new Grid[groups.size()];
    for (int g = 0; g < grids.length; g++) {
      int rateHz = groups.get(g).rateHz();
      Timeline[] timelines = IntStream.range(0, inputs).mapToObj(input -> converted.timeline(input, rateHz)).toArray(Timeline[]::new);
      int[] linkOffsets = plant.inputs().stream().mapToInt(input -> input.linkOffsetFrames(rateHz)).toArray();
      OutputRenderer[] renderers =
          groups.get(g).outputs().stream()
              .map(output -> new OutputRenderer(plant.outputs().get(output), timelines, linkOffsets, counters.get(output)))
              .toArray(OutputRenderer[]::new);
      grids[g] = new Grid(groups.get(g), initial, renderers, batches.get(g));
    }
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    if (event.kind == MediaEvent.Kind.TRANSMIT) {
      render(grids[event.group], event);
    } else if (event.kind == MediaEvent.Kind.COMMAND && event.command instanceof RouteTable table) {
      for (Grid grid : grids) {
        grid.routes.add(table, event.fromPtpNs);
      }
    }
  }

  private static void render(Grid grid, MediaEvent event) {
    TransmitBatch batch = grid.batches.of(event.firstIndex);
    grid.routes.advanceTo(grid.clock.timeOf(event.firstIndex));
    boolean hasChange = grid.routes.nextFromPtpNs() < event.deadlinePtpNs;
    for (int i = 0; i < grid.renderers.length; i++) {
      long offset = batch.offset(i);
      long payload = offset + RtpPacket.HEADER_BYTES;
      OutputRenderer renderer = grid.renderers[i];
      renderer.writeHeader(batch.memory(), offset, event.firstIndex);
      OutputMix mix = grid.routes.current().mix(grid.outputs[i]);
      if (!hasChange && !renderer.tryCopy(mix, event.firstIndex, event.clockEpoch, batch.memory(), payload)) {
        renderer.mix(mix, event.firstIndex, 0, event.frames, event.clockEpoch);
        renderer.encode(batch.memory(), payload);
      }
    }
    if (hasChange) {
      renderAcrossChanges(grid, event, batch);
    }
  }

  /** A packet within which the routes change is put together from the parts before and after, each to the frame. */
  private static void renderAcrossChanges(Grid grid, MediaEvent event, TransmitBatch batch) {
    int done = 0;
    while (done < event.frames) {
      long from = event.firstIndex + done;
      grid.routes.advanceTo(grid.clock.timeOf(from));
      int end = (int) Math.clamp(firstIndexAt(grid) - event.firstIndex, done + 1L, event.frames);
      for (int i = 0; i < grid.renderers.length; i++) {
        grid.renderers[i].mix(grid.routes.current().mix(grid.outputs[i]), from, done, end - done, event.clockEpoch);
      }
      done = end;
    }
    for (int i = 0; i < grid.renderers.length; i++) {
      grid.renderers[i].encode(batch.memory(), batch.offset(i) + RtpPacket.HEADER_BYTES);
    }
  }

  /** The first index whose time is not before the next change. */
  private static long firstIndexAt(Grid grid) {
    long changePtpNs = grid.routes.nextFromPtpNs();
    return changePtpNs == Long.MAX_VALUE ? Long.MAX_VALUE / 2 : grid.clock.indexOf(changePtpNs - 1) + 1;
  }
}
