package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.control.Control;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What there is and how it does: networks, clock, inputs, outputs, health. */
final class PlantCalls {

  private final Control control;
  private final StatusDocument status;
  private final Supplier<Health> health;

  PlantCalls(Control control, StatusDocument status, Supplier<Health> health) {
    this.control = control;
    this.status = status;
    this.health = health;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/api/v1/networks", Access.VIEWER, call -> networks()),
        Endpoint.quick("GET", "/api/v1/clock", Access.VIEWER, call -> Answer.json(200, status.clock())),
        Endpoint.slow("/api/v1/inputs", Access.VIEWER, call -> Answer.json(200, Map.of("inputs", inputs()))),
        Endpoint.slow("/api/v1/inputs/{input}", Access.VIEWER, call -> named(inputs(), call.path("input"), "input")),
        Endpoint.slow("/api/v1/outputs", Access.VIEWER, call -> Answer.json(200, Map.of("outputs", outputs()))),
        Endpoint.slow("/api/v1/outputs/{output}", Access.VIEWER, call -> named(outputs(), call.path("output"), "output")),
        Endpoint.quick("GET", "/api/v1/health", Access.VIEWER, call -> health()));
  }

  private Answer networks() {
    List<Object> networks = new ArrayList<>();
    control.configuration().desired().networks().forEach((name, nic) -> {
      Map<String, Object> network = new LinkedHashMap<>();
      network.put("name", name);
      network.put("interface", nic.name());
      network.put("address", nic.address().getHostAddress());
      networks.add(network);
    });
    return Answer.json(200, Map.of("networks", networks));
  }

  private List<Map<String, Object>> inputs() {
    return HealthDocument.added(status.inputs(), health.get().report().inputs().values());
  }

  private List<Map<String, Object>> outputs() {
    return HealthDocument.added(status.outputs(), health.get().report().outputs().values());
  }

  /** With several shards an input may be there more than once: the first one tells. */
  private static Answer named(List<Map<String, Object>> all, String name, String kind) {
    return all.stream()
        .filter(one -> name.equals(one.get("name")))
        .findFirst()
        .map(one -> Answer.json(200, one))
        .orElseThrow(() -> Refusal.unknown("there is no such " + kind));
  }

  private Answer health() {
    Health now = health.get();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ready", now.isReady());
    document.put("reasons", now.notReady());
    document.put("dead", now.dead());
    document.put("router", HealthDocument.of(now.report().router()));
    document.put("inputs", HealthDocument.byName(now.report().inputs().values()));
    document.put("outputs", HealthDocument.byName(now.report().outputs().values()));
    return Answer.json(200, document);
  }
}
