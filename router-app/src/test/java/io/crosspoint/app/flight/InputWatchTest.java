package io.crosspoint.app.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose fault a late packet is. */
class InputWatchTest {

  private static final MediaClock CLOCK = new MediaClock(48_000);
  private static final long INDEX = 48_000_000;
  /** Link offset less lead. */
  private static final long SLACK_NS = 1_500_000;

  private final InputSpec spec = Plants.input("in", new AudioFormat(Encoding.L24, 48_000, 2), 48, 96);
  private final InputMeter meter = new InputMeter();
  private final InputWatch watch = new InputWatch(spec, meter, 500_000);
  private final List<Incident> incidents = new ArrayList<>();

  private void late(long arrivalPtpNs) {
    meter.counters().increment(InputCounter.LATE);
    MediaEvent event = new MediaEvent();
    event.arrivalPtpNs = arrivalPtpNs;
    event.firstIndex = INDEX;
    watch.onPacket(event);
  }

  @Test
  void shouldBlameTheWay() {
    late(CLOCK.timeOf(INDEX) + SLACK_NS + 2_000_000);
    watch.onTransmit(7, incidents);
    assertEquals(
        List.of(new Incident(7, "in", "input_late_packets", 1, "the latest came 2.000 ms after its frames were closed")), incidents);
  }

  @Test
  void shouldBlameTheHost() {
    late(CLOCK.timeOf(INDEX) + SLACK_NS - 1);
    watch.onTransmit(7, incidents);
    watch.onTransmit(8, incidents);
    assertEquals(
        List.of(new Incident(7, "in", "input_late_packets", 1, "1 of them had reached this host in time, and were read too late: it stood"
            + " still")),
        incidents);
  }
}
