package io.crosspoint.pipeline.rtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A flyweight over one RTP packet. {@link #parse} first; the fields mean something only after it said {@link Verdict#VALID}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |                             SSRC                              |
 * |                    CSRC (0 to 15 of them)                     |
 * |     extension profile         |  length in words, if X        |
 * </pre>
 *
 * (RFC 3550 clauses 5.1 and 5.3.1.)
 *
 * <p><b>Thread:</b> belongs to one thread; allocates nothing.
 */
public final class RtpPacket {

  /** Big-endian, unaligned: as fields stand on the wire. */
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final int HEADER_BYTES = 12;

  /** What {@link #parse} found. */
  public enum Verdict {
    VALID,
    /** Shorter than the header that it claims to have. */
    TRUNCATED,
    WRONG_VERSION,
    /** The padding count is zero or larger than the payload. */
    BAD_PADDING
  }

  private int payloadType;
  private int sequence;
  private int timestamp;
  private int ssrc;
  private long payloadOffset;
  private int payloadBytes;

  /** Reads a packet of {@code length} bytes at {@code offset}; never reads outside of it. */
  public Verdict parse(MemorySegment memory, long offset, int length) {
    if (length < HEADER_BYTES) {
      return Verdict.TRUNCATED;
    }
    int first = memory.get(JAVA_BYTE, offset) & 0xFF;
    if (first >>> 6 != 2) {
      return Verdict.WRONG_VERSION;
    }
    int header = HEADER_BYTES + 4 * (first & 0x0F);
    if ((first & 0x10) != 0) {
      if (length < header + 4) {
        return Verdict.TRUNCATED;
      }
      header += 4 + 4 * (memory.get(SHORT, offset + header + 2) & 0xFFFF);
    }
    int payload = length - header;
    if (payload < 0) {
      return Verdict.TRUNCATED;
    }
    if ((first & 0x20) != 0) {
      int padding = payload == 0 ? 0 : memory.get(JAVA_BYTE, offset + length - 1) & 0xFF;
      if (padding == 0 || padding > payload) {
        return Verdict.BAD_PADDING;
      }
      payload -= padding;
    }
    payloadType = memory.get(JAVA_BYTE, offset + 1) & 0x7F;
    sequence = memory.get(SHORT, offset + 2) & 0xFFFF;
    timestamp = memory.get(INT, offset + 4);
    ssrc = memory.get(INT, offset + 8);
    payloadOffset = offset + header;
    payloadBytes = payload;
    return Verdict.VALID;
  }

  /** Writes a fixed header without padding, extension, CSRCs or marker. */
  public static void writeHeader(MemorySegment memory, long offset, int payloadType, int sequence, int timestamp, int ssrc) {
    memory.set(INT, offset, 0x8000_0000 | (payloadType << 16) | (sequence & 0xFFFF));
    memory.set(INT, offset + 4, timestamp);
    memory.set(INT, offset + 8, ssrc);
  }

  /** Signed distance from one 16-bit sequence number to another, shortest way round. */
  public static int sequenceDelta(int from, int to) {
    return (short) (to - from);
  }

  public int payloadType() {
    return payloadType;
  }

  /** Unsigned 16 bits. */
  public int sequence() {
    return sequence;
  }

  /** Unsigned 32 bits. */
  public int timestamp() {
    return timestamp;
  }

  /** Unsigned 32 bits. */
  public int ssrc() {
    return ssrc;
  }

  /** Where the payload begins in the memory that was parsed. */
  public long payloadOffset() {
    return payloadOffset;
  }

  /** Without padding. */
  public int payloadBytes() {
    return payloadBytes;
  }
}
