package io.crosspoint.app.metrics;

import io.crosspoint.app.config.ClockChoice;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/** The published clock. */
final class ClockMetrics {

  private ClockMetrics() {}

  static void bind(Bindings bindings, PlantTime time, ClockChoice choice) {
    Tags tags = Tags.of("source", choice.source().name().toLowerCase(Locale.ROOT));
    for (ClockState state : ClockState.values()) {
      bindings.gauge(
          "clock_state", "1 for the state that the clock is in, 0 for the others.",
          tags.and("state", state.name().toLowerCase(Locale.ROOT)),
          () -> time.snapshot().state() == state ? 1 : 0);
    }
    bindings.gauge("clock_usable", "1 when media may be sent on this clock.", tags, () -> time.snapshot().state().isUsable() ? 1 : 0);
    bindings.gauge(
        "clock_error_bound_seconds", "Half-width of the interval that holds the true time; NaN before the first lock.", tags,
        () -> errorBoundSeconds(time.snapshot()));
    bindings.gauge(
        "clock_rate_offset_ratio", "Fractional frequency of PTP against this host's oscillator.", tags, () -> time.snapshot().rate());
    bindings.gauge(
        "clock_epoch", "Incremented each time the published time is not continuous with what was published before.", tags,
        () -> time.snapshot().epoch());
    bindings.gauge(
        "clock_ptp_time_seconds", "PTP time of the plant now; NaN while there is none.", tags,
        () -> time.ptpNs().isPresent() ? time.ptpNs().getAsLong() / 1e9 : Double.NaN);
    for (int i = 0; i < time.ports().size(); i++) {
      int port = i;
      Tags network = Tags.of("network", choice.networks().get(i).name());
      bindings.gauge(
          "clock_selected", "1 for the network whose PTP is followed, 0 for the other.", network,
          () -> time.selectedPort() == port ? 1 : 0);
      PtpMetrics.bind(bindings, time.ports().get(i), network);
    }
  }

  private static double errorBoundSeconds(ClockSnapshot snapshot) {
    return snapshot.errorBoundNs() == Long.MAX_VALUE ? Double.NaN : snapshot.errorBoundNs() / 1e9;
  }
}
