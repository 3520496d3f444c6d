package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** How the kernel's wall clock is being disciplined ({@code adjtimex} with no modes: reads only, needs no privilege). */
public final class KernelTime {

  private static final int TIMEX_BYTES = 208;
  private static final int STATUS_UNSYNCHRONIZED = 0x40;

  /** A holder, so that other systems never look the symbol up. */
  private static final class Native {
    static final MethodHandle ADJTIMEX = Libc.call("adjtimex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  private KernelTime() {}

  /**
   * One reading.
   *
   * @param frequencyPpm correction that a time daemon has set
   * @param isSynchronized whether a time daemon says that it holds the clock
   * @param taiOffsetSeconds TAI − UTC as some daemon told the kernel; 0 on a host where none did, and then CLOCK_TAI is UTC
   * @param maxErrorUs the daemon's bound of its error
   */
  public record Reading(double frequencyPpm, boolean isSynchronized, int taiOffsetSeconds, long maxErrorUs) {}

  /** Reads once; allocates. */
  public static Reading read() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Libc.newErrno(arena);
      MemorySegment timex = arena.allocate(TIMEX_BYTES, 8);
      int result = Libc.check(errno, (int) Native.ADJTIMEX.invokeExact(errno, timex));
      if (result < 0) {
        return new Reading(0, false, 0, Long.MAX_VALUE);
      }
      return new Reading(
          timex.get(JAVA_LONG, 16) / 65536.0,
          (timex.get(JAVA_INT, 40) & STATUS_UNSYNCHRONIZED) == 0,
          timex.get(JAVA_INT, 160),
          timex.get(JAVA_LONG, 24));
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }
}
