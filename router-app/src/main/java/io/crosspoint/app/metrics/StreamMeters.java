package io.crosspoint.app.metrics;

import io.crosspoint.app.health.Domain;
import io.crosspoint.app.health.HealthModel;
import io.crosspoint.app.health.HealthReport;
import io.crosspoint.app.health.ProgrammeMeters;
import io.crosspoint.app.health.StreamHealth;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.engine.GroupMeter;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.io.FlowMeter;
import io.crosspoint.pipeline.meter.Levels;
import io.crosspoint.pipeline.meter.ProgrammeMeter;
import io.crosspoint.pipeline.place.InputGauge;
import io.crosspoint.pipeline.place.InputMeter;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What is told of a stream for as long as the roster has it. Each stream is bound into {@link Bindings} of its own, and gone when those are
 * closed.
 */
final class StreamMeters {

  /** Zero first: what is at or below it came too late to be heard. Then up to the longest link offset. */
  private static final Reading.Buckets MARGINS =
      Reading.Buckets.ofNs(
          0, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 50_000_000, 200_000_000, 1_000_000_000);

  /** 1, 2 and 5 to the decade, from a microsecond to 50 ms: a packet is 125 µs to 5 ms long. */
  static final Reading.Buckets LATENESS =
      Reading.Buckets.ofNs(
          1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000,
          50_000_000);

  private final PlantTime time;
  private final ProgrammeMeters programmes;
  private final HealthModel health;

  StreamMeters(PlantTime time, ProgrammeMeters programmes, HealthModel health) {
    this.time = time;
    this.programmes = programmes;
    this.health = health;
  }

  void bindInput(Bindings bindings, Roster.Input input) {
    InputSpec spec = input.spec();
    for (Roster.Place place : input.places()) {
      Tags tags = Tags.of("shard", String.valueOf(place.shard()), "input", spec.name());
      bindReceived(bindings, spec, place.meter(), tags);
      ConvertMetrics.bind(bindings, place.convert(), tags);
      for (int leg = 0; leg < spec.flows().size(); leg++) {
        bindFlow(bindings, spec.flows().get(leg), place.flows().get(leg), tags.and("leg", String.valueOf(leg)));
      }
    }
    Tags tags = Tags.of("input", spec.name());
    bindLevels(bindings, "input_", tags, () -> programmes.input(input.slot()));
    bindHealth(bindings, StreamHealth.Kind.INPUT, spec.name(), report -> report.inputs().get(input.slot()));
  }

  private void bindReceived(Bindings bindings, InputSpec input, InputMeter meter, Tags tags) {
    bindings.counters(meter.counters(), tags);
    bindings.histogram(
        "input_margin_seconds", "How long before its frames had to be there each packet arrived; 0 or less was too late.", tags,
        meter.marginNs(), MARGINS);
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

  private static void bindFlow(Bindings bindings, ReceiveFlow flow, FlowMeter meter, Tags leg) {
    Tags tags = leg.and("network", flow.network());
    bindings.counters(meter.counters(), tags);
    bindings.counter("flow_rejoins", "Times that the group was joined again after silence.", tags, meter.rejoins()::get);
  }

  void bindOutput(Bindings bindings, Roster.Output output) {
    String name = output.spec().name();
    bindings.counters(output.counters(), Tags.of("shard", String.valueOf(output.shard()), "output", name));
    Tags tags = Tags.of("output", name);
    Programme programme = () -> programmes.output(output.slot());
    bindLevels(bindings, "output_", tags, programme);
    if (output.peaks().trail() != null) {
      bindLoudness(bindings, tags, programme);
    }
    bindHealth(bindings, StreamHealth.Kind.OUTPUT, name, report -> report.outputs().get(output.slot()));
  }

  /** Where a stream's measured sound is, once its meter runs. */
  private interface Programme {
    Optional<ProgrammeMeter> now();

    default double reading(ToDoubleFunction<ProgrammeMeter.Reading> value) {
      return now().map(ProgrammeMeter::reading).map(value::applyAsDouble).orElse(Double.NaN);
    }

    default double level(ToDoubleFunction<Levels.Reading> value) {
      return now().map(ProgrammeMeter::levels).map(value::applyAsDouble).orElse(Double.NaN);
    }
  }

  private static void bindLevels(Bindings bindings, String prefix, Tags tags, Programme programme) {
    bindings.gauge(
        prefix + "peak_ratio", "Greatest sample of any channel of the last 5 to 10 s; 1 is full scale.", tags,
        () -> programme.level(Levels.Reading::peak));
    bindings.counter(
        prefix + "clips", "Times, looked at 20 times a second, that a channel had reached full scale; all channels together.", tags,
        () -> programme.now().map(ProgrammeMeter::levels).map(Levels.Reading::clips).orElse(0L));
    bindings.gauge(
        prefix + "quiet_channels", "Channels that had no sample above -60 dBFS for 3 s.", tags,
        () -> programme.level(Levels.Reading::silentChannels));
    bindings.gauge(
        prefix + "quiet_seconds", "Time since any channel had a sample above -60 dBFS.", tags,
        () -> programme.level(levels -> levels.silenceNs() / 1e9));
  }

  private static void bindLoudness(Bindings bindings, Tags tags, Programme programme) {
    bindings.gauge(
        "output_loudness_momentary_lufs", "Loudness of the last 400 ms (EBU R 128, all channels weighted alike).", tags,
        () -> programme.reading(ProgrammeMeter.Reading::momentaryLufs));
    bindings.gauge(
        "output_loudness_short_term_lufs", "Loudness of the last 3 s (EBU R 128).", tags,
        () -> programme.reading(ProgrammeMeter.Reading::shortTermLufs));
    bindings.gauge(
        "output_loudness_integrated_lufs", "Gated loudness since the beginning, or since it was begun anew (EBU R 128).", tags,
        () -> programme.reading(ProgrammeMeter.Reading::integratedLufs));
    bindings.gauge(
        "output_true_peak_ratio", "Greatest level between samples of the last 5 to 10 s (ITU-R BS.1770-4); 1 is full scale.", tags,
        () -> programme.reading(ProgrammeMeter.Reading::truePeak));
    bindings.counter(
        "output_loudness_missed_frames", "Frames that were gone before their loudness was measured; they were sent all the same.", tags,
        () -> programme.now().map(ProgrammeMeter::reading).map(ProgrammeMeter.Reading::missedFrames).orElse(0L));
  }

  void bindGroup(Bindings bindings, Roster.Group group) {
    GroupMeter meter = group.meter();
    Tags tags = Tags.of(
        "shard", String.valueOf(group.shard()), "rate", String.valueOf(meter.group().rateHz()), "packet_frames",
        String.valueOf(meter.group().packetFrames()));
    bindings.counters(meter.counters(), tags);
    bindings.histogram(
        "transmit_lateness_seconds", "From when a batch of packets is to leave to the send call.", tags, meter.latenessNs(), LATENESS);
    bindings.histogram(
        "transmit_departure_seconds",
        "RTP lead: from timestamp plus packet time, which is the deadline and the earliest legal departure, to the end of the send call.",
        tags, meter.departedNs(), LATENESS);
  }

  /** The router's own health is bound with the kind's name for its own. */
  void bindHealth(Bindings bindings, StreamHealth.Kind kind, String name, Function<HealthReport, StreamHealth> of) {
    Tags tags = Tags.of("kind", kind.word(), "stream", name);
    for (Domain domain : Domain.values()) {
      bindings.gauge(
          "health", "Of each stream and of the router (AMWA BCP-008): 0 inactive, 1 healthy, 2 partially healthy, 3 unhealthy.",
          tags.and("domain", domain.word()),
          () -> Optional.ofNullable(of.apply(health.report())).map(one -> one.of(domain).grade().ordinal()).orElse(0));
    }
    bindings.counter(
        "health_transitions", "Times that a domain of the stream got worse than healthy, or still worse.", tags,
        () -> Optional.ofNullable(of.apply(health.report()))
            .map(one -> one.domains().stream().mapToLong(StreamHealth.Of::transitions).sum()).orElse(0L));
  }
}
