package io.crosspoint.app.cli;

import io.crosspoint.app.config.ClockChoice;
import io.crosspoint.app.config.ConversionDelay;
import io.crosspoint.app.config.Durations;
import io.crosspoint.app.config.HttpChoice;
import io.crosspoint.app.config.Route;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.record.RecordingSpec;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.TapSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.send.Departures;
import io.crosspoint.pipeline.send.StreamIdentity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A configuration in words: every stream, and every route with the latency that it will have. Pure. */
final class PlanReport {

  private static final int IP_UDP_RTP_BYTES = 20 + 8 + 12;

  private final RouterConfig config;
  private final List<String> lines = new ArrayList<>();

  private PlanReport(RouterConfig config) {
    this.config = config;
  }

  static List<String> of(RouterConfig config) {
    PlanReport report = new PlanReport(config);
    report.head();
    report.lines.add("inputs");
    config.inputs().forEach(report::input);
    report.lines.add("outputs");
    config.outputs().forEach(report::output);
    report.lines.add("routes");
    config.routes().forEach(report::route);
    config.recordings().forEach(report::recording);
    return List.copyOf(report.lines);
  }

  private void head() {
    lines.add("%s: %d inputs, %d outputs, %d routes opening %d crosspoints".formatted(
        config.name(), config.inputs().size(), config.outputs().size(), config.routes().size(), config.plant().crosspoints().size()));
    ClockChoice clock = config.clock();
    lines.add("clock     " + switch (clock.source()) {
      case PTP -> "ptp on " + clock.networks().stream().map(ClockChoice.PtpNetwork::name).collect(Collectors.joining(", else on "))
          + ", domain " + clock.domain() + ", profile " + clock.profile().configName();
      case PHC -> "the hardware clock " + clock.path();
      case USRVCLOCK -> "the overlay of " + clock.path();
      case SYSTEM -> "the host's CLOCK_TAI";
      case LOCAL -> "this host's own oscillator (not aligned to any plant)";
    });
    if (clock.publication().usrvclock() != null) {
      lines.add("publish   the clock as an overlay at " + clock.publication().usrvclock());
    }
    if (clock.publication().file() != null) {
      lines.add("publish   the clock in " + clock.publication().file());
    }
    PipelineSpec pipeline = config.pipeline();
    lines.add("pipeline  %d %s, stages %s, lead %s, %sio %s, %s".formatted(
        pipeline.shards(), pipeline.shards() == 1 ? "shard" : "shards", word(pipeline.stages()), Durations.text(pipeline.leadNs()),
        pipeline.spread() == 0 ? "" : "outputs leave " + pipeline.spread() + " at a time, ", word(pipeline.packetIo()),
        pipeline.tickCore() < 0 ? "not pinned" : "tick from core " + pipeline.tickCore()));
    lines.add("http      " + config.http().listen().getAddress().getHostAddress() + ":" + config.http().listen().getPort()
        + access(config.http()));
    lines.add("control   " + (config.control().fadeNs() == 0 ? "hard cuts" : "crossfades of " + Durations.text(config.control().fadeNs())));
    config.networks().forEach(
        (name, nic) -> lines.add("network   %s is %s, %s".formatted(name, nic.name(), nic.address().getHostAddress())));
  }

  private static String access(HttpChoice http) {
    String who = http.tokens().isEmpty()
        ? ""
        : ", for " + http.tokens().stream().map(token -> token.name() + " (" + word(token.role()) + ")").collect(Collectors.joining(", "));
    return (http.tls() == null ? "" : ", TLS") + who;
  }

  private void input(InputSpec input) {
    SourceSpec source = input.source();
    if (source != null) {
      source(input, source);
      return;
    }
    lines.add("  %s  %s, %s, payload type %d, link offset %s%s".formatted(
        input.name(), input.format(), packets(input.format(), input.packetFrames()), input.payloadType(),
        latency(input), input.mediaClockOffset() == null ? "" : ", timestamp offset " + Integer.toUnsignedLong(input.mediaClockOffset()))
        + (input.isRecovered() ? ", on a clock of its own" : ""));
    for (ReceiveFlow flow : input.flows()) {
      boolean isMulticast = flow.destination().isMulticastAddress();
      lines.add("    from %s: %s %s:%d, %s".formatted(
          flow.network(), isMulticast ? "group" : "unicast to", flow.destination().getHostAddress(), flow.port(),
          flow.source() == null ? "any source" : "source " + flow.source().getHostAddress()));
    }
  }

  private void source(InputSpec input, SourceSpec source) {
    config.sources().stream()
        .filter(plan -> plan.input().equals(input.name()))
        .forEach(plan -> lines.add("  %s  %s, %s, written up to %s ms ahead, holes: %s, link offset %s".formatted(
            input.name(), input.format(), plan.words(), milliseconds(source.windowFrames(), input.format()), word(source.holes()),
            latency(input))));
  }

  private void output(OutputSpec output) {
    lines.add("  %s  %s, %s, payload type %d, SSRC 0x%08x".formatted(
        output.name(), output.format(), packets(output.format(), output.packetFrames()), output.payloadType(),
        StreamIdentity.ssrcOf(output.name()))
        + spread(output));
    for (SendFlow flow : output.flows()) {
      lines.add("    to %s: %s %s:%d from %s:%s, ttl %d, dscp %d".formatted(
          flow.network(), flow.destination().isMulticastAddress() ? "group" : "host", flow.destination().getHostAddress(), flow.port(),
          flow.nic().address().getHostAddress(), flow.sourcePort() == 0 ? "any" : String.valueOf(flow.sourcePort()), flow.ttl(),
          flow.dscp()));
    }
  }

  /** Which of the places it takes depends on the outputs before it. */
  private String spread(OutputSpec output) {
    if (config.pipeline().spread() == 0) {
      return "";
    }
    long windowNs = Departures.windowNs(output.format().rateHz(), output.packetFrames(), config.pipeline().leadNs());
    long leastNs = ns(output.packetFrames(), output.format()) + windowNs;
    return ", leaves within " + Durations.text(windowNs) + " of its deadline: receivers need a link offset of " + Durations.text(leastNs)
        + " and network jitter";
  }

  private void route(Route route) {
    InputSpec input = config.inputs().get(route.input());
    AudioFormat format = input.format();
    int toHz = config.outputs().get(route.output()).format().rateHz();
    if (input.source() != null) {
      lines.add("  %s -> %s  what is written for a time leaves with that time%s; %s, %d %s".formatted(
          route.from(), route.to(), input.linkOffsetFrames() == 0 ? "" : " plus " + latency(input), gain(route.gainDb()),
          route.crosspoints().size(), route.crosspoints().size() == 1 ? "crosspoint" : "crosspoints"));
      return;
    }
    long filterNs = input.isConvertedFor(toHz) ? ConversionDelay.ns(format.rateHz(), toHz) : 0;
    long marginNs = ns(input.linkOffsetFrames(), format) - ns(input.packetFrames(), format) - config.pipeline().leadNs() - filterNs;
    lines.add("  %s -> %s  latency %s, %s%s of it for network jitter; %s, %d %s".formatted(
        route.from(), route.to(), latency(input), conversion(format.rateHz(), toHz, filterNs), Durations.text(marginNs),
        gain(route.gainDb()), route.crosspoints().size(), route.crosspoints().size() == 1 ? "crosspoint" : "crosspoints"));
  }

  private void recording(RecordingSpec recording) {
    int stream = recording.tap().stream();
    boolean isOutput = recording.tap().point() == TapSpec.Point.OUTPUT;
    String name = isOutput ? config.outputs().get(stream).name() : config.inputs().get(stream).name();
    long frames = recording.rotation().frames();
    lines.add("recording " + recording.name() + " of " + word(recording.tap().point()) + " " + name + " in " + recording.directory()
        + (frames == 0 ? "" : ", a new file every " + frames + " frames"));
  }

  private static String conversion(int fromHz, int toHz, long filterNs) {
    if (filterNs == 0) {
      return "";
    }
    return Durations.text(filterNs) + " of it for resampling" + (fromHz == toHz ? ", " : " to " + toHz + " Hz, ");
  }

  /** Exact: whole frames, and the time that they last. */
  private static String latency(InputSpec input) {
    int frames = input.linkOffsetFrames();
    return "%s ms = %d frames".formatted(milliseconds(frames, input.format()), frames);
  }

  private static String milliseconds(int frames, AudioFormat format) {
    return String.format(Locale.ROOT, "%.3f", frames * 1000.0 / format.rateHz());
  }

  private static String packets(AudioFormat format, int frames) {
    double perSecond = (double) format.rateHz() / frames;
    int bytes = IP_UDP_RTP_BYTES + frames * format.frameBytes();
    return String.format(
        Locale.ROOT, "%d frames = %s ms each, %.5g packets/s of %d bytes, %.3g Mbit/s", frames, milliseconds(frames, format), perSecond,
        bytes, perSecond * bytes * 8 / 1e6);
  }

  private static long ns(int frames, AudioFormat format) {
    return Math.round(frames * 1e9 / format.rateHz());
  }

  private static String gain(double gainDb) {
    if (gainDb == Double.NEGATIVE_INFINITY) {
      return "off";
    }
    String decibels = BigDecimal.valueOf(gainDb).stripTrailingZeros().toPlainString();
    return gainDb == 0 ? "untouched" : (gainDb > 0 ? "+" : "") + decibels + " dB";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
