package io.crosspoint.app.metrics;

import io.micrometer.core.instrument.Tags;
import java.util.function.LongSupplier;

/**
 * What the HTTP door counts.
 *
 * @param refusals requests without a token that allows them, or from pages of other sites
 * @param closed connections that were idle, never finished a request, or were too many
 * @param droppedListeners of the event stream, who did not read
 * @param missedFrames of the meter stream, for viewers who had not read those before
 */
public record DoorCounts(LongSupplier refusals, LongSupplier closed, LongSupplier droppedListeners, LongSupplier missedFrames) {

  void bind(Bindings bindings) {
    bindings.counter(
        "http_refused_requests", "Requests without a token that allows them, or from pages of other sites.", Tags.empty(), refusals);
    bindings.counter(
        "http_closed_connections", "Connections closed for being idle, for never finishing a request, or for being too many.",
        Tags.empty(), closed);
    bindings.counter(
        "http_dropped_listeners", "Listeners to events that were dropped because they did not read.", Tags.empty(), droppedListeners);
    bindings.counter(
        "http_missed_meter_frames", "Meter frames not sent because a viewer had not read those before.", Tags.empty(), missedFrames);
  }
}
