package io.crosspoint.app.cli;

import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.health.HealthModel;
import io.crosspoint.app.health.HealthReport;
import io.crosspoint.app.health.PlantObserver;
import io.crosspoint.ptp.clock.ClockSnapshot;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the health model what is to be seen, and the listeners to events what has changed. One thread's. */
final class HealthWatch {

  private final PlantObserver observer;
  private final HealthModel model;
  private final EventLog events;

  HealthWatch(PlantObserver observer, HealthModel model, EventLog events) {
    this.observer = observer;
    this.model = model;
    this.events = events;
  }

  HealthReport look(ClockSnapshot clock, long nowNs) {
    model.observe(observer.observe(clock), nowNs).forEach(this::tell);
    return model.report();
  }

  private void tell(HealthModel.Change change) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("of", change.kind().word());
    details.put("stream", change.name());
    details.put("domain", change.domain().word());
    details.put("was", change.was().word());
    details.put("is", change.is().word());
    if (!change.message().isEmpty()) {
      details.put("message", change.message());
    }
    events.add(InstantSource.system().instant().toString(), "health", details);
  }
}
