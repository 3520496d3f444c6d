package io.crosspoint.app.flight;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the blocks of a pcapng file, in either byte order. Files are not trusted: every length is checked before it is used.
 *
 * <p><b>Thread:</b> one.
 */
final class BlockReader {

  private static final int LEAST_BYTES = 12;
  private static final int MOST_BYTES = 1 << 26;

  private final DataInputStream in;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private long position;
  private long begin;
  private int type;
  private ByteBuffer body = ByteBuffer.allocate(1 << 16);

  BlockReader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /**
   * Moves on to the next block; false at the end of the file, and within a block that was cut off there: the writer may have been stopped.
   *
   * @throws FlightFileException when this is no pcapng
   */
  boolean next() throws IOException {
    begin = position;
    byte[] head = new byte[LEAST_BYTES];
    if (in.readNBytes(head, 0, LEAST_BYTES) < LEAST_BYTES) {
      if (begin == 0) {
        throw new FlightFileException(0, "this is no pcapng file");
      }
      return false;
    }
    ByteBuffer first = ByteBuffer.wrap(head);
    type = first.order(order).getInt(0);
    if (type == BlockWriter.SECTION) {
      order = first.order(ByteOrder.LITTLE_ENDIAN).getInt(8) == BlockWriter.BYTE_ORDER ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      if (first.order(order).getInt(8) != BlockWriter.BYTE_ORDER) {
        throw new FlightFileException(begin, "a section without a byte order");
      }
    } else if (begin == 0) {
      throw new FlightFileException(0, "this is no pcapng file");
    }
    int length = first.order(order).getInt(4);
    if (length < LEAST_BYTES || length > MOST_BYTES || length % 4 != 0) {
      throw new FlightFileException(begin, "a block of " + length + " bytes");
    }
    return take(head, length);
  }

  private boolean take(byte[] head, int length) throws IOException {
    if (body.capacity() < length) {
      body = ByteBuffer.allocate(2 * length);
    }
    body.clear().order(order).put(head, 8, 4);
    try {
      in.readFully(body.array(), 4, length - LEAST_BYTES);
    } catch (EOFException cutOff) {
      return false;
    }
    position += length;
    if (body.getInt(length - LEAST_BYTES) != length) {
      throw new FlightFileException(begin, "the two lengths of a block differ");
    }
    body.position(0).limit(Math.max(0, length - LEAST_BYTES));
    return true;
  }

  int type() {
    return type;
  }

  /** Where the block begins in the file. */
  long begin() {
    return begin;
  }

  /** Between the two lengths; there until the next call of {@link #next}. In the order of the file. */
  ByteBuffer body() {
    return body;
  }
}
