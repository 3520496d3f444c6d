package io.crosspoint.app.flight;

import io.crosspoint.app.tap.UdpHeader;
import io.crosspoint.pipeline.flight.EventLog;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/**
 * Finds the records in a file of {@link FlightFileWriter}, and leaves them where they are. Blocks of others are passed over.
 *
 * <p><b>Thread:</b> one.
 */
final class FlightFileReader {

  private static final int OWN_BYTES = 16;

  private final MemorySegment file;
  private final BlockReader blocks;
  private int kind;
  private long record;
  private int recordBytes;
  private long datagram;
  private int datagramBytes;

  FlightFileReader(MemorySegment file) {
    this.file = file;
    this.blocks = new BlockReader(file);
  }

  /**
   * Moves on to the next event or plan.
   *
   * @return false at the end
   * @throws FlightFileException when something in the file cannot be
   */
  boolean next() throws FlightFileException {
    while (blocks.next()) {
      boolean isOurs = switch (blocks.type()) {
        case BlockWriter.CUSTOM -> takeCustom(blocks.body(), blocks.bodyBytes());
        case BlockWriter.ENHANCED_PACKET -> takePacket(blocks.body(), blocks.bodyBytes());
        default -> false;
      };
      if (isOurs) {
        return true;
      }
    }
    return false;
  }

  private boolean takeCustom(long body, int bytes) throws FlightFileException {
    if (bytes < OWN_BYTES || !isMarked(body)) {
      return false;
    }
    int length = blocks.intAt(body + 12);
    if (length < 0 || length > bytes - OWN_BYTES) {
      throw new FlightFileException(blocks.begin(), length + " bytes in a block of " + bytes);
    }
    kind = blocks.intAt(body + 8);
    record = body + OWN_BYTES;
    recordBytes = length;
    datagramBytes = 0;
    return true;
  }

  /** The header of the record stands in our note behind the packet, and the payload behind the headers of IP and UDP. */
  private boolean takePacket(long body, int bytes) throws FlightFileException {
    if (bytes < 20) {
      throw new FlightFileException(blocks.begin(), "a packet block without a packet");
    }
    int length = blocks.intAt(body + 12);
    long note = 20 + (length + 3L & -4) + 4;
    if (length < UdpHeader.BYTES || note + 8 + EventLog.PACKET_BYTES > bytes || !isMarked(body + note)) {
      return false;
    }
    kind = EventLog.PACKET;
    record = body + note + 8;
    recordBytes = EventLog.PACKET_BYTES;
    datagram = body + 20 + UdpHeader.BYTES;
    datagramBytes = length - UdpHeader.BYTES;
    return true;
  }

  private boolean isMarked(long at) throws FlightFileException {
    boolean isOurs = blocks.intAt(at) == BlockWriter.ENTERPRISE && blocks.intAt(at + 4) == BlockWriter.MARK;
    if (isOurs && blocks.isBigEndian()) {
      throw new FlightFileException(blocks.begin(), "a section that another program has turned to big-endian");
    }
    return isOurs;
  }

  MemorySegment file() {
    return file;
  }

  /** Of an event, or {@link FlightFileWriter#PLAN}. */
  int kind() {
    return kind;
  }

  /** Where in the file the record begins, without the datagram of a PACKET. */
  long record() {
    return record;
  }

  int recordBytes() {
    return recordBytes;
  }

  /** Where in the file the datagram of a PACKET begins. */
  long datagram() {
    return datagram;
  }

  int datagramBytes() {
    return datagramBytes;
  }

  /** What follows the first bytes of the record, as text. */
  String text(int from) {
    return new String(file.asSlice(record + from, recordBytes - from).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** @throws FlightFileException when the record is no plan */
  FlightPlan plan() throws FlightFileException {
    try {
      return FlightPlan.of(text(0));
    } catch (JacksonException unreadable) {
      throw new FlightFileException(blocks.begin(), "a plan that cannot be read: " + unreadable.getOriginalMessage());
    }
  }

  /** Where the block of the record stands in the file. */
  long position() {
    return blocks.begin();
  }
}
