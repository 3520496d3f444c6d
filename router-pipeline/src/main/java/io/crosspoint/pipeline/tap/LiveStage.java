package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/** Render, and behind it those taps that come and go. Costs a look at an empty array while there are none. */
public final class LiveStage implements Stage {

  private final Stage render;
  private final AtomicLong applied = new AtomicLong();
  private LivePoint[] points = {};

  /** @param render the stage whose work is tapped */
  public LiveStage(Stage render) {
    this.render = render;
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    render.onEvent(event, slab, offset);
    if (event.kind == MediaEvent.Kind.COMMAND) {
      if (event.command instanceof LiveSet set) {
        points = set.points;
        applied.setRelease(set.number);
      }
    } else if (points.length > 0) {
      take(event, slab, offset);
    }
  }

  private void take(MediaEvent event, MemorySegment slab, long offset) {
    TransmitBatch batch = event.batch;
    for (LivePoint point : points) {
      if (event.kind == MediaEvent.Kind.PACKET) {
        point.onPacket(event, slab, offset);
      } else if (event.kind == MediaEvent.Kind.TRANSMIT && batch != null) {
        point.onTransmit(event, batch.rateHz(), batch);
      }
    }
  }

  /** Number of the newest set that was applied: taps of earlier ones are written no more. From any thread. */
  public long applied() {
    return applied.getAcquire();
  }
}
