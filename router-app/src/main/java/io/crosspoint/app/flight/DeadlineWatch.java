package io.crosspoint.app.flight;

import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.ptp.clock.ClockState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of one transmit group that are missing in a recording, because the tick has given them up or was not there, and what became of
 * the clock that they are told by.
 */
final class DeadlineWatch {

  private final FlightPlan.Group group;
  private final String outputs;
  private long nextIndex = Long.MIN_VALUE;
  private int epoch;
  private @Nullable ClockState state;

  DeadlineWatch(FlightPlan.Group group, List<String> outputs) {
    this.group = group;
    this.outputs = outputs.size() > 3 ? outputs.getFirst() + " and " + (outputs.size() - 1) + " more" : String.join(", ", outputs);
  }

  void onTransmit(MediaEvent event, List<Incident> to) {
    if (nextIndex != Long.MIN_VALUE && event.clockEpoch != epoch) {
      to.add(new Incident(event.deadlinePtpNs, outputs, "clock_epoch", 1, "the clock was set: every stream begins anew"));
    } else if (nextIndex != Long.MIN_VALUE && event.firstIndex > nextIndex) {
      long skipped = (event.firstIndex - nextIndex) / group.packetFrames();
      double standstillMs = (event.firstIndex - nextIndex) * 1e3 / group.rateHz();
      String why = String.format(Locale.ROOT, "the tick stood still for %.3f ms", standstillMs);
      to.add(new Incident(event.deadlinePtpNs, outputs, "transmit_skipped_batches", skipped, why));
    }
    if (state != null && event.clockState != state) {
      to.add(new Incident(event.deadlinePtpNs, outputs, "clock_state", 1, event.clockState + " after " + state));
    }
    state = event.clockState;
    nextIndex = event.firstIndex + event.frames;
    epoch = event.clockEpoch;
  }
}
