package io.crosspoint.pipeline.pcm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Between the wire and memory, bit for bit. In memory a sample is 32 bits, left-justified: L16 in the upper 16, L24 in the upper 24, an
 * AM824 word whole.
 *
 * <p>Whole words are moved even where a sample is shorter, so up to 3 bytes beyond the last sample are read (and ignored) or written (and
 * not sent): callers provide slack.
 */
public final class Samples {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Samples() {}

  /** Reads {@code count} samples, all channels interleaved. */
  public static void read(Encoding encoding, MemorySegment from, long offset, int[] to, int at, int count) {
    switch (encoding) {
      case L16 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = from.get(SHORT, offset + 2L * i) << 16;
        }
      }
      case L24 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = from.get(INT, offset + 3L * i) & 0xFFFF_FF00;
        }
      }
      case AM824 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = from.get(INT, offset + 4L * i);
        }
      }
    }
  }

  /** Writes {@code count} samples that already have the encoding's width: what does not fit is cut off, not rounded. */
  public static void write(Encoding encoding, int[] from, int at, int count, MemorySegment to, long offset) {
    switch (encoding) {
      case L16 -> {
        for (int i = 0; i < count; i++) {
          to.set(SHORT, offset + 2L * i, (short) (from[at + i] >> 16));
        }
      }
      case L24 -> {
        // Each store's fourth byte is overwritten by the next one, so the order of the loop matters.
        for (int i = 0; i < count; i++) {
          to.set(INT, offset + 3L * i, from[at + i]);
        }
      }
      case AM824 -> {
        for (int i = 0; i < count; i++) {
          to.set(INT, offset + 4L * i, from[at + i]);
        }
      }
    }
  }
}
