package io.crosspoint.pipeline;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream to receive, or a timestamped source.
 *
 * @param flows one, or two for an ST 2022-7 pair; none for a source
 * @param packetFrames frames in each packet, as declared; what arrives may differ and is accepted if it is whole frames
 * @param payloadType 0 to 127
 * @param mediaClockOffset the stream's {@code mediaclk:direct} offset as 32 unsigned bits, or null to find it
 * @param linkOffsetFrames media time in to media time out, in frames of the format's rate
 * @param timing what clock the sender's timestamps count
 * @param source what makes this a timestamped source, or null for a stream
 * @param senderClock for a sender on its own clock: a name that streams of one device share; null to go by the sender's address
 */
public record InputSpec(
    String name,
    List<ReceiveFlow> flows,
    AudioFormat format,
    int packetFrames,
    int payloadType,
    @Nullable Integer mediaClockOffset,
    int linkOffsetFrames,
    Timing timing,
    @Nullable SourceSpec source,
    @Nullable String senderClock) {

  /** What clock a sender's timestamps count. */
  public enum Timing {
    /** The plant's: a timestamp says when its frame is. */
    PTP,
    /** One of its own, which is measured; the audio is resampled onto the plant's. */
    RECOVERED
  }

  /** Significant bits of resampled audio, whatever the input had. */
  public static final int CONVERTED_BITS = 24;

  public InputSpec {
    flows = List.copyOf(flows);
  }

  /** A stream. */
  public InputSpec(
      String name,
      List<ReceiveFlow> flows,
      AudioFormat format,
      int packetFrames,
      int payloadType,
      @Nullable Integer mediaClockOffset,
      int linkOffsetFrames,
      Timing timing) {
    this(name, flows, format, packetFrames, payloadType, mediaClockOffset, linkOffsetFrames, timing, null, null);
  }

  /** A stream on the plant's clock. */
  public InputSpec(
      String name,
      List<ReceiveFlow> flows,
      AudioFormat format,
      int packetFrames,
      int payloadType,
      @Nullable Integer mediaClockOffset,
      int linkOffsetFrames) {
    this(name, flows, format, packetFrames, payloadType, mediaClockOffset, linkOffsetFrames, Timing.PTP, null, null);
  }

  /** A timestamped source: its frames leave {@code linkOffsetFrames} behind the index that they are written for. */
  public static InputSpec ofSource(String name, AudioFormat format, int linkOffsetFrames, SourceSpec source) {
    int frames = SourceTimeline.chunkFrames(format.channels());
    return new InputSpec(name, List.of(), format, frames, 0, 0, linkOffsetFrames, Timing.PTP, source, null);
  }

  /** The same with a {@link #senderClock}. */
  public InputSpec onClock(@Nullable String clock) {
    return new InputSpec(name, flows, format, packetFrames, payloadType, mediaClockOffset, linkOffsetFrames, timing, source, clock);
  }

  /** The same with a timestamp offset that is known. */
  public InputSpec anchoredAt(int offset) {
    return new InputSpec(name, flows, format, packetFrames, payloadType, offset, linkOffsetFrames, timing, source, senderClock);
  }

  /** Whether the sender has a clock of its own. */
  public boolean isRecovered() {
    return timing == Timing.RECOVERED;
  }

  /** Whether outputs of a rate get this input resampled. AM824 may not be audio and never is. */
  public boolean isConvertedFor(int outputRateHz) {
    return format.encoding() != Encoding.AM824 && (isRecovered() || format.rateHz() != outputRateHz);
  }

  /** Significant bits of the samples that outputs of a rate get. */
  public int bitsFor(int outputRateHz) {
    return isConvertedFor(outputRateHz) ? CONVERTED_BITS : 8 * format.encoding().bytesPerSample();
  }

  /** The link offset in frames of another rate, to the nearest. */
  public int linkOffsetFrames(int rateHz) {
    return (int) ((2L * linkOffsetFrames * rateHz + format.rateHz()) / (2L * format.rateHz()));
  }
}
