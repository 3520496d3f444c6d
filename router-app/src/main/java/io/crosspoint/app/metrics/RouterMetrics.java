package io.crosspoint.app.metrics;

import io.crosspoint.app.config.Route;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.control.Control;
import io.crosspoint.app.record.Recordings;
import io.crosspoint.app.source.RunningSources;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.engine.GroupMeter;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.engine.RunningShard;
import io.crosspoint.pipeline.io.FlowMeter;
import io.crosspoint.pipeline.place.InputGauge;
import io.crosspoint.pipeline.place.InputMeter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Every metric of a running router. Bound once by the starting thread, scraped by any. */
public final class RouterMetrics implements AutoCloseable {

  /** 1, 2 and 5 to the decade, from a microsecond to 50 ms: a packet is 125 µs to 5 ms long. */
  private static final List<Long> LATENESS_BOUNDS_NS =
      LongStream.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000)
          .flatMap(decade -> LongStream.of(decade, 2 * decade, 5 * decade)).boxed().toList();

  /** Zero first: what is at or below it came too late to be heard. Then up to the longest link offset. */
  private static final List<Long> MARGIN_BOUNDS_NS =
      LongStream.of(
          0, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 50_000_000, 200_000_000, 1_000_000_000)
          .boxed().toList();

  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Bindings bindings = new Bindings(registry);
  private final DistributionCollector margins =
      new DistributionCollector(
          "crosspoint_input_margin_seconds", "How long before its frames had to be there each packet arrived; 0 or less was too late.",
          MARGIN_BOUNDS_NS);
  private final DistributionCollector lateness =
      new DistributionCollector(
          "crosspoint_transmit_lateness_seconds", "From the deadline of a batch of packets to the send call.", LATENESS_BOUNDS_NS);
  private final DistributionCollector departures =
      new DistributionCollector(
          "crosspoint_transmit_departure_seconds", "From the deadline of a batch of packets to the end of the send call.",
          LATENESS_BOUNDS_NS);

  /** @param version of the router */
  public RouterMetrics(String version) {
    registry.throwExceptionOnRegistrationFailure();
    bindings.gauge(
        "build_info", "What runs here.", Tags.of("version", version, "java", System.getProperty("java.version", "unknown")), () -> 1);
    new JvmMemoryMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    List.of(margins, lateness, departures).forEach(registry.getPrometheusRegistry()::register);
  }

  /** Adds everything that a started router and its clock tell. */
  public void bind(RouterConfig config, Router router, PlantTime time) {
    ClockMetrics.bind(bindings, time, config.clock());
    bindings.counter("bugs", "Exceptions that should not have been; each is logged once.", Tags.empty(), router.bugs()::count);
    for (RunningShard shard : router.shards()) {
      bindShard(shard, time);
    }
    for (Route route : config.routes()) {
      bindRoute(config, route);
    }
  }

  /** Adds what the timestamped sources tell; they have been started. */
  public void bind(RunningSources sources) {
    sources.all().forEach(source -> SourceMetrics.bind(bindings, source));
  }

  /** Adds what recordings tell. */
  public void bind(Recordings recordings) {
    recordings.all().forEach(recorder -> RecordingMetrics.bind(bindings, recorder));
  }

  /** Adds what is changed on air, and how those fare who ask for it. */
  public void bind(RouterConfig config, Control control, DoorCounts door) {
    ControlMetrics.bind(bindings, config, control.meter(), control::state);
    door.bind(bindings);
  }

  private void bindShard(RunningShard shard, PlantTime time) {
    Tags number = Tags.of("shard", String.valueOf(shard.number()));
    for (int i = 0; i < shard.inputs().size(); i++) {
      InputSpec input = shard.inputs().get(i);
      Tags tags = number.and("input", input.name());
      bindInput(input, shard.inputMeter(i), tags, time);
      ConvertMetrics.bind(bindings, shard.convertMeter(i), tags);
      for (int leg = 0; leg < input.flows().size(); leg++) {
        bindFlow(input.flows().get(leg), shard.flowMeter(i, leg), tags.and("leg", String.valueOf(leg)));
      }
    }
    for (int i = 0; i < shard.outputs().size(); i++) {
      bindings.counters(shard.outputCounters(i), number.and("output", shard.outputs().get(i).name()));
    }
    shard.groupMeters().forEach(group -> bindGroup(group, number));
    bindings.counter("transmit_refused_datagrams", "Datagrams that the kernel refused to send.", number, shard::refusedDatagrams);
    bindings.gauge("ring_occupied_slots", "Slots of the event ring that are filled and not yet handled.", number, shard::ringOccupancy);
    ThreadMetrics.bind(bindings, shard);
  }

  private void bindInput(InputSpec input, InputMeter meter, Tags tags, PlantTime time) {
    bindings.counters(meter.counters(), tags);
    margins.add(meter.marginNs(), labels(tags));
    bindings.gauge(
        "input_silence_seconds", "Time since the newest accepted packet; NaN before the first.", tags, () -> silenceSeconds(meter, time));
    bindings.gauge(
        "input_link_offset_seconds", "Media time in to media time out: the latency of every route from this input.", tags,
        () -> (double) input.linkOffsetFrames() / input.format().rateHz());
    for (InputMeter.Timing timing : InputMeter.Timing.values()) {
      bindings.gauge(
          "input_timing", "1 for the way in which the timestamp offset of this input is known, 0 for the others.",
          tags.and("timing", timing.name().toLowerCase(Locale.ROOT)), () -> meter.timing() == timing ? 1 : 0);
    }
  }

  private static double silenceSeconds(InputMeter meter, PlantTime time) {
    long lastPtpNs = meter.gauges().get(InputGauge.LAST_ARRIVAL_PTP_NS);
    return lastPtpNs == 0 || time.ptpNs().isEmpty() ? Double.NaN : (time.ptpNs().getAsLong() - lastPtpNs) / 1e9;
  }

  private void bindFlow(ReceiveFlow flow, FlowMeter meter, Tags leg) {
    Tags tags = leg.and("network", flow.network());
    bindings.counters(meter.counters(), tags);
    bindings.counter("flow_rejoins", "Times that the group was joined again after silence.", tags, meter.rejoins()::get);
  }

  private void bindGroup(GroupMeter meter, Tags shard) {
    Tags tags = shard.and(
        "rate", String.valueOf(meter.group().rateHz()), "packet_frames", String.valueOf(meter.group().packetFrames()));
    bindings.counters(meter.counters(), tags);
    lateness.add(meter.latenessNs(), labels(tags));
    departures.add(meter.departedNs(), labels(tags));
  }

  private void bindRoute(RouterConfig config, Route route) {
    InputSpec input = config.inputs().get(route.input());
    Tags tags = Tags.of("from", route.from(), "to", route.to());
    bindings.gauge(
        "route_latency_seconds", "Media time in to media time out of this route.", tags,
        () -> (double) input.linkOffsetFrames() / input.format().rateHz());
  }

  private static Labels labels(Tags tags) {
    Labels labels = Labels.EMPTY;
    for (var tag : tags) {
      labels = labels.add(tag.getKey(), tag.getValue());
    }
    return labels;
  }

  /** Writes all metrics in the format that the Accept header of a scrape asks for. */
  public void scrape(OutputStream out, String contentType) throws IOException {
    registry.scrape(out, contentType);
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
