package io.crosspoint.app.metrics;

import io.crosspoint.app.control.ControlMeter;
import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.control.Desired;
import io.crosspoint.app.control.Level;
import io.crosspoint.app.control.MatrixState;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.function.Supplier;

/** What is changed on air, and how the routes of the file stand now. */
final class ControlMetrics {

  private ControlMetrics() {}

  static void bind(Bindings bindings, ControlMeter meter, Supplier<MatrixState> state) {
    bindings.counter("control_changes", "Commands that changed crosspoints or salvos.", Tags.empty(), meter::changes);
    bindings.counter("control_refused_commands", "Commands that were refused.", Tags.empty(), meter::refused);
    bindings.counter(
        "control_late_changes", "Changes that began later than at the media index that was promised to all shards.", Tags.empty(),
        meter::late);
    bindings.counter("control_unsaved_changes", "Changes that were not on disk when they were answered.", Tags.empty(), meter::notSaved);
    bindings.gauge(
        "control_open_crosspoints", "Crosspoints that render passes now.", Tags.empty(),
        () -> state.get().outputs().values().stream().mapToInt(output -> output.held().size()).sum());
  }

  /** What one route of the file passes now, and when. */
  static void bindRoute(Bindings bindings, Desired.RouteLine route, Supplier<Desired> desired, Supplier<MatrixState> state) {
    CrosspointId first = route.crosspoints().getFirst();
    Tags tags = Tags.of("from", route.from(), "to", route.to());
    bindings.gauge(
        "route_latency_seconds", "Media time in to media time out of this route.", tags,
        () -> latencySeconds(desired.get(), first.input()));
    bindings.gauge(
        "route_gain_ratio", "Linear gain of this route of the file as it stands now; 0 is off, muted or closed.", tags,
        () -> route.crosspoints().stream()
            .map(state.get()::held).flatMap(Optional::stream).findFirst().map(Level::linear).orElse(0.0));
    bindings.gauge(
        "route_crosspoints", "Crosspoints of this route of the file that stand now, between an input and output of that many channels.",
        tags.and("output", first.output(), "input", first.input()),
        () -> route.crosspoints().stream().filter(id -> state.get().held(id).isPresent()).count());
  }

  private static double latencySeconds(Desired desired, String name) {
    Desired.Input input = desired.inputs().get(name);
    return input == null ? Double.NaN : (double) input.spec().linkOffsetFrames() / input.spec().format().rateHz();
  }
}
