package io.crosspoint.app.config;

import io.crosspoint.app.sdp.AudioStream;
import io.crosspoint.app.sdp.ClockClaim;
import io.crosspoint.app.sdp.Place;
import io.crosspoint.app.sdp.Remark;
import io.crosspoint.pipeline.InputSpec.Timing;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import org.jspecify.annotations.Nullable;

/** What a description says in place of the keys of an input, in the words of the file's own keys. */
final class DescribedInput {

  private static final String DEFAULT_PACKET_TIME = "1ms";

  private final At at;
  private final AudioStream described;
  private final Findings findings;

  /** @param at the {@code sdp} key, for messages */
  DescribedInput(At at, AudioStream described, Findings findings) {
    this.at = at;
    this.described = described;
    this.findings = findings;
  }

  /** Null when it is a format that no key could say either, which has been reported. */
  @Nullable AudioFormat format() {
    return legal(described.formatPlace(), Scalars.format(described.format()));
  }

  /** Frames in each packet; null when the description is too vague, which has been reported. */
  @Nullable Integer packetFrames(AudioFormat format) {
    AudioStream.Packet packet = described.packet();
    if (packet == null || (packet.frames() == null && packet.duration() == null)) {
      note(described.formatPlace(), "says nothing of packet times; taking " + DEFAULT_PACKET_TIME + ", the default of AES67");
      return legal(described.formatPlace(), PacketTimes.frames(DEFAULT_PACKET_TIME, format.rateHz()));
    }
    if (packet.frames() != null) {
      return packet.frames();
    }
    return packet.duration() == null ? null : legal(packet.place(), PacketTimes.frames(packet.duration(), format.rateHz()));
  }

  /** Locked only when the description says so, and AM824 always: it cannot be resampled. */
  Timing timing(AudioFormat format, @Nullable ClockChoice clock) {
    ClockClaim claim = described.clock();
    boolean isOtherDomain = clock != null && clock.source() == ClockChoice.Source.PTP && claim.isInOtherDomain(clock.domain());
    boolean isLocked = claim.kind() == ClockClaim.Kind.PTP || claim.kind() == ClockClaim.Kind.TRACEABLE;
    if (isLocked && !isOtherDomain) {
      return Timing.PTP;
    }
    String why = isOtherDomain ? "its clock is of another PTP domain"
        : claim.kind() == ClockClaim.Kind.OWN ? "its clock is not PTP" : "it says nothing of its clock";
    if (format.encoding() == Encoding.AM824) {
      note(described.formatPlace(), why + ", but AM824 is never resampled: taken as locked to PTP");
      return Timing.PTP;
    }
    note(described.formatPlace(), why + ": taken as timing: recovered");
    return Timing.RECOVERED;
  }

  private void note(Place place, String message) {
    findings.note(at, new Remark(place, message).toString());
  }

  private <T> @Nullable T legal(Place place, Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Value<T>(T value) -> value;
      case Parsed.Refused<T>(String why) -> {
        findings.problem(at, new Remark(place, why).toString());
        yield null;
      }
    };
  }
}
