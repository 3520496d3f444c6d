package io.crosspoint.ptp.tick;

import io.crosspoint.ptp.linux.Libc;
import io.crosspoint.ptp.linux.LinuxClocks;
import io.crosspoint.ptp.linux.Scheduling;
import java.io.File;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.openhft.affinity.Affinity;

/** Asks the host for what a thread with deadlines needs. Everything refused is told with what to grant; the thread runs all the same. */
public final class ThreadTuning {

  /** Below the kernel's own threads (99) and interrupt threads (50 is usual) of a real-time host, above everything else. */
  public static final int GUARD_PRIORITY = 49;

  public static final int TICK_PRIORITY = GUARD_PRIORITY - 1;

  private static final int PROCESS_NICE = -10;

  private ThreadTuning() {}

  /**
   * Tunes the calling thread: pinned, SCHED_FIFO, 1 ns timer slack.
   *
   * @param core processor to pin to, or −1 for none
   * @return what the host refused, one sentence each
   */
  public static List<String> tuneCallingThread(int core) {
    List<String> refusals = prepareCallingThread(core);
    if (LinuxClocks.isAvailable()) {
      Scheduling.becomeFifo(TICK_PRIORITY);
    }
    return refusals;
  }

  /**
   * Tunes the calling thread in all but priority, which is only tried: that is for its {@link RealTimeGuard}.
   *
   * @param core processor to pin to, or −1 for none
   * @return what the host refused, one sentence each
   */
  public static List<String> prepareCallingThread(int core) {
    List<String> refusals = new ArrayList<>();
    if (core >= 0 && !pin(core)) {
      refusals.add(
          "cannot pin to core %d: this process may use %s; correct pipeline.cores or the cpuset".formatted(core, Affinity.getAffinity()));
    }
    if (!LinuxClocks.isAvailable()) {
      refusals.add("no real-time scheduling on this system; expect departures some ms late");
      return refusals;
    }
    if (Scheduling.becomeFifo(GUARD_PRIORITY) < 0) {
      refusals.add(
          "SCHED_FIFO refused: grant CAP_SYS_NICE or LimitRTPRIO=%d (ulimit -r %d)".formatted(GUARD_PRIORITY, GUARD_PRIORITY));
    }
    Scheduling.setOrdinary(0);
    if (Scheduling.setTimerSlackNs(1) < 0) {
      refusals.add("timer slack cannot be set: expect wake-ups 50 us late");
    }
    return refusals;
  }

  /**
   * Puts every thread of the process, and so those that they will start, before the ordinary work of the host. The JVM's own threads stop
   * the real-time ones for a moment now and then, and must not wait for a processor while they do.
   *
   * @return what the host refused
   */
  public static List<String> preferProcess() {
    String[] threads = LinuxClocks.isAvailable() ? new File("/proc/self/task").list() : new String[0];
    boolean isRefused = false;
    for (String thread : threads == null ? new String[0] : threads) {
      int result = Scheduling.setNice(Integer.parseInt(thread), PROCESS_NICE);
      // A thread that has ended in the meantime is no refusal.
      isRefused |= result == -Libc.EPERM || result == -Libc.EACCES;
    }
    return isRefused ? List.of("nice %d refused: grant CAP_SYS_NICE or LimitNICE=%d".formatted(PROCESS_NICE, PROCESS_NICE)) : List.of();
  }

  /**
   * Locks the memory of the process.
   *
   * @return what the host refused
   */
  public static List<String> lockProcessMemory() {
    if (!LinuxClocks.isAvailable()) {
      return List.of();
    }
    if (!Scheduling.mayLockAllMemory()) {
      return List.of("memory is not locked: grant LimitMEMLOCK=infinity (ulimit -l unlimited)");
    }
    return Scheduling.lockMemory() < 0 ? List.of("mlockall refused: grant CAP_IPC_LOCK") : List.of();
  }

  /** The library does not fail on a processor that is not there, so the result is read back. */
  private static boolean pin(int core) {
    BitSet wanted = new BitSet();
    wanted.set(core);
    try {
      Affinity.setAffinity(core);
    } catch (RuntimeException refused) {
      return false;
    }
    return wanted.equals(Affinity.getAffinity());
  }
}
