package io.crosspoint.app.flight;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Finds the blocks of a pcapng file, in either byte order, and copies nothing. Files are not trusted: every length is checked before it is
 * used.
 *
 * <p><b>Thread:</b> one.
 */
final class BlockReader {

  private static final int LEAST_BYTES = 12;
  private static final int MOST_BYTES = 1 << 26;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment file;
  private final long fileBytes;
  private boolean isBigEndian;
  private long position;
  private long begin;
  private int type;
  private int length;

  BlockReader(MemorySegment file) {
    this.file = file;
    this.fileBytes = file.byteSize();
  }

  /**
   * Moves on to the next block; false at the end of the file, and within a block that was cut off there: the writer may have been stopped.
   *
   * @throws FlightFileException when this is no pcapng
   */
  boolean next() throws FlightFileException {
    begin = position;
    if (fileBytes - begin < LEAST_BYTES) {
      requireSection(false);
      return false;
    }
    type = intAt(begin);
    if (type == BlockWriter.SECTION) {
      findOrder();
    } else {
      requireSection(begin > 0);
    }
    length = intAt(begin + 4);
    if (length < LEAST_BYTES || length > MOST_BYTES || length % 4 != 0) {
      throw new FlightFileException(begin, "a block of " + length + " bytes");
    }
    if (fileBytes - begin < length) {
      return false;
    }
    position += length;
    if (intAt(position - 4) != length) {
      throw new FlightFileException(begin, "the two lengths of a block differ");
    }
    return true;
  }

  private void requireSection(boolean isBehindOne) throws FlightFileException {
    if (begin == 0 && !isBehindOne) {
      throw new FlightFileException(0, "this is no pcapng file");
    }
  }

  /** The number of a section's type reads the same both ways. */
  private void findOrder() throws FlightFileException {
    isBigEndian = file.get(INT, begin + 8) != BlockWriter.BYTE_ORDER;
    if (intAt(begin + 8) != BlockWriter.BYTE_ORDER) {
      throw new FlightFileException(begin, "a section without a byte order");
    }
  }

  /** In the order of the section. */
  int intAt(long offset) {
    int little = file.get(INT, offset);
    return isBigEndian ? Integer.reverseBytes(little) : little;
  }

  boolean isBigEndian() {
    return isBigEndian;
  }

  int type() {
    return type;
  }

  /** Where the block begins in the file. */
  long begin() {
    return begin;
  }

  /** Where its contents begin. */
  long body() {
    return begin + 8;
  }

  /** Between the two lengths. */
  int bodyBytes() {
    return length - LEAST_BYTES;
  }
}
