package io.crosspoint.benchmarks.stress;

import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.flight.EventLog;
import io.crosspoint.pipeline.flight.FlightLog;
import io.crosspoint.pipeline.flight.FlightRecorder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A recording that is frozen while it goes on: records that a cursor gives are whole, one behind the other. */
@JCStressTest
@Outcome(id = {"0, 0, 0", "1, 1, 1", "2, 2, 2"}, expect = Expect.ACCEPTABLE, desc = "so many records, each whole, from the first on")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a record, or one too many")
@State
public class FlightLogStress {

  private static final MemorySegment SLAB = Arena.ofAuto().allocate(64);

  private final FlightRecorder recorder = FlightRecorder.ofBytes(1 << 17);
  private final Stage before = recorder.before((event, slab, offset) -> {});
  private final MediaEvent event = new MediaEvent();

  @Actor
  public void writer() {
    event.kind = MediaEvent.Kind.PACKET;
    event.lengthBytes = 8;
    for (int i = 1; i <= 2; i++) {
      event.arrivalPtpNs = i;
      event.sourcePort = i;
      before.onEvent(event, SLAB, 0);
    }
  }

  @Actor
  public void freezer(III_Result result) {
    FlightLog.Cursor cursor = recorder.events().log().cursor(0);
    while (cursor.next()) {
      MemorySegment record = cursor.contents();
      result.r1 = cursor.kind() == EventLog.PACKET ? result.r1 + 1 : -1;
      result.r2 = (int) record.get(ValueLayout.JAVA_LONG, 0);
      result.r3 = record.get(ValueLayout.JAVA_INT, 20);
    }
  }
}
