package io.crosspoint.app.metrics;

import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpStatus;
import io.crosspoint.ptp.port.PortCounters;
import io.crosspoint.ptp.wire.Discard;
import io.crosspoint.ptp.wire.MessageType;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The PTP port behind the clock. */
final class PtpMetrics {

  private PtpMetrics() {}

  static void bind(Bindings bindings, PtpClockSource source, Tags tags) {
    for (ClockState state : ClockState.values()) {
      bindings.gauge(
          "ptp_state", "1 for the state of the clock of this network, followed or not, 0 for the others.", tags.and("state", word(state)),
          () -> source.snapshot().state() == state ? 1 : 0);
    }
    gauge(bindings, "ptp_path_delay_seconds", "Mean delay of the path to the master.", tags, source, status -> status.pathDelayNs() / 1e9);
    gauge(
        bindings, "ptp_offset_seconds", "How far the published clock is from the estimate, which it approaches by slewing.", tags, source,
        status -> status.offsetNs() / 1e9);
    gauge(
        bindings, "ptp_masters", "Masters heard in this domain, followed or not.", tags, source, status -> status.masters().size());
    for (MessageType type : MessageType.values()) {
      counter(
          bindings, "ptp_received_messages", "Well-formed PTP messages of this domain.", tags.and("type", word(type)), source,
          counters -> counters.received(type));
    }
    for (Discard reason : Discard.values()) {
      counter(
          bindings, "ptp_discarded_messages", "PTP messages that were not used.", tags.and("reason", word(reason)), source,
          counters -> counters.discards(reason));
    }
    counter(bindings, "ptp_delay_requests", "Delay requests sent.", tags, source, PortCounters::requestsSent);
    counter(bindings, "ptp_master_changes", "Times that another master was selected.", tags, source, PortCounters::parentChanges);
  }

  private static void gauge(
      Bindings bindings, String name, String help, Tags tags, PtpClockSource source, ToDoubleFunction<PtpStatus> value) {
    bindings.gauge(name, help, tags, () -> source.status().map(value::applyAsDouble).orElse(Double.NaN));
  }

  private static void counter(
      Bindings bindings, String name, String help, Tags tags, PtpClockSource source, ToLongFunction<PortCounters> value) {
    bindings.counter(name, help, tags, () -> source.status().map(PtpStatus::counters).map(value::applyAsLong).orElse(0L));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
