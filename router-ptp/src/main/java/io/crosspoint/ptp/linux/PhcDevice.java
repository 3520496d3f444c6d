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
 * A PTP hardware clock ({@code /dev/ptpN}), compared with the system's clocks by the best means that its driver and the kernel have:
 * latched by the hardware ({@code PTP_SYS_OFFSET_PRECISE}), read by the driver between two reads of the raw clock
 * ({@code _EXTENDED} since Linux 6.12) or of the wall clock ({@code _EXTENDED}, {@code PTP_SYS_OFFSET}), or read from here as a POSIX
 * clock, whose id is made from the descriptor, {@code (~fd << 3) | 3}.
 *
 * <p>The layouts are tested; no card was at hand to run them on.
 *
 * <p><b>Thread:</b> one.
 */
public final class PhcDevice implements AutoCloseable {

  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLOCKFD = 3;
  private static final int PTP_CLOCK_GETCAPS = 0x80503D01;
  private static final int PTP_SYS_OFFSET = 0x43403D05;
  private static final int PTP_SYS_OFFSET_PRECISE = 0xC0403D08;
  private static final int PTP_SYS_OFFSET_EXTENDED = 0xC4C03D09;

  /** In order of preference. */
  private enum Means { PRECISE, EXTENDED_RAW, EXTENDED, OFFSET, POSIX }

  private static final Means[] MEANS = Means.values();

  /** A holder, so that other systems never look the symbols up. */
  private static final class Native {
    static final MethodHandle OPEN =
        Libc.call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    static final MethodHandle CLOCK_GETTIME = Libc.call("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment errno = Libc.newErrno(arena);
  private final MemorySegment timespec = arena.allocate(16, 8);
  private final MemorySegment answer = arena.allocate(PhcOffsets.EXTENDED_BYTES, 8);
  private final LinuxClocks clocks = new LinuxClocks();
  private Means means = Means.POSIX;
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
      int opened = Libc.check(device.errno, (int) Native.OPEN.invokeExact(device.errno, name, O_RDONLY | O_CLOEXEC));
      if (opened < 0) {
        throw new IOException(refusal(path, -opened));
      }
      device.fd = opened;
      if (device.readNs() == Long.MIN_VALUE) {
        throw new IOException(path + " is not a hardware clock");
      }
      device.means = device.bestMeans();
      return device;
    } catch (IOException e) {
      device.close();
      throw e;
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }

  private static String refusal(String path, int errno) {
    return switch (errno) {
      case Libc.EPERM, Libc.EACCES ->
          path + ": permission denied; give the service's user or group read access (a udev rule for SUBSYSTEM==\"ptp\"), or run as root";
      case Libc.ENOENT, Libc.ENODEV, Libc.ENXIO ->
          path + ": no such hardware clock; 'ethtool -T INTERFACE' tells the number of a card's, 'ls /dev/ptp*' all of them";
      default -> path + ": " + Libc.describe(errno);
    };
  }

  private Means bestMeans() {
    answer.fill((byte) 0);
    boolean isPrecise = isAnswered(PTP_CLOCK_GETCAPS) && PhcOffsets.isPrecise(answer);
    PhcReading trial = new PhcReading();
    for (Means each : MEANS) {
      if ((each != Means.PRECISE || isPrecise) && read(each, trial)) {
        return each;
      }
    }
    return Means.POSIX;
  }

  /** Compares with the system's clock; returns false when the device is gone. */
  public boolean read(PhcReading into) {
    return read(means, into);
  }

  private boolean read(Means by, PhcReading into) {
    return switch (by) {
      case PRECISE -> {
        boolean isRead = isAnswered(PTP_SYS_OFFSET_PRECISE);
        PhcOffsets.readPrecise(answer, into);
        yield isRead;
      }
      case EXTENDED_RAW, EXTENDED -> {
        boolean isRaw = by == Means.EXTENDED_RAW;
        PhcOffsets.ask(answer, isRaw ? LinuxClocks.CLOCK_MONOTONIC_RAW : LinuxClocks.CLOCK_REALTIME);
        boolean isRead = isAnswered(PTP_SYS_OFFSET_EXTENDED);
        PhcOffsets.readExtended(answer, isRaw, into);
        yield isRead;
      }
      case OFFSET -> {
        PhcOffsets.ask(answer, LinuxClocks.CLOCK_REALTIME);
        boolean isRead = isAnswered(PTP_SYS_OFFSET);
        PhcOffsets.readOffset(answer, into);
        yield isRead;
      }
      case POSIX -> readPosix(into);
    };
  }

  private boolean readPosix(PhcReading into) {
    long narrowestNs = Long.MAX_VALUE;
    for (int i = 0; i < PhcOffsets.SAMPLES; i++) {
      long before = clocks.rawNs();
      long deviceNs = readNs();
      long width = clocks.rawNs() - before;
      if (deviceNs == Long.MIN_VALUE) {
        return false;
      }
      if (width < narrowestNs) {
        narrowestNs = width;
        into.set(before + width / 2, deviceNs, width, true);
      }
    }
    return true;
  }

  private boolean isAnswered(int request) {
    return Libc.ioctl(errno, fd, request, answer) >= 0;
  }

  /** The clock's time, or {@link Long#MIN_VALUE} when it cannot be read (the device is gone). */
  private long readNs() {
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
