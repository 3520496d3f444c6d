package io.crosspoint.pipeline;

import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.List;

/**
 * A stream to send.
 *
 * @param name the identity that the SSRC is derived from: the same name gives the same packets after a restart
 * @param flows one, or two for an ST 2022-7 pair
 * @param packetFrames frames in each packet
 * @param payloadType 96 to 127
 */
public record OutputSpec(String name, List<SendFlow> flows, AudioFormat format, int packetFrames, int payloadType) {

  public OutputSpec {
    flows = List.copyOf(flows);
  }
}
