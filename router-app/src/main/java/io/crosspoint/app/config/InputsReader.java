package io.crosspoint.app.config;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code inputs} section. */
final class InputsReader {

  private static final long GREATEST_LINK_OFFSET_NS = 1_000_000_000L;
  private static final long LEAST_JITTER_NS = 50_000;
  private static final long GREATEST_JITTER_NS = 500_000;

  private final NetworksReader networks;
  private final FlowConflicts conflicts;
  private final long leadNs;
  private final Findings findings;

  InputsReader(NetworksReader networks, FlowConflicts conflicts, long leadNs, Findings findings) {
    this.networks = networks;
    this.conflicts = conflicts;
    this.leadNs = leadNs;
    this.findings = findings;
  }

  /** The readable inputs, in the order of the file. */
  List<InputSpec> read(Section root) {
    List<InputSpec> inputs = new ArrayList<>();
    root.named("inputs", Schema.INPUT).forEach((name, section) -> {
      InputSpec input = input(name, section);
      if (input != null) {
        inputs.add(input);
      }
    });
    return inputs;
  }

  private @Nullable InputSpec input(String name, Section section) {
    StreamFormat stream = new StreamFormat(section, findings);
    List<ReceiveFlow> flows = new ArrayList<>();
    int mtuBytes = Integer.MAX_VALUE;
    for (Section entry : stream.flows(Schema.INPUT_STREAM)) {
      NetworksReader.Network network = networks.named(entry, "network");
      ReceiveFlow flow = flow(entry, network);
      if (network != null && flow != null) {
        flows.add(flow);
        mtuBytes = Math.min(mtuBytes, network.mtuBytes());
        conflicts.receives(name, entry.at(), flow);
      }
    }
    AudioFormat format = section.required("format", Scalars::format);
    Integer frames = stream.packetFrames(format);
    int payloadType = section.optional("payload-type", Scalars.integer(0, 127), StreamFormat.DEFAULT_PAYLOAD_TYPE);
    Long clockOffset = section.optional("media-clock-offset", text -> Scalars.integer(text, 0, 0xFFFF_FFFFL));
    InputSpec.Timing timing = section.optional("timing", Scalars.choice(InputSpec.Timing.class), InputSpec.Timing.PTP);
    Long linkOffsetNs = section.required("link-offset", text -> Durations.between(text, 0, GREATEST_LINK_OFFSET_NS));
    if (format == null || frames == null) {
      return null;
    }
    stream.requireFitsMtu(format, frames, mtuBytes);
    if (linkOffsetNs == null) {
      return null;
    }
    if (timing == InputSpec.Timing.RECOVERED && format.encoding() == Encoding.AM824) {
      findings.problem(section.at("timing"), "AM824 may not be audio and is never resampled: lock the source to PTP");
      return null;
    }
    requireReachable(section, linkOffsetNs, PacketTimes.ns(frames, format.rateHz()));
    int linkOffsetFrames = (int) ((linkOffsetNs * format.rateHz() + 500_000_000L) / 1_000_000_000L);
    return new InputSpec(
        name, flows, format, frames, payloadType, clockOffset == null ? null : clockOffset.intValue(), linkOffsetFrames, timing);
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
    long leastNs = packetNs + leadNs + jitterNs;
    if (linkOffsetNs < leastNs) {
      findings.problem(
          section.at("link-offset"),
          Durations.text(linkOffsetNs) + " is too short; the least that works is " + Durations.text(leastNs) + " (packet time "
              + Durations.text(packetNs) + " + lead " + Durations.text(leadNs) + " + jitter " + Durations.text(jitterNs) + ")");
    }
  }

  /** What a quiet switched network is given: an eighth of the packet time, within limits. */
  static long jitterAllowanceNs(long packetNs) {
    return Math.clamp(packetNs / 8, LEAST_JITTER_NS, GREATEST_JITTER_NS);
  }
}
