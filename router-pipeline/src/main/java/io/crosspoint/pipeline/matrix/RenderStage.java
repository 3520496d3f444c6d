package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The last stage: turns TRANSMIT(k) into the finished packets of batch k. */
public final class RenderStage implements Stage {

  private final @Nullable Grid[] grids;
  private final @Nullable OutputRenderer[] renderers;

  /** One transmit group's share of this stage. Each has routes of its own, because a long packet reads further back than a short one. */
  static final class Grid {
    final MediaClock clock;
    final RouteSchedule routes;
    final ChangeMeter changes;
    final MixPlanes planes;

    Grid(TransmitGroup group, RouteTable initial, ChangeMeter changes, MixPlanes planes) {
      this.clock = new MediaClock(group.rateHz());
      this.routes = new RouteSchedule(initial);
      this.changes = changes;
      this.planes = planes;
    }
  }

  /** Renders nothing until streams are installed. */
  public RenderStage(int mostGroups, int mostOutputs) {
    this.grids = new @Nullable Grid[mostGroups];
    this.renderers = new @Nullable OutputRenderer[mostOutputs];
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    if (event.kind == MediaEvent.Kind.TRANSMIT) {
      Grid grid = grids[event.group];
      TransmitBatch batch = event.batch;
      if (grid != null && batch != null) {
        render(grid, batch, event);
      }
    } else if (event.kind == MediaEvent.Kind.COMMAND && event.command instanceof RouteTable table) {
      add(table, event);
    }
  }

  private void add(RouteTable table, MediaEvent event) {
    for (Grid grid : grids) {
      if (grid != null && grid.routes.add(table, event.fromPtpNs, event.clockEpoch) != null) {
        grid.changes.hold(grid.routes.current().number(), event.fromPtpNs);
      }
    }
  }

  /** Puts streams in place and takes them out, between two events. */
  public void apply(RenderChange change) {
    for (RenderChange.Input input : change.inputs) {
      RenderChange.Found readable = input.found();
      if (readable == null) {
        input.inputs().clear(input.input());
      } else {
        input.inputs().put(input.input(), readable.timeline(), readable.linkOffsetFrames());
      }
    }
    for (RenderChange.Output output : change.outputs) {
      renderers[output.output()] = output.renderer();
    }
    for (RenderChange.Group group : change.groups) {
      grids[group.group()] = group.grid();
    }
  }

  private void render(Grid grid, TransmitBatch batch, MediaEvent event) {
    grid.planes.begin();
    advance(grid, event, grid.clock.timeOf(event.firstIndex));
    int changes = grid.routes.pendingUntil(event.deadlinePtpNs - 1, event.clockEpoch);
    for (int packet = 0; packet < batch.packets(); packet++) {
      OutputRenderer renderer = renderers[batch.number(packet)];
      if (renderer != null) {
        render(grid, renderer, batch, packet, changes, event);
      }
    }
    if (changes > 0) {
      advance(grid, event, event.deadlinePtpNs - 1);
    }
  }

  private static void render(Grid grid, OutputRenderer renderer, TransmitBatch batch, int packet, int changes, MediaEvent event) {
    RouteTable table = grid.routes.current();
    int output = batch.number(packet);
    long offset = batch.offset(packet);
    long payload = offset + RtpPacket.HEADER_BYTES;
    renderer.writeHeader(batch.memory(), offset, event.firstIndex);
    if (!grid.routes.isUntouched(output, changes)) {
      mixAcrossChanges(grid, renderer, output, changes, event);
      renderer.encode(event.firstIndex, batch.memory(), payload);
    } else if (!renderer.tryCopy(
        table.mix(output), table.fade(output), event.firstIndex, event.clockEpoch, batch.memory(), payload)) {
      renderer.mix(table.mix(output), table.fade(output), event.firstIndex, 0, event.frames, event.clockEpoch);
      renderer.encode(event.firstIndex, batch.memory(), payload);
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
  private static void mixAcrossChanges(Grid grid, OutputRenderer renderer, int output, int changes, MediaEvent event) {
    RouteTable table = grid.routes.current();
    int done = 0;
    for (int change = 0; change <= changes; change++) {
      int end = event.frames;
      if (change < changes) {
        long index = Switchover.indexFrom(grid.clock, grid.routes.fromPtpNs(change));
        end = (int) Math.clamp(index - event.firstIndex, (long) done, event.frames);
      }
      if (end > done) {
        long from = event.firstIndex + done;
        renderer.mix(table.mix(output), table.fade(output), from, done, end - done, event.clockEpoch);
        done = end;
      }
      table = change < changes ? grid.routes.table(change) : table;
    }
  }
}
