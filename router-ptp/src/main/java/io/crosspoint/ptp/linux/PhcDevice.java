package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A PTP hardware clock ({@code /dev/ptpN}), read as a POSIX clock: its id is made from the descriptor, {@code (~fd << 3) | 3}.
 *
 * <p><b>Thread:</b> one.
 */
public final class PhcDevice implements AutoCloseable {

  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLOCKFD = 3;

  /** A holder, so that other systems never look the symbols up. */
  private static final class Native {
    static final MethodHandle OPEN =
        Libc.call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    static final MethodHandle CLOCK_GETTIME = Libc.call("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment errno = Libc.newErrno(arena);
  private final MemorySegment timespec = arena.allocate(16, 8);
  private int fd = -1;

  private PhcDevice() {}

  /**
   * Opens a character device.
   *
   * @throws IOException in words for an operator
   */
  public static PhcDevice open(String path) throws IOException {
    PhcDevice device = new PhcDevice();
    try {
      MemorySegment name = device.arena.allocateFrom(path);
      device.fd = Errno.check(Libc.check(device.errno, (int) Native.OPEN.invokeExact(device.errno, name, O_RDONLY | O_CLOEXEC)), path);
      if (device.readNs() == Long.MIN_VALUE) {
        throw new IOException(path + " is not a hardware clock");
      }
      return device;
    } catch (IOException e) {
      device.close();
      throw e;
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }

  /** The clock's time, or {@link Long#MIN_VALUE} when it cannot be read (the device is gone). */
  public long readNs() {
    try {
      int clockId = (~fd << 3) | CLOCKFD;
      if (Libc.check(errno, (int) Native.CLOCK_GETTIME.invokeExact(errno, clockId, timespec)) < 0) {
        return Long.MIN_VALUE;
      }
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
    return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      int _ = Libc.close(errno, fd);
      fd = -1;
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
