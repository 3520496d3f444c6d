package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.crosspoint.ptp.clock.HostClocks;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/** The kernel's clocks through {@code clock_gettime} (some 25 ns a call: the vDSO answers, and the call is {@code critical}). */
public final class LinuxClocks implements HostClocks {

  public static final int CLOCK_REALTIME = 0;
  public static final int CLOCK_MONOTONIC = 1;
  public static final int CLOCK_MONOTONIC_RAW = 4;
  public static final int CLOCK_BOOTTIME = 7;
  public static final int CLOCK_TAI = 11;

  private static final boolean AVAILABLE = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

  /** A holder, so that other systems never look the symbol up. */
  private static final class Native {
    static final MethodHandle CLOCK_GETTIME =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS),
                Linker.Option.critical(false));
  }

  private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);

  /** Whether this host is a Linux. */
  public static boolean isAvailable() {
    return AVAILABLE;
  }

  @Override
  public long rawNs() {
    return readNs(CLOCK_MONOTONIC_RAW);
  }

  @Override
  public long monotonicNs() {
    return System.nanoTime();
  }

  @Override
  public long realtimeNs() {
    return readNs(CLOCK_REALTIME);
  }

  /** Reads any POSIX clock id. */
  public long readNs(int clockId) {
    try {
      int _ = (int) Native.CLOCK_GETTIME.invokeExact(clockId, timespec);
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
    return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
  }
}
