package io.crosspoint.pipeline.flight;

import io.crosspoint.pipeline.send.TransmitBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes to a {@link FlightLog} what came of each TRANSMIT: a checksum of every packet, which is what a replay has to meet.
 *
 * <p><b>Thread:</b> that of render. Neither waits nor allocates.
 */
public final class CheckLog {

  private static final int CHECK = 5;

  /** What a record has before its checksums: the number of the TRANSMIT, and of its packets. */
  public static final int CHECK_BYTES = 16;

  private static final ValueLayout.OfInt INT = FlightLog.INT;
  private static final ValueLayout.OfLong LONG = FlightLog.LONG;

  private final FlightLog log;
  private final CRC32C crc = new CRC32C();

  public CheckLog(FlightLog log) {
    this.log = log;
  }

  public FlightLog log() {
    return log;
  }

  /**
   * @param number of the TRANSMIT, counted as {@link EventLog} counts them
   * @param batch what it was rendered into
   */
  void record(long number, TransmitBatch batch) {
    MemorySegment to = log.memory();
    int packets = batch.packets();
    long at = log.claim(CHECK, CHECK_BYTES + 4 * packets);
    to.set(LONG, at, number);
    to.set(INT, at + 8, packets);
    to.set(INT, at + 12, 0);
    for (int i = 0; i < packets; i++) {
      to.set(INT, at + CHECK_BYTES + 4L * i, checksum(batch, i));
    }
    log.publish();
  }

  /** CRC-32C of a packet as it is sent, from its RTP header on; for the thread of render. */
  int checksum(TransmitBatch batch, int packet) {
    int offset = batch.offset(packet);
    ByteBuffer octets = batch.octets().clear();
    octets.position(offset).limit(offset + batch.length(packet));
    crc.reset();
    crc.update(octets);
    return (int) crc.getValue();
  }
}
