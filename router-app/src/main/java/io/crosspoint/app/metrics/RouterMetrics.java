package io.crosspoint.app.metrics;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.control.Desired;
import io.crosspoint.app.health.HealthModel;
import io.crosspoint.app.health.HealthReport;
import io.crosspoint.app.health.ProgrammeMeters;
import io.crosspoint.app.health.StreamHealth;
import io.crosspoint.app.record.Recorder;
import io.crosspoint.app.record.Recordings;
import io.crosspoint.app.reload.Reloads;
import io.crosspoint.app.source.RunningSources;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.engine.RunningShard;
import io.crosspoint.pipeline.meter.StageMeter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of a running router: its own from an {@link Exposition}, the virtual machine's from Micrometer.
 *
 * <p><b>Thread:</b> scraped by any; everything else by one at a time.
 */
public final class RouterMetrics implements AutoCloseable {

  /** From a quarter of a microsecond: most packets take less than one. */
  private static final Reading.Buckets STAGE_TIMES =
      Reading.Buckets.ofNs(
          250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 10_000_000);

  private static final Reading.Buckets RING_SLOTS = Reading.Buckets.of(0, 16, 64, 256, 512, 1024, 2048, 4096, 16_384, 65_536);

  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Exposition exposition = new Exposition();
  private final Bindings fixed = new Bindings(exposition);
  private final Map<Roster.Input, Bindings> inputs = new LinkedHashMap<>();
  private final Map<Roster.Output, Bindings> outputs = new LinkedHashMap<>();
  private final Map<Roster.Group, Bindings> groups = new LinkedHashMap<>();
  private final Map<RunningSources.Running, Bindings> sources = new LinkedHashMap<>();
  private final Map<Desired.RouteLine, Bindings> routes = new LinkedHashMap<>();
  private final Map<Recorder, Bindings> recorders = new LinkedHashMap<>();
  private @Nullable StreamMeters streams;
  private long followed = -1;

  /** @param version of the router */
  public RouterMetrics(String version) {
    registry.throwExceptionOnRegistrationFailure();
    fixed.gauge(
        "build_info", "What runs here.", Tags.of("version", version, "java", System.getProperty("java.version", "unknown")), () -> 1);
    new JvmMemoryMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  /** Adds everything that a started router and its clock tell. */
  public void bind(RouterConfig config, Router router, PlantTime time, ProgrammeMeters programmes, HealthModel health) {
    StreamMeters meters = new StreamMeters(time, programmes, health);
    streams = meters;
    ClockMetrics.bind(fixed, time, config.clock());
    fixed.counter("bugs", "Exceptions that should not have been; each is logged once.", Tags.empty(), router.bugs()::count);
    meters.bindHealth(fixed, StreamHealth.Kind.ROUTER, "router", HealthReport::router);
    router.shards().forEach(this::bindShard);
    follow(router.roster());
  }

  /** Registers the streams that have come since the last time, and unregisters those that have gone. */
  public void follow(Roster roster) {
    StreamMeters meters = streams;
    if (meters == null || roster.number() == followed) {
      return;
    }
    followed = roster.number();
    follow(inputs, newest(roster.inputs(), input -> input.spec().name()), meters::bindInput);
    follow(outputs, newest(roster.outputs(), output -> output.spec().name()), meters::bindOutput);
    follow(groups, roster.groups(), meters::bindGroup);
  }

  /** Registers the timestamped sources that run now, and no others. */
  public void follow(RunningSources running) {
    follow(sources, newest(running.all(), source -> source.plan().input()), SourceMetrics::bind);
  }

  /** Registers the recordings that run now, and no others. */
  public void follow(Recordings recordings) {
    follow(recorders, recordings.all(), RecordingMetrics::bind);
  }

  /** While a stream is exchanged there are two of a name, and two series of a name would make the page unreadable: the newer is told. */
  private static <T> Collection<T> newest(List<T> inOrderOfAge, Function<T, String> name) {
    Map<String, T> byName = new LinkedHashMap<>();
    inOrderOfAge.forEach(one -> byName.put(name.apply(one), one));
    return byName.values();
  }

  private <T> void follow(Map<T, Bindings> bound, Collection<T> now, BiConsumer<Bindings, T> binder) {
    Set<T> wanted = new LinkedHashSet<>(now);
    bound.entrySet().removeIf(entry -> {
      boolean isGone = !wanted.contains(entry.getKey());
      if (isGone) {
        entry.getValue().close();
      }
      return isGone;
    });
    for (T one : wanted) {
      if (!bound.containsKey(one)) {
        Bindings bindings = new Bindings(exposition);
        bound.put(one, bindings);
        binder.accept(bindings, one);
      }
    }
  }

  /** Adds what is changed on air, and how those fare who ask for it. */
  public void bind(Control control, DoorCounts door) {
    ControlMetrics.bind(fixed, control.meter(), control::state);
    door.bind(fixed);
    follow(control);
  }

  /** Registers the routes of the configuration that runs now, and no others. */
  public void follow(Control control) {
    follow(routes, control.configuration().desired().routes(), (bindings, route) ->
        ControlMetrics.bindRoute(bindings, route, () -> control.configuration().desired(), control::state));
  }

  /** Adds what became of the file. */
  public void bind(Reloads reloads) {
    ReloadMetrics.bind(fixed, reloads::last, reloads::succeededAtS);
  }

  private void bindShard(RunningShard shard) {
    Tags number = Tags.of("shard", String.valueOf(shard.number()));
    fixed.counter("transmit_refused_datagrams", "Datagrams that the kernel refused to send.", number, shard::refusedDatagrams);
    fixed.gauge("ring_occupied_slots", "Slots of the event ring that are filled and not yet handled.", number, shard::ringOccupancy);
    fixed.gauge("ring_capacity_slots", "Slots of the event ring.", number, shard::ringCapacity);
    fixed.histogram(
        "ring_occupancy_slots", "Slots of the event ring that were filled and not yet handled whenever a TRANSMIT was put on it.", number,
        shard.ringSlots(), RING_SLOTS);
    for (StageMeter stage : shard.stageMeters()) {
      Tags tags = number.and("stage", stage.stage());
      String help = "Time that a stage takes for an event; sampled: one TRANSMIT in 8 and one packet in 64 on average.";
      fixed.histogram("stage_seconds", help, tags.and("event", "packet"), stage.packetNs(), STAGE_TIMES);
      fixed.histogram("stage_seconds", help, tags.and("event", "transmit"), stage.transmitNs(), STAGE_TIMES);
    }
    ThreadMetrics.bind(fixed, shard);
  }

  /** Writes all metrics in the format that the Accept header of a scrape asks for. */
  public void scrape(OutputStream out, String contentType) throws IOException {
    exposition.write(out, contentType.startsWith("application/openmetrics-text"));
    // Behind the rest, because it writes the end mark of OpenMetrics.
    registry.scrape(out, contentType);
  }

  /** What stands on the page now. */
  Exposition exposition() {
    return exposition;
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
