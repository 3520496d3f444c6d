package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** What the kernel grants the calling thread, or the process, so that it wakes when it should. Each call returns 0 or −errno. */
public final class Scheduling {

  private static final int PRIO_PROCESS = 0;
  private static final int SCHED_OTHER = 0;
  private static final int SCHED_FIFO = 1;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  /** Lock pages as they are touched: locking a JVM's whole reservations would make them all resident. */
  private static final int MCL_ONFAULT = 4;
  private static final int RLIMIT_MEMLOCK = 8;
  private static final long RLIM_INFINITY = -1L;

  private static final MethodHandle SCHED_SETSCHEDULER =
      Libc.call("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SETPRIORITY =
      Libc.call("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle PRCTL =
      Libc.call(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle MLOCKALL = Libc.call("mlockall", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle GETRLIMIT = Libc.call("getrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle GETTID = Libc.call("gettid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETEUID = Libc.call("geteuid", FunctionDescriptor.of(JAVA_INT));

  private Scheduling() {}

  /**
   * Sets the nice value of one thread.
   *
   * @param threadId as the kernel numbers it
   */
  public static int setNice(int threadId, int nice) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Libc.newErrno(arena);
      return Libc.check(errno, (int) SETPRIORITY.invokeExact(errno, PRIO_PROCESS, threadId, nice));
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }

  /** As the kernel numbers it. */
  public static int callingThread() {
    try (Arena arena = Arena.ofConfined()) {
      return (int) GETTID.invokeExact(Libc.newErrno(arena));
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }

  /** Real-time first-in-first-out scheduling for the calling thread. */
  public static int becomeFifo(int priority) {
    return setFifo(0, priority);
  }

  /**
   * The same for another thread.
   *
   * @param threadId as the kernel numbers it, 0 for the calling one
   */
  public static int setFifo(int threadId, int priority) {
    return schedule(threadId, SCHED_FIFO, priority);
  }

  /** The usual time-sharing scheduling, for the thread of that number or, 0, the calling one. */
  public static int setOrdinary(int threadId) {
    return schedule(threadId, SCHED_OTHER, 0);
  }

  private static int schedule(int threadId, int policy, int priority) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Libc.newErrno(arena);
      MemorySegment parameter = arena.allocateFrom(JAVA_INT, priority);
      return Libc.check(errno, (int) SCHED_SETSCHEDULER.invokeExact(errno, threadId, policy, parameter));
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }

  /** How much later than asked the kernel may wake the calling thread, to save power; 50 µs unless set. */
  public static int setTimerSlackNs(long slackNs) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Libc.newErrno(arena);
      return Libc.check(errno, (int) PRCTL.invokeExact(errno, PR_SET_TIMERSLACK, slackNs, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }

  /** Keeps every page that the process touches, now or later, from being swapped out. */
  public static int lockMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Libc.newErrno(arena);
      return Libc.check(errno, (int) MLOCKALL.invokeExact(errno, MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT));
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }

  /**
   * Whether {@link #lockMemory} is safe: under a finite {@code RLIMIT_MEMLOCK} it succeeds, and then every later mapping beyond the limit
   * fails, which a JVM does not survive.
   */
  public static boolean mayLockAllMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Libc.newErrno(arena);
      MemorySegment limit = arena.allocate(16, 8);
      int result = (int) GETRLIMIT.invokeExact(errno, RLIMIT_MEMLOCK, limit);
      boolean isUnlimited = result == 0 && limit.get(JAVA_LONG, 0) == RLIM_INFINITY;
      return isUnlimited || (int) GETEUID.invokeExact(errno) == 0;
    } catch (Throwable t) {
      throw Libc.impossible(t);
    }
  }
}
