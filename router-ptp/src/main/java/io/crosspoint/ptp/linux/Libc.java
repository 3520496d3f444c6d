package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Bindings to glibc/musl. Calls that can fail return the result, or {@code −errno} through a caller-owned
 * {@linkplain #newErrno capture segment}; once compiled none allocates.
 *
 * <p>Real-time safe. Blocking calls release the safepoint (they are not {@code critical}).
 */
public final class Libc {

  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int ENXIO = 6;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int ENODEV = 19;
  public static final int ENOBUFS = 105;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND = call("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CONNECT = call("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle GETSOCKNAME = call("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle RECVMSG = call("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SENDMSG = call("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  /**
   * The calls of every packet take addresses as numbers: a segment would be acquired and released around each of them, some 0.1 µs. Their
   * callers own the segments for longer than the call.
   */
  private static final MethodHandle BARE_RECVMMSG =
      bare("recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle SENDMMSG = call("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle POLL = call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle BARE_RECVMSG = bare("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle BARE_SENDMSG = bare("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle BARE_POLL = bare("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle BARE_SENDMMSG =
      bare("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
  private static final MethodHandle BARE_EPOLL_WAIT =
      bare("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      call("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle EPOLL_CREATE1 = call("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      call("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EPOLL_WAIT =
      call("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private static final MethodHandle CLOCK_NANOSLEEP =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("clock_nanosleep"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private Libc() {}

  /** A segment for errno capture; belongs to one thread at a time. */
  public static MemorySegment newErrno(Arena arena) {
    return arena.allocate(ERRNO_LAYOUT);
  }

  public static int socket(MemorySegment errno, int domain, int type, int protocol) {
    try {
      return check(errno, (int) SOCKET.invokeExact(errno, domain, type, protocol));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  public static int bind(MemorySegment errno, int fd, MemorySegment address, int length) {
    try {
      return check(errno, (int) BIND.invokeExact(errno, fd, address, length));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  public static int connect(MemorySegment errno, int fd, MemorySegment address, int length) {
    try {
      return check(errno, (int) CONNECT.invokeExact(errno, fd, address, length));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  public static int close(MemorySegment errno, int fd) {
    try {
      return check(errno, (int) CLOSE.invokeExact(errno, fd));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  public static int setsockopt(MemorySegment errno, int fd, int level, int name, MemorySegment value) {
    try {
      return check(errno, (int) SETSOCKOPT.invokeExact(errno, fd, level, name, value, (int) value.byteSize()));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** @param length in: size of {@code value}; out: bytes written */
  public static int getsockopt(MemorySegment errno, int fd, int level, int name, MemorySegment value, MemorySegment length) {
    try {
      return check(errno, (int) GETSOCKOPT.invokeExact(errno, fd, level, name, value, length));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  public static int getsockname(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
    try {
      return check(errno, (int) GETSOCKNAME.invokeExact(errno, fd, address, length));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  public static int recvmsg(MemorySegment errno, int fd, MemorySegment msghdr, int flags) {
    try {
      return check(errno, (int) (long) RECVMSG.invokeExact(errno, fd, msghdr, flags));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  public static int sendmsg(MemorySegment errno, int fd, MemorySegment msghdr, int flags) {
    try {
      return check(errno, (int) (long) SENDMSG.invokeExact(errno, fd, msghdr, flags));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * {@code recvmsg} for those who need not know why it failed: −1. Capturing errno makes 40 bytes of garbage in each call that is not
   * compiled by C2, which calls of some ten a second never are for long; the bare calls make none, but for the first hundred.
   */
  static int receiveOrFail(int fd, MemorySegment msghdr, int flags) {
    try {
      return (int) (long) BARE_RECVMSG.invokeExact(fd, msghdr, flags);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** {@code sendmsg}; see {@link #receiveOrFail}. */
  static int sendOrFail(int fd, MemorySegment msghdr, int flags) {
    try {
      return (int) (long) BARE_SENDMSG.invokeExact(fd, msghdr, flags);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** {@code poll}; see {@link #receiveOrFail}. */
  static int pollOrFail(MemorySegment pollfds, int count, int timeoutMs) {
    try {
      return (int) BARE_POLL.invokeExact(pollfds, (long) count, timeoutMs);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * Always without a timeout: pass {@code MSG_DONTWAIT}, or poll first. −1 when there is nothing, or the socket failed; see
   * {@link #receiveOrFail}.
   */
  public static int recvmmsg(int fd, MemorySegment mmsghdrs, int count, int flags) {
    try {
      return (int) BARE_RECVMMSG.invokeExact(fd, mmsghdrs.address(), count, flags, 0L);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Without errno at first (see {@link #receiveOrFail}); what then sends nothing is tried once more, to know why. */
  public static int sendmmsg(MemorySegment errno, int fd, MemorySegment mmsghdrs, int count, int flags) {
    try {
      int sent = (int) BARE_SENDMMSG.invokeExact(fd, mmsghdrs.address(), count, flags);
      return sent >= 0 ? sent : check(errno, (int) SENDMMSG.invokeExact(errno, fd, mmsghdrs, count, flags));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** @param timeoutMs negative waits for ever */
  public static int poll(MemorySegment errno, MemorySegment pollfds, int count, int timeoutMs) {
    try {
      return check(errno, (int) POLL.invokeExact(errno, pollfds, (long) count, timeoutMs));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** @param request as the kernel numbers it, 32 bits */
  static int ioctl(MemorySegment errno, int fd, int request, MemorySegment argument) {
    try {
      return check(errno, (int) IOCTL.invokeExact(errno, fd, request & 0xFFFF_FFFFL, argument));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  public static int epollCreate(MemorySegment errno) {
    try {
      return check(errno, (int) EPOLL_CREATE1.invokeExact(errno, 0x80000));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Adds a descriptor; {@code event} is a {@code struct epoll_event} as this processor lays it out. */
  public static int epollAdd(MemorySegment errno, int epoll, int fd, MemorySegment event) {
    try {
      return check(errno, (int) EPOLL_CTL.invokeExact(errno, epoll, 1, fd, event));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Takes a descriptor out. */
  public static int epollRemove(MemorySegment errno, int epoll, int fd) {
    try {
      return check(errno, (int) EPOLL_CTL.invokeExact(errno, epoll, 2, fd, MemorySegment.NULL));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * Returns nothing ready when a signal ended the waiting; see {@link #sendmmsg} for errno.
   *
   * @param timeoutMs 0 returns at once, negative waits for ever
   */
  public static int epollWait(MemorySegment errno, int epoll, MemorySegment events, int count, int timeoutMs) {
    try {
      int ready = (int) BARE_EPOLL_WAIT.invokeExact(epoll, events, count, timeoutMs);
      return ready >= 0 ? ready : check(errno, (int) EPOLL_WAIT.invokeExact(errno, epoll, events, count, 0));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** What the C library calls an errno: {@code Address already in use}. Allocates. */
  public static String describe(int errnoValue) {
    try {
      return ((MemorySegment) STRERROR.invokeExact(errnoValue)).reinterpret(256).getString(0);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Sleeps to an absolute time of a clock. Returns 0, or −errno ({@code −EINTR} when a signal ended it early). */
  public static int sleepUntil(int clockId, MemorySegment timespec) {
    try {
      int timerAbstime = 1;
      return -(int) CLOCK_NANOSLEEP.invokeExact(clockId, timerAbstime, timespec, MemorySegment.NULL);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Binds a function of the C library whose failure is told by −1 and errno; its first parameter is the capture segment. */
  static MethodHandle call(String name, FunctionDescriptor descriptor, Linker.Option... more) {
    Linker.Option[] options = new Linker.Option[more.length + 1];
    System.arraycopy(more, 0, options, 1, more.length);
    options[0] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  private static MethodHandle bare(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
  }

  static int check(MemorySegment errno, int result) {
    return result >= 0 ? result : -(int) ERRNO.get(errno, 0L);
  }

  /** A foreign call only throws when its descriptor is wrong. */
  static AssertionError impossible(Throwable cause) {
    return new AssertionError(cause);
  }
}
