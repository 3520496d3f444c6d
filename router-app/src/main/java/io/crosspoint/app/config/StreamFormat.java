package io.crosspoint.app.config;

import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that describe the packets of a stream, alike for inputs and outputs. */
final class StreamFormat {

  static final int DEFAULT_PAYLOAD_TYPE = 98;

  private static final String DEFAULT_PACKET_TIME = "1ms";
  /** IPv4, UDP and RTP headers without options. */
  private static final int HEADER_BYTES = 20 + 8 + 12;

  private final Section section;
  private final Findings findings;

  StreamFormat(Section section, Findings findings) {
    this.section = section;
    this.findings = findings;
  }

  /** The entries of {@code streams}: one, or two for ST 2022-7. */
  List<Section> flows(Schema schema) {
    if (!section.has("streams")) {
      findings.problem(section.at().below("streams"), "is missing; it lists one stream, or two for ST 2022-7");
      return List.of();
    }
    List<Section> flows = section.list("streams", schema);
    if (section.isEmptyList("streams")) {
      findings.problem(section.at("streams"), "has no entry; there is one, or two for ST 2022-7");
    }
    if (flows.size() > 2) {
      findings.problem(section.at("streams"), "has " + flows.size() + " entries; there is one, or two for ST 2022-7");
    }
    return flows.stream().limit(2).toList();
  }

  /** Whether a key tells how long packets are. */
  boolean saysPackets() {
    return section.has("frames") || section.has("packet-time");
  }

  /** Frames in each packet; null when they cannot be told. */
  @Nullable Integer packetFrames(@Nullable AudioFormat format) {
    if (section.has("frames") && section.has("packet-time")) {
      findings.problem(section.at("frames"), "say either packet-time or frames, not both");
      return null;
    }
    if (section.has("frames")) {
      return section.optional("frames", Scalars.integer(1, 65_535));
    }
    if (format == null) {
      section.optional("packet-time", Durations::written);
      return null;
    }
    if (section.has("packet-time")) {
      return section.optional("packet-time", text -> PacketTimes.frames(text, format.rateHz()));
    }
    return switch (PacketTimes.frames(DEFAULT_PACKET_TIME, format.rateHz())) {
      case Parsed.Value<Integer>(Integer frames) -> frames;
      case Parsed.Refused<Integer>(String why) -> {
        findings.problem(section.at("packet-time"), "is missing, and the default does not fit: " + why);
        yield null;
      }
    };
  }

  /** Reports a packet that the network would fragment. */
  void requireFitsMtu(AudioFormat format, int packetFrames, int mtuBytes) {
    long packetBytes = HEADER_BYTES + (long) packetFrames * format.frameBytes();
    if (packetBytes > mtuBytes) {
      int most = (mtuBytes - HEADER_BYTES) / format.frameBytes();
      String advice = most == 0
          ? "; use fewer channels"
          : "; at most " + most + " frames fit (" + Durations.text(PacketTimes.ns(most, format.rateHz())) + ")";
      String key = section.has("frames") ? "frames" : section.has("packet-time") ? "packet-time" : "format";
      findings.problem(
          section.at(key),
          packetFrames + " frames of " + format + " make packets of " + packetBytes + " bytes, but the MTU is " + mtuBytes + advice);
    }
  }
}
