package io.crosspoint.app.api;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.control.MatrixState;
import io.crosspoint.app.control.Wiring;
import io.crosspoint.app.health.ProgrammeMeters;
import io.crosspoint.app.json.Json;
import io.crosspoint.app.metrics.PlantTime;
import io.crosspoint.app.record.Recorder;
import io.crosspoint.app.record.Recordings;
import io.crosspoint.app.reload.LastReload;
import io.crosspoint.app.source.RunningSources;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.convert.ConvertGauge;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.engine.GroupMeter;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.meter.Counter;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.place.InputGauge;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.send.StreamIdentity;
import io.crosspoint.ptp.clock.ClockSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The whole router as one JSON document, for {@code /api/v1/status}. Counters are totals since start; times are nanoseconds. */
public final class StatusDocument {

  private final String version;
  private final RouterConfig config;
  private final Router router;
  private final RunningSources sources;
  private final PlantTime time;
  private final Recordings recordings;
  private final ProgrammeMeters programmes;
  private final Wiring wiring;
  private final Supplier<MatrixState> matrix;
  private final Supplier<LastReload> lastReload;

  /**
   * @param matrix what stands where now
   * @param lastReload what became of the file
   */
  public StatusDocument(
      String version,
      RouterConfig config,
      Router router,
      RunningSources sources,
      Recordings recordings,
      ProgrammeMeters programmes,
      PlantTime time,
      Wiring wiring,
      Supplier<MatrixState> matrix,
      Supplier<LastReload> lastReload) {
    this.lastReload = lastReload;
    this.recordings = recordings;
    this.programmes = programmes;
    this.version = version;
    this.wiring = wiring;
    this.matrix = matrix;
    this.config = config;
    this.router = router;
    this.sources = sources;
    this.time = time;
  }

  /** As of now. */
  public String json(Health health) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", config.name());
    document.put("version", version);
    document.put("ready", health.isReady());
    document.put("reasons", health.notReady());
    document.put("degraded", health.degraded());
    document.put("configuration", ConfigCalls.document(lastReload.get()));
    document.put("clock", clock());
    document.put("health", HealthDocument.of(health.report().router()));
    document.put("inputs", HealthDocument.added(inputs(), health.report().inputs().values()));
    document.put("outputs", HealthDocument.added(outputs(), health.report().outputs().values()));
    document.put("routes", RouteList.of(wiring, matrix.get()).documents());
    document.put("recordings", recordings.all().stream().map(StatusDocument::recording).toList());
    document.put("warnings", router.warnings());
    document.put("bugs", router.bugs().count());
    return Json.write(document);
  }

  /** Every input of every shard. */
  List<Map<String, Object>> inputs() {
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (Roster.Input input : router.roster().inputs()) {
      input.places().forEach(place -> inputs.add(input(input.spec(), place)));
    }
    return inputs;
  }

  List<Map<String, Object>> outputs() {
    Roster roster = router.roster();
    return roster.outputs().stream().map(output -> output(roster, output)).toList();
  }

  Map<String, Object> clock() {
    ClockSnapshot snapshot = time.snapshot();
    Map<String, Object> clock = new LinkedHashMap<>();
    clock.put("source", word(config.clock().source()));
    clock.put("state", word(snapshot.state()));
    clock.put("reason", snapshot.reason());
    time.ptpNs().ifPresent(ptpNs -> {
      clock.put("ptpNs", ptpNs);
      clock.put("errorBoundNs", snapshot.errorBoundNs());
      clock.put("rateOffset", snapshot.rate());
    });
    clock.put("epoch", snapshot.epoch());
    if (snapshot.grandmaster() != 0) {
      clock.put("grandmaster", snapshot.grandmasterText());
      clock.put("domain", snapshot.domain());
    }
    if (!time.ports().isEmpty()) {
      clock.put("networks", IntStream.range(0, time.ports().size()).mapToObj(this::ptpNetwork).toList());
    }
    return clock;
  }

  private Map<String, Object> ptpNetwork(int place) {
    ClockSnapshot snapshot = time.ports().get(place).snapshot();
    Map<String, Object> network = new LinkedHashMap<>();
    network.put("network", config.clock().networks().get(place).name());
    network.put("selected", time.selectedPort() == place);
    network.put("state", word(snapshot.state()));
    network.put("reason", snapshot.reason());
    if (snapshot.grandmaster() != 0) {
      network.put("grandmaster", snapshot.grandmasterText());
    }
    time.ports().get(place).status().ifPresent(status -> network.putAll(PtpDocument.of(status)));
    return network;
  }

  private Map<String, Object> input(InputSpec spec, Roster.Place place) {
    InputMeter meter = place.meter();
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("name", spec.name());
    input.put("shard", place.shard());
    input.put("format", spec.format().toString());
    input.put("linkOffsetFrames", spec.linkOffsetFrames());
    Optional<RunningSources.Running> source = sources.of(spec.name());
    if (source.isPresent()) {
      input.put("source", SourceStatus.of(source.get()));
      return input;
    }
    input.put("timing", word(meter.timing()));
    if (meter.timing() != InputMeter.Timing.UNKNOWN) {
      input.put("mediaClockOffset", meter.gauges().get(InputGauge.OFFSET) & 0xFFFF_FFFFL);
      input.put("ssrc", hex((int) meter.gauges().get(InputGauge.SSRC)));
      input.put("sender", dotted(meter.gauges().get(InputGauge.SOURCE_ADDRESS)));
      input.put("packetFrames", meter.gauges().get(InputGauge.PACKET_FRAMES));
      time.ptpNs().ifPresent(ptpNs -> input.put("silenceNs", ptpNs - meter.gauges().get(InputGauge.LAST_ARRIVAL_PTP_NS)));
    }
    input.put("marginNs", distribution(meter.marginNs()));
    input.put("counters", counters(meter.counters()));
    input.put("clock", sourceClock(spec, place.convert()));
    List<Object> legs = new ArrayList<>();
    for (int leg = 0; leg < spec.flows().size(); leg++) {
      legs.add(Map.of("network", spec.flows().get(leg).network(), "counters", counters(place.flows().get(leg).counters())));
    }
    input.put("legs", legs);
    return input;
  }

  private static Map<String, Object> sourceClock(InputSpec spec, ConvertMeter meter) {
    SourceClock clock = SourceClock.of(spec, meter);
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("state", word(clock.state()));
    if (clock.isKnown()) {
      described.put("driftPpm", clock.driftPpm());
      described.put("uncertaintyPpm", clock.uncertaintyPpm());
    }
    if (clock.state() != ConvertMeter.State.DIRECT) {
      described.put("marginNs", meter.gauges().get(ConvertGauge.MARGIN_NS));
    }
    Map<String, Object> alarms = new LinkedHashMap<>();
    clock.alarms().forEach(alarm -> alarms.put(word(alarm), clock.words(alarm)));
    described.put("alarms", alarms);
    described.put("counters", counters(meter.counters()));
    return described;
  }

  private Map<String, Object> output(Roster roster, Roster.Output of) {
    OutputSpec spec = of.spec();
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("name", spec.name());
    output.put("shard", of.shard());
    output.put("format", spec.format().toString());
    output.put("packetFrames", spec.packetFrames());
    output.put("ssrc", hex(StreamIdentity.ssrcOf(spec.name())));
    output.put("departureOffsetNs", of.departureOffsetNs());
    output.put("counters", counters(of.counters()));
    LoudnessCalls.of(programmes, of.slot()).ifPresent(loudness -> output.put("loudness", loudness));
    for (Roster.Group group : roster.groups()) {
      GroupMeter meter = group.meter();
      if (group.shard() == of.shard() && group.outputs().contains(spec.name())) {
        output.put("deadlines", counters(meter.counters()));
        output.put("latenessNs", distribution(meter.latenessNs()));
        output.put("departedNs", distribution(meter.departedNs()));
      }
    }
    return output;
  }

  private static Map<String, Object> recording(Recorder recorder) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", recorder.spec().name());
    described.put("of", word(recorder.spec().tap().point()));
    described.put("state", word(recorder.state()));
    Path file = recorder.path();
    if (file != null) {
      described.put("file", file.toString());
    }
    if (!recorder.problem().isEmpty()) {
      described.put("problem", recorder.problem());
    }
    described.put("counters", counters(recorder.counters()));
    described.put("tap", counters(recorder.ring().counters()));
    return described;
  }

  private static Map<String, Object> distribution(Distribution distribution) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("count", distribution.count());
    if (distribution.count() > 0) {
      described.put("min", distribution.minNs());
      described.put("p50", distribution.quantileNs(0.5));
      described.put("p99", distribution.quantileNs(0.99));
      described.put("p999", distribution.quantileNs(0.999));
      described.put("max", distribution.maxNs());
    }
    return described;
  }

  static <E extends Enum<E> & Counter> Map<String, Object> counters(Counters<E> counters) {
    Map<String, Object> described = new LinkedHashMap<>();
    for (E counter : counters.names()) {
      described.put(counter.name().toLowerCase(Locale.ROOT), counters.get(counter));
    }
    return described;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String hex(int ssrc) {
    return String.format("0x%08x", ssrc);
  }

  private static String dotted(long address) {
    return "%d.%d.%d.%d".formatted(address >> 24 & 0xFF, address >> 16 & 0xFF, address >> 8 & 0xFF, address & 0xFF);
  }
}
