package io.crosspoint.app.service;

import io.crosspoint.app.api.Health;
import io.crosspoint.app.api.Observation;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The router's state in one line, for {@code systemctl status}. Pure. */
final class StatusLine {

  private static final int MOST_REASONS = 3;

  private StatusLine() {}

  /** @param before what was observed half a second or so earlier: what has moved since is alive */
  static String of(Observation before, Observation now, Health health) {
    Map<String, Long> packets = new HashMap<>();
    before.inputs().forEach(input -> packets.merge(input.name(), input.packets(), Long::sum));
    Map<String, Long> newer = new HashMap<>();
    now.inputs().forEach(input -> newer.merge(input.name(), input.packets(), Long::sum));
    long receiving = newer.entrySet().stream().filter(input -> input.getValue() > packets.getOrDefault(input.getKey(), 0L)).count();
    long outputs = now.groups().stream().mapToLong(group -> group.outputs().size()).sum();
    String clock = "clock " + now.clock().state().name().toLowerCase(Locale.ROOT)
        + (now.clock().grandmaster() == 0 ? "" : " to " + now.clock().grandmasterText());
    String state = health.isReady() ? "ready" : "not ready (" + first(health.notReady()) + ")";
    String trouble = health.degraded().isEmpty() ? "" : "; degraded: " + first(health.degraded());
    return state + "; " + clock + "; " + receiving + " of " + newer.size() + " inputs receiving, " + outputs + " outputs" + trouble;
  }

  private static String first(List<String> reasons) {
    int more = reasons.size() - MOST_REASONS;
    return String.join("; ", reasons.subList(0, Math.min(MOST_REASONS, reasons.size()))) + (more > 0 ? "; and " + more + " more" : "");
  }
}
