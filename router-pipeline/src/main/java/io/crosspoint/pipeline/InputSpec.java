package io.crosspoint.pipeline;

import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream to receive.
 *
 * @param flows one, or two for an ST 2022-7 pair
 * @param packetFrames frames in each packet, as declared; what arrives may differ and is accepted if it is whole frames
 * @param payloadType 0 to 127
 * @param mediaClockOffset the stream's {@code mediaclk:direct} offset as 32 unsigned bits, or null to find it
 * @param linkOffsetFrames media time in to media time out, in frames of the format's rate
 */
public record InputSpec(
    String name,
    List<ReceiveFlow> flows,
    AudioFormat format,
    int packetFrames,
    int payloadType,
    @Nullable Integer mediaClockOffset,
    int linkOffsetFrames) {

  public InputSpec {
    flows = List.copyOf(flows);
  }
}
