package io.crosspoint.app.config;

import io.crosspoint.app.sdp.AudioStream;
import io.crosspoint.app.sdp.ClockClaim;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code inputs} section. */
final class InputsReader {

  private static final long GREATEST_LINK_OFFSET_NS = 1_000_000_000L;
  private static final long LEAST_JITTER_NS = 50_000;
  private static final long GREATEST_JITTER_NS = 500_000;

  /**
   * What else is known when inputs are read.
   *
   * @param clock null when it is unreadable
   * @param leadNs how long before its deadline a packet is closed
   */
  record Surroundings(NetworksReader networks, @Nullable ClockChoice clock, SdpSource descriptions, long leadNs) {}

  private final Surroundings around;
  private final FlowConflicts conflicts;
  private final Findings findings;
  private final SourcesReader sources;
  private final Map<String, ClockClaim> claims = new LinkedHashMap<>();

  /** @param sources reads those inputs that are timestamped sources */
  InputsReader(Surroundings around, SourcesReader sources, FlowConflicts conflicts, Findings findings) {
    this.around = around;
    this.conflicts = conflicts;
    this.findings = findings;
    this.sources = sources;
  }

  /** The readable inputs, in the order of the file. */
  List<InputSpec> read(Section root) {
    List<InputSpec> inputs = new ArrayList<>();
    root.named("inputs", Schema.INPUT).forEach((name, section) -> {
      InputSpec input = SourcesReader.isSource(section) ? sources.read(name, section).orElse(null) : input(name, section);
      if (input != null) {
        inputs.add(input);
      }
    });
    return inputs;
  }

  /** What the descriptions that were read say of their senders' clocks, by input. */
  Map<String, ClockClaim> claims() {
    return claims;
  }

  private @Nullable InputSpec input(String name, Section section) {
    List.of("window", "holes").stream()
        .filter(section::has)
        .forEach(key -> findings.problem(section.at(key), "is for timestamped sources; a stream has a link-offset"));
    Integer wanted = section.optional("payload-type", Scalars.integer(0, 127));
    AudioStream described = section.has("sdp") ? around.descriptions().read(section, wanted).orElse(null) : null;
    if (described == null && section.has("sdp")) {
      return null;
    }
    DescribedInput said = described == null ? null : said(name, section, described);
    StreamFormat stream = new StreamFormat(section, findings);
    List<PlacedFlow> placed = flows(section, stream, described);
    placed.forEach(flow -> conflicts.receives(name, flow.at(), flow.flow()));
    AudioFormat format = said == null || section.has("format") ? section.required("format", Scalars::format) : said.format();
    Integer frames = said == null || format == null || stream.saysPackets() ? stream.packetFrames(format) : said.packetFrames(format);
    InputSpec.Timing timing = section.has("timing") || said == null || format == null
        ? section.optional("timing", Scalars.choice(InputSpec.Timing.class), InputSpec.Timing.PTP)
        : said.timing(format, around.clock());
    Integer clockOffset = clockOffset(section, described, timing);
    Long linkOffsetNs = section.required("link-offset", text -> Durations.between(text, 0, GREATEST_LINK_OFFSET_NS));
    if (format == null || frames == null) {
      return null;
    }
    stream.requireFitsMtu(format, frames, placed.stream().mapToInt(flow -> flow.network().mtuBytes()).min().orElse(Integer.MAX_VALUE));
    if (linkOffsetNs == null) {
      return null;
    }
    if (timing == InputSpec.Timing.RECOVERED && format.encoding() == Encoding.AM824) {
      findings.problem(section.at("timing"), "AM824 may not be audio and is never resampled: lock the source to PTP");
      return null;
    }
    requireReachable(section, linkOffsetNs, PacketTimes.ns(frames, format.rateHz()));
    int linkOffsetFrames = (int) ((linkOffsetNs * format.rateHz() + 500_000_000L) / 1_000_000_000L);
    int payloadType = wanted != null ? wanted : described != null ? described.payloadType() : StreamFormat.DEFAULT_PAYLOAD_TYPE;
    List<ReceiveFlow> flows = placed.stream().map(PlacedFlow::flow).toList();
    return new InputSpec(name, flows, format, frames, payloadType, clockOffset, linkOffsetFrames, timing)
        .onClock(senderClock(section, timing));
  }

  private DescribedInput said(String name, Section section, AudioStream described) {
    claims.put(name, described.clock());
    return new DescribedInput(section.at("sdp"), described, findings);
  }

  private @Nullable String senderClock(Section section, InputSpec.Timing timing) {
    String clock = section.optional("clock", Scalars::name);
    if (timing == InputSpec.Timing.PTP && section.has("clock")) {
      findings.problem(section.at("clock"), "names the clock of a sender that is not on the plant's: it needs timing: recovered");
    }
    return clock;
  }

  /** 32 bits, or null to find it; a described one counts from the plant's epoch only if the sender's clock is the plant's. */
  private static @Nullable Integer clockOffset(Section section, @Nullable AudioStream described, InputSpec.Timing timing) {
    Long offset = section.optional("media-clock-offset", text -> Scalars.integer(text, 0, 0xFFFF_FFFFL));
    if (offset == null && !section.has("media-clock-offset") && described != null && timing == InputSpec.Timing.PTP) {
      offset = described.timestampOffset();
    }
    return offset == null ? null : (Integer) offset.intValue();
  }

  private List<PlacedFlow> flows(Section section, StreamFormat stream, @Nullable AudioStream described) {
    if (described != null) {
      List<Section> streams = section.has("streams") ? stream.flows(Schema.INPUT_STREAM) : List.of();
      return new DescribedFlows(around.networks(), findings, section, described).flows(streams);
    }
    List<PlacedFlow> flows = new ArrayList<>();
    for (Section entry : stream.flows(Schema.INPUT_STREAM)) {
      NetworksReader.Network network = around.networks().named(entry, "network");
      ReceiveFlow flow = flow(entry, network);
      if (network != null && flow != null) {
        flows.add(new PlacedFlow(entry.at(), network, flow));
      }
    }
    return flows;
  }

  private @Nullable ReceiveFlow flow(Section entry, NetworksReader.@Nullable Network network) {
    Inet4Address group = entry.optional("group", Scalars::group);
    Integer port = entry.required("port", Scalars::port);
    Inet4Address source = entry.optional("source", Scalars::unicast);
    if (network == null || port == null || (group == null && entry.has("group"))) {
      return null;
    }
    if (group != null && source == null && !entry.has("source") && (group.getAddress()[0] & 0xFF) == 232) {
      findings.note(entry.at("group"), "232.0.0.0/8 is for source-specific multicast; without source, routers may not deliver it");
    }
    return new ReceiveFlow(network.name(), network.nic(), group == null ? network.nic().address() : group, port, source);
  }

  /** A packet is complete one packet time after its first frame, and is rendered {@code lead} before it leaves. */
  private void requireReachable(Section section, long linkOffsetNs, long packetNs) {
    long jitterNs = jitterAllowanceNs(packetNs);
    long leastNs = packetNs + around.leadNs() + jitterNs;
    if (linkOffsetNs < leastNs) {
      findings.problem(
          section.at("link-offset"),
          Durations.text(linkOffsetNs) + " is too short; the least that works is " + Durations.text(leastNs) + " (packet time "
              + Durations.text(packetNs) + " + lead " + Durations.text(around.leadNs()) + " + jitter " + Durations.text(jitterNs) + ")");
    }
  }

  /** What a quiet switched network is given: an eighth of the packet time, within limits. */
  static long jitterAllowanceNs(long packetNs) {
    return Math.clamp(packetNs / 8, LEAST_JITTER_NS, GREATEST_JITTER_NS);
  }
}
