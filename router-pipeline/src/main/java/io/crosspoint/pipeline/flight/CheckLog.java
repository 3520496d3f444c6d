package io.crosspoint.pipeline.flight;

import io.crosspoint.pipeline.send.TransmitBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Writes to a {@link FlightLog} what came of each TRANSMIT: a checksum of every packet, which is what a replay has to meet.
 *
 * <p><b>Thread:</b> that of render. Neither waits nor allocates.
 */
public final class CheckLog {

  private static final int CHECK = 5;

  /** What a record has before its checksums: the number of the TRANSMIT, and of its packets. */
  private static final int CHECK_BYTES = 16;

  private static final ValueLayout.OfInt INT = FlightLog.INT;
  private static final ValueLayout.OfLong LONG = FlightLog.LONG;

  private final FlightLog log;
  private final PacketChecksum checksum = new PacketChecksum();

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
      to.set(INT, at + CHECK_BYTES + 4L * i, checksum.of(batch, i));
    }
    log.publish();
  }

  /** Of a record: the number of its TRANSMIT. */
  public static long number(MemorySegment record) {
    return record.get(LONG, 0);
  }

  /** Of a record: the checksums, in the order of the batch, as they stand. */
  public static byte[] checksums(MemorySegment record) {
    return record.asSlice(CHECK_BYTES, 4L * record.get(INT, 8)).toArray(ValueLayout.JAVA_BYTE);
  }
}
