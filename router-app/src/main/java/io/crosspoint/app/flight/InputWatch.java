package io.crosspoint.app.flight;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.List;
import java.util.Locale;

/** What goes wrong with one input while it is replayed, and what the packets say of the cause. */
final class InputWatch {

  private static final InputCounter[] TROUBLE = {
    InputCounter.MISSING_FRAMES, InputCounter.LOST, InputCounter.LATE, InputCounter.EARLY, InputCounter.STRAY, InputCounter.MALFORMED,
    InputCounter.WRONG_PAYLOAD_TYPE, InputCounter.WRONG_LENGTH, InputCounter.UNTIMED, InputCounter.FOREIGN_SENDER,
    InputCounter.SENDER_CHANGES, InputCounter.REANCHORS
  };

  /** Arrivals further apart than so many packet times are a gap worth telling. */
  private static final int GAP_PACKETS = 3;

  private final InputSpec spec;
  private final InputMeter meter;
  private final MediaClock clock;
  private final long slackNs;
  private final long[] before = new long[TROUBLE.length];
  private long lateBefore;
  private long worstLateNs;
  private long heldUp;
  private long longestGapNs;
  private long arrivedPtpNs = MediaEvent.UNTIMED;

  InputWatch(InputSpec spec, InputMeter meter, long leadNs) {
    this.spec = spec;
    this.meter = meter;
    this.clock = new MediaClock(spec.format().rateHz());
    this.slackNs = spec.linkOffsetFrames() * 1_000_000_000L / spec.format().rateHz() - leadNs;
  }

  /** @param event as place has left it */
  void onPacket(MediaEvent event) {
    if (event.arrivalPtpNs == MediaEvent.UNTIMED) {
      return;
    }
    if (arrivedPtpNs != MediaEvent.UNTIMED) {
      longestGapNs = Math.max(longestGapNs, event.arrivalPtpNs - arrivedPtpNs);
    }
    arrivedPtpNs = event.arrivalPtpNs;
    long late = meter.counters().get(InputCounter.LATE);
    if (late != lateBefore) {
      lateBefore = late;
      long lateNs = event.arrivalPtpNs - clock.timeOf(event.firstIndex) - slackNs;
      worstLateNs = Math.max(worstLateNs, lateNs);
      heldUp += lateNs <= 0 ? 1 : 0;
    }
  }

  /** Tells what has happened since the last time. */
  void onTransmit(long deadlinePtpNs, List<Incident> to) {
    boolean isTold = false;
    for (int i = 0; i < TROUBLE.length; i++) {
      long now = meter.counters().get(TROUBLE[i]);
      if (now != before[i]) {
        to.add(new Incident(deadlinePtpNs, spec.name(), TROUBLE[i].metricName(), now - before[i], why(TROUBLE[i])));
        before[i] = now;
        isTold = true;
      }
    }
    if (isTold) {
      worstLateNs = 0;
      heldUp = 0;
      longestGapNs = 0;
    }
  }

  private String why(InputCounter what) {
    return switch (what) {
      case LATE -> heldUp > 0
          ? heldUp + " of them had reached this host in time, and were read too late: it stood still"
          : String.format(Locale.ROOT, "the latest came %.3f ms after its frames were closed", worstLateNs / 1e6);
      case MISSING_FRAMES -> longestGapNs > 1_000_000_000L * GAP_PACKETS * spec.packetFrames() / spec.format().rateHz()
          ? String.format(Locale.ROOT, "nothing came for %.3f ms", longestGapNs / 1e6)
          : "silence in their place";
      default -> "";
    };
  }
}
