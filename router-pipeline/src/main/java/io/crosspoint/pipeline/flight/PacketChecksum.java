package io.crosspoint.pipeline.flight;

import io.crosspoint.pipeline.send.TransmitBatch;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C of a packet as it is sent, from its RTP header on: what a recording keeps of it, and a replay has to meet.
 *
 * <p><b>Thread:</b> the one that renders. Allocates nothing.
 */
public final class PacketChecksum {

  private final CRC32C crc = new CRC32C();

  public int of(TransmitBatch batch, int packet) {
    int offset = batch.offset(packet);
    ByteBuffer octets = batch.octets().clear();
    octets.position(offset).limit(offset + batch.length(packet));
    crc.reset();
    crc.update(octets);
    return (int) crc.getValue();
  }
}
