package io.crosspoint.pipeline.flight;

import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.lang.foreign.MemorySegment;

/**
 * Keeps what one shard did lately: two logs, because place and render may run on threads of their own, and each log has one writer.
 *
 * @param events everything on the ring, before place
 * @param checks checksums of everything rendered
 */
public record FlightRecorder(EventLog events, CheckLog checks) {

  /** Checksums are much shorter than what they are of. */
  private static final int CHECKS_PART = 16;

  /** @param bytes for the events; both are rounded up to a power of two */
  public static FlightRecorder ofBytes(long bytes) {
    return new FlightRecorder(new EventLog(FlightLog.ofBytes(bytes)), new CheckLog(FlightLog.ofBytes(bytes / CHECKS_PART)));
  }

  /** The first stage, which sees every event as it was published. */
  public Stage before(Stage place) {
    return new Before(events, place);
  }

  /** The last stage. */
  public Stage behind(Stage render) {
    return new Behind(checks, render);
  }

  private record Before(EventLog log, Stage stage) implements Stage {
    @Override
    public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
      log.record(event, slab, offset);
      stage.onEvent(event, slab, offset);
    }
  }

  private static final class Behind implements Stage {
    final CheckLog log;
    final Stage stage;
    long transmits;

    Behind(CheckLog log, Stage stage) {
      this.log = log;
      this.stage = stage;
    }

    @Override
    public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
      stage.onEvent(event, slab, offset);
      if (event.kind == MediaEvent.Kind.TRANSMIT) {
        TransmitBatch batch = event.batch;
        if (batch != null) {
          log.record(transmits, batch);
        }
        transmits++;
      }
    }
  }
}
