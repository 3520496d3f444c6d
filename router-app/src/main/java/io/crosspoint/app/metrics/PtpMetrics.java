package io.crosspoint.app.metrics;

import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.PathDelays;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpStatus;
import io.crosspoint.ptp.clock.ReferenceChanges;
import io.crosspoint.ptp.port.PortCounters;
import io.crosspoint.ptp.wire.Discard;
import io.crosspoint.ptp.wire.MessageType;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.Function;
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
    direction(bindings, tags.and("direction", "from_master"), source, PtpStatus::fromMaster);
    direction(bindings, tags.and("direction", "to_master"), source, PtpStatus::toMaster);
    change(bindings, tags.and("kind", "continued"), source, ReferenceChanges.View::continued);
    change(bindings, tags.and("kind", "equal_phase"), source, ReferenceChanges.View::equalPhase);
    change(bindings, tags.and("kind", "new_epoch"), source, ReferenceChanges.View::newEpochs);
    gauge(
        bindings, "ptp_hardware_stamps", "1 while the card stamps packets, 0 while the kernel does.", tags, source,
        status -> status.isStampedByCard() ? 1 : 0);
    gauge(
        bindings, "ptp_warnings", "Things about this PTP network that an operator should look into; the log says which.", tags, source,
        status -> status.warnings().size());
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

  private static void direction(Bindings bindings, Tags tags, PtpClockSource source, Function<PtpStatus, PathDelays.View> of) {
    String help = "Delay of messages in one direction by the published clock, of the last 256.";
    gauge(
        bindings, "ptp_direction_delay_seconds", help, tags.and("quantile", "0"), source, status -> of.apply(status).minNs() / 1e9);
    gauge(
        bindings, "ptp_direction_delay_seconds", help, tags.and("quantile", "0.5"), source, status -> of.apply(status).medianNs() / 1e9);
    gauge(
        bindings, "ptp_direction_delay_seconds", help, tags.and("quantile", "0.99"), source, status -> of.apply(status).p99Ns() / 1e9);
  }

  private static void change(Bindings bindings, Tags tags, PtpClockSource source, ToLongFunction<ReferenceChanges.View> value) {
    bindings.counter(
        "ptp_reference_changes", "Times that a reference was followed anew, by what became of the time.", tags,
        () -> source.status().map(PtpStatus::changes).map(value::applyAsLong).orElse(0L));
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
