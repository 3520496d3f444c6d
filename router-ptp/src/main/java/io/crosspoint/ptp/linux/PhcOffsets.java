package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * The answers of {@code <linux/ptp_clock.h>} to "what do you show, and the system's clock at that instant", the narrowest comparison of
 * each. A time is {@code struct ptp_clock_time}: seconds i64, nanoseconds u32, reserved u32.
 */
final class PhcOffsets {

  static final int SAMPLES = 10;
  static final int CAPABILITIES_BYTES = 80;
  static final int OFFSET_BYTES = 832;
  static final int EXTENDED_BYTES = 1216;
  static final int PRECISE_BYTES = 64;

  private static final int TIME_BYTES = 16;
  private static final int TIMES = 16;
  private static final int CLOCK_ID = 4;
  private static final int CROSS_TIMESTAMPING = 24;

  private PhcOffsets() {}

  /** {@code struct ptp_clock_caps}: whether the hardware latches both clocks at once. */
  static boolean isPrecise(MemorySegment capabilities) {
    return capabilities.get(JAVA_INT, CROSS_TIMESTAMPING) != 0;
  }

  /**
   * Asks for {@value #SAMPLES} comparisons.
   *
   * @param clockId 0 for REALTIME or, since Linux 6.12 and only extended, 4 for MONOTONIC_RAW
   */
  static void ask(MemorySegment offsets, int clockId) {
    offsets.asSlice(0, TIMES).fill((byte) 0);
    offsets.set(JAVA_INT, 0, SAMPLES);
    offsets.set(JAVA_INT, CLOCK_ID, clockId);
  }

  /** {@code struct ptp_sys_offset_precise}: device, REALTIME, MONOTONIC_RAW. */
  static void readPrecise(MemorySegment precise, PhcReading into) {
    into.set(time(precise, 2 * TIME_BYTES), time(precise, 0), 0, true);
  }

  /** {@code struct ptp_sys_offset_extended}: system before, device, system after; that often. */
  static void readExtended(MemorySegment extended, boolean isRaw, PhcReading into) {
    readBest(extended, 3 * TIME_BYTES, isRaw, into);
  }

  /** {@code struct ptp_sys_offset}: system and device in turn, the system last. */
  static void readOffset(MemorySegment offset, PhcReading into) {
    readBest(offset, 2 * TIME_BYTES, false, into);
  }

  private static void readBest(MemorySegment times, int stride, boolean isRaw, PhcReading into) {
    long narrowestNs = Long.MAX_VALUE;
    for (int i = 0; i < SAMPLES; i++) {
      long at = TIMES + (long) i * stride;
      long before = time(times, at);
      long width = time(times, at + 2 * TIME_BYTES) - before;
      if (width >= 0 && width < narrowestNs) {
        narrowestNs = width;
        into.set(before + width / 2, time(times, at + TIME_BYTES), width, isRaw);
      }
    }
  }

  private static long time(MemorySegment segment, long at) {
    return segment.get(JAVA_LONG, at) * 1_000_000_000L + segment.get(JAVA_INT, at + 8);
  }
}
