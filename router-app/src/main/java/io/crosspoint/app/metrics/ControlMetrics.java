package io.crosspoint.app.metrics;

import io.crosspoint.app.config.Route;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.control.ControlMeter;
import io.crosspoint.app.control.CrosspointId;
import io.crosspoint.app.control.Level;
import io.crosspoint.app.control.MatrixState;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is changed on air, and how the routes of the file stand now. */
final class ControlMetrics {

  private ControlMetrics() {}

  static void bind(Bindings bindings, RouterConfig config, ControlMeter meter, Supplier<MatrixState> state) {
    bindings.counter("control_changes", "Commands that changed crosspoints or salvos.", Tags.empty(), meter::changes);
    bindings.counter("control_refused_commands", "Commands that were refused.", Tags.empty(), meter::refused);
    bindings.counter(
        "control_late_changes", "Changes that began later than at the media index that was promised to all shards.", Tags.empty(),
        meter::late);
    bindings.counter("control_unsaved_changes", "Changes that were not on disk when they were answered.", Tags.empty(), meter::notSaved);
    bindings.gauge(
        "control_open_crosspoints", "Crosspoints that render passes now.", Tags.empty(),
        () -> state.get().outputs().values().stream().mapToInt(output -> output.held().size()).sum());
    config.routes().forEach(route -> bindRoute(bindings, config, route, state));
  }

  private static void bindRoute(Bindings bindings, RouterConfig config, Route route, Supplier<MatrixState> state) {
    String input = config.inputs().get(route.input()).name();
    String output = config.outputs().get(route.output()).name();
    List<CrosspointId> ids =
        route.crosspoints().stream().map(x -> new CrosspointId(output, x.outputChannel() + 1, input, x.inputChannel() + 1)).toList();
    Tags tags = Tags.of("from", route.from(), "to", route.to());
    bindings.gauge(
        "route_gain_ratio", "Linear gain of this route of the file as it stands now; 0 is off, muted or closed.", tags,
        () -> ids.stream().map(state.get()::held).flatMap(Optional::stream).findFirst().map(Level::linear).orElse(0.0));
    bindings.gauge(
        "route_crosspoints", "Crosspoints of this route of the file that stand now, between an input and output of that many channels.",
        tags.and("output", output, "input", input), () -> ids.stream().filter(id -> state.get().held(id).isPresent()).count());
  }
}
