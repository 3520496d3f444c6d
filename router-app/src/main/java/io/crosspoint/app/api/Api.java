package io.crosspoint.app.api;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.control.Wiring;
import io.crosspoint.app.explain.Witness;
import io.crosspoint.app.flight.FlightDeck;
import io.crosspoint.app.health.ProgrammeMeters;
import io.crosspoint.app.reload.Reloads;
import io.crosspoint.app.tap.Listening;
import io.crosspoint.pipeline.engine.Router;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Everything under {@code /api/v1}, for a router that runs. {@code openapi.json} describes it, and a test compares the two. */
public final class Api {

  private final List<Endpoint> endpoints;
  private final EventCalls events;
  private final MeterCalls meters;

  /** Looking into the router, beside its state. */
  public record Insight(Listening listening, Witness witness, FlightDeck flights, ProgrammeMeters programmes) {}

  public Api(
      RouterConfig config,
      Router router,
      Control control,
      Wiring wiring,
      EventLog log,
      StatusDocument status,
      DescriptionPages descriptions,
      Reloads reloads,
      Supplier<Health> health,
      Insight insight) {
    this.events = new EventCalls(log);
    this.meters = new MeterCalls(new MeterFrames(router::roster));
    this.endpoints =
        Stream.of(
                new PlantCalls(control, status, health).endpoints(), new CrosspointCalls(control, wiring).endpoints(),
                new SalvoCalls(control, wiring).endpoints(), new ConfigCalls(control, reloads).endpoints(), events.endpoints(),
                meters.endpoints(), new TapCalls(insight.listening()).endpoints(), new ExplainCalls(insight.witness()).endpoints(),
                new FlightCalls(insight.flights()).endpoints(),
                new LoudnessCalls(router::roster, insight.programmes(), log).endpoints(),
                descriptions.endpoints())
            .flatMap(List::stream)
            .toList();
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Clients of the event stream that were dropped because they did not read. */
  public long droppedListeners() {
    return events.dropped();
  }

  /** Meter frames that were not sent because a client had not read those before. */
  public long missedFrames() {
    return meters.missed();
  }
}
