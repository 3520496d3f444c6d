package io.crosspoint.app.flight;

import io.crosspoint.app.tap.UdpHeader;
import io.crosspoint.pipeline.flight.EventLog;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/**
 * Reads a file of {@link FlightFileWriter}. Blocks of others are passed over.
 *
 * <p><b>Thread:</b> one.
 */
final class FlightFileReader {

  private static final int OWN_BYTES = 16;

  private final BlockReader blocks;
  private MemorySegment record = MemorySegment.ofArray(new long[256]);
  private int kind;
  private int bytes;

  FlightFileReader(InputStream in) {
    this.blocks = new BlockReader(in);
  }

  /**
   * Moves on to the next event or plan.
   *
   * @return false at the end
   * @throws FlightFileException when something in the file cannot be
   */
  boolean next() throws IOException {
    while (blocks.next()) {
      boolean isOurs = switch (blocks.type()) {
        case BlockWriter.CUSTOM -> takeCustom(blocks.body());
        case BlockWriter.ENHANCED_PACKET -> takePacket(blocks.body());
        default -> false;
      };
      if (isOurs) {
        return true;
      }
    }
    return false;
  }

  private boolean takeCustom(ByteBuffer body) throws FlightFileException {
    if (body.remaining() < OWN_BYTES || body.getInt(0) != BlockWriter.ENTERPRISE || body.getInt(4) != BlockWriter.MARK) {
      return false;
    }
    requireOrder(body);
    int length = body.getInt(12);
    if (length < 0 || length > body.limit() - OWN_BYTES) {
      throw new FlightFileException(blocks.begin(), length + " bytes in a block of " + body.limit());
    }
    kind = body.getInt(8);
    take(body, OWN_BYTES, length, 0);
    bytes = length;
    return true;
  }

  /** The header of the record stands in our note behind the packet, and the payload behind the headers of IP and UDP. */
  private boolean takePacket(ByteBuffer body) throws FlightFileException {
    if (body.remaining() < 20) {
      throw new FlightFileException(blocks.begin(), "a packet block without a packet");
    }
    int length = body.getInt(12);
    int note = 20 + (length + 3 & -4) + 4;
    if (length < UdpHeader.BYTES || note < 0 || note + 8 + EventLog.PACKET_BYTES > body.limit()
        || body.getInt(note) != BlockWriter.ENTERPRISE || body.getInt(note + 4) != BlockWriter.MARK) {
      return false;
    }
    requireOrder(body);
    kind = EventLog.PACKET;
    bytes = EventLog.PACKET_BYTES + length - UdpHeader.BYTES;
    take(body, note + 8, EventLog.PACKET_BYTES, 0);
    take(body, 20 + UdpHeader.BYTES, length - UdpHeader.BYTES, EventLog.PACKET_BYTES);
    return true;
  }

  private void requireOrder(ByteBuffer body) throws FlightFileException {
    if (body.order() != ByteOrder.LITTLE_ENDIAN) {
      throw new FlightFileException(blocks.begin(), "a section that another program has turned to big-endian");
    }
  }

  private void take(ByteBuffer body, int from, int length, int to) {
    if (record.byteSize() < to + length) {
      MemorySegment longer = MemorySegment.ofArray(new long[(to + length) / 4 + 1]);
      MemorySegment.copy(record, 0, longer, 0, record.byteSize());
      record = longer;
    }
    MemorySegment.copy(MemorySegment.ofBuffer(body), from, record, to, length);
  }

  /** Of an event, or {@link FlightFileWriter#PLAN}. */
  int kind() {
    return kind;
  }

  /** There until the next call of {@link #next}. */
  MemorySegment record() {
    return record.asSlice(0, bytes);
  }

  /** What follows the first bytes of the record, as text. */
  String text(int from) {
    return new String(record.asSlice(from, bytes - from).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** @throws FlightFileException when the record is no plan */
  FlightPlan plan() throws FlightFileException {
    try {
      return FlightPlan.of(text(0));
    } catch (JacksonException unreadable) {
      throw new FlightFileException(blocks.begin(), "a plan that cannot be read: " + unreadable.getOriginalMessage());
    }
  }

  /** Where the record stands in the file. */
  long position() {
    return blocks.begin();
  }
}
