package io.crosspoint.app.flight;

import io.crosspoint.pipeline.OutputSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Is told what a replay renders. */
public interface PacketListener {

  /** Nobody. */
  PacketListener NONE = (output, memory, offset, length, deadlinePtpNs) -> {};

  /** A packet, from its RTP header on; the memory is there during the call. */
  void onPacket(OutputSpec output, MemorySegment memory, int offset, int length, long deadlinePtpNs) throws IOException;
}
