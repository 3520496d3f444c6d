package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
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
    final ChangeMeter changes;
    final MixPlanes planes;

    Grid(
        TransmitGroup group,
        RouteTable initial,
        OutputRenderer[] renderers,
        BatchRotation batches,
        ChangeMeter changes,
        MixPlanes planes) {
      this.clock = new MediaClock(group.rateHz());
      this.routes = new RouteSchedule(initial);
      this.renderers = renderers;
      this.outputs = group.outputs().stream().mapToInt(output -> output).toArray();
      this.batches = batches;
      this.changes = changes;
      this.planes = planes;
    }
  }

  /**
   * @param batches one rotation for each group
   * @param counters one block for each output
   * @param peaks one for each output
   * @param changes one for each group
   */
  public RenderStage(
      PlantSpec plant,
      List<TransmitGroup> groups,
      Timelines converted,
      List<BatchRotation> batches,
      List<Counters<OutputCounter>> counters,
      List<PeakMeter> peaks,
      List<ChangeMeter> changes) {
    int inputs = plant.inputs().size();
    RouteTable initial = RouteTable.of(plant, plant.crosspoints());
    this.grids = new Grid[groups.size()];
    for (int g = 0; g < grids.length; g++) {
      int rateHz = groups.get(g).rateHz();
      Timeline[] timelines = IntStream.range(0, inputs).mapToObj(input -> converted.timeline(input, rateHz)).toArray(Timeline[]::new);
      int[] linkOffsets = plant.inputs().stream().mapToInt(input -> input.linkOffsetFrames(rateHz)).toArray();
      int channels = plant.inputs().stream().mapToInt(input -> input.format().channels()).sum();
      MixPlanes planes = new MixPlanes(channels, groups.get(g).packetFrames());
      OutputRenderer[] renderers =
          groups.get(g).outputs().stream()
              .map(o -> new OutputRenderer(plant.outputs().get(o), timelines, linkOffsets, counters.get(o), peaks.get(o), planes))
              .toArray(OutputRenderer[]::new);
      grids[g] = new Grid(groups.get(g), initial, renderers, batches.get(g), changes.get(g), planes);
    }
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    if (event.kind == MediaEvent.Kind.TRANSMIT) {
      render(grids[event.group], event);
    } else if (event.kind == MediaEvent.Kind.COMMAND && event.command instanceof RouteTable table) {
      for (Grid grid : grids) {
        if (grid.routes.add(table, event.fromPtpNs, event.clockEpoch) != null) {
          grid.changes.hold(grid.routes.current().number(), event.fromPtpNs);
        }
      }
    }
  }

  private static void render(Grid grid, MediaEvent event) {
    TransmitBatch batch = grid.batches.of(event.firstIndex);
    grid.planes.begin();
    advance(grid, event, grid.clock.timeOf(event.firstIndex));
    int changes = grid.routes.pendingUntil(event.deadlinePtpNs - 1, event.clockEpoch);
    RouteTable table = grid.routes.current();
    for (int i = 0; i < grid.renderers.length; i++) {
      long offset = batch.offset(i);
      long payload = offset + RtpPacket.HEADER_BYTES;
      int output = grid.outputs[i];
      OutputRenderer renderer = grid.renderers[i];
      renderer.writeHeader(batch.memory(), offset, event.firstIndex);
      if (!grid.routes.isUntouched(output, changes)) {
        mixAcrossChanges(grid, i, changes, event);
        renderer.encode(event.firstIndex, batch.memory(), payload);
      } else if (!renderer.tryCopy(
          table.mix(output), table.fade(output), event.firstIndex, event.clockEpoch, batch.memory(), payload)) {
        renderer.mix(table.mix(output), table.fade(output), event.firstIndex, 0, event.frames, event.clockEpoch);
        renderer.encode(event.firstIndex, batch.memory(), payload);
      }
    }
    if (changes > 0) {
      advance(grid, event, event.deadlinePtpNs - 1);
    }
  }

  /** Makes every change current that holds at a PTP time, and tells from which frame on it does. */
  private static void advance(Grid grid, MediaEvent event, long ptpNs) {
    while (grid.routes.isDue(ptpNs, event.clockEpoch)) {
      long index = Math.max(event.firstIndex, Switchover.indexFrom(grid.clock, grid.routes.fromPtpNs(0)));
      grid.routes.next();
      grid.changes.hold(grid.routes.current().number(), grid.clock.timeOf(index));
    }
  }

  /** A packet within which an output's routes change is put together from the parts before and after, each to the frame. */
  private static void mixAcrossChanges(Grid grid, int place, int changes, MediaEvent event) {
    RouteTable table = grid.routes.current();
    int output = grid.outputs[place];
    int done = 0;
    for (int change = 0; change <= changes; change++) {
      int end = event.frames;
      if (change < changes) {
        long index = Switchover.indexFrom(grid.clock, grid.routes.fromPtpNs(change));
        end = (int) Math.clamp(index - event.firstIndex, (long) done, event.frames);
      }
      if (end > done) {
        long from = event.firstIndex + done;
        grid.renderers[place].mix(table.mix(output), table.fade(output), from, done, end - done, event.clockEpoch);
        done = end;
      }
      table = change < changes ? grid.routes.table(change) : table;
    }
  }
}
