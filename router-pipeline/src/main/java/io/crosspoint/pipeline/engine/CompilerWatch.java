package io.crosspoint.pipeline.engine;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the just-in-time compiler has caught up with a warm-up. How long that takes depends on what else the machine does, so a fixed
 * time would be too short on a busy one, where cold code hurts most.
 */
final class CompilerWatch {

  private static final long QUIET_NS = 120_000_000;
  private static final String CACHE_OPTION = "-XX:AOTCache=";

  private final @Nullable Pace pace;
  private final @Nullable CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
  private final long startNs;
  private final long shortestNs;
  private final long longestNs;
  private long compiledMs;
  private long changedNs;

  /** A warm-up that begins now takes at least the one time and at most the other. */
  CompilerWatch(long shortestNs, long longestNs) {
    this(shortestNs, longestNs, null);
  }

  /**
   * One that is over, however short, as soon as that pace is kept, where this virtual machine {@link #isPrepared}, rare
   * branches included: then nothing has to be seen again before it is compiled whole, and none of it need be waited for. Unless there is
   * one processor: what a real-time thread leaves of that is too little to compile in.
   */
  static CompilerWatch orPace(long shortestNs, long longestNs, Pace pace) {
    return new CompilerWatch(shortestNs, longestNs, isPrepared() && Runtime.getRuntime().availableProcessors() > 1 ? pace : null);
  }

  /** Whether this virtual machine began with what an earlier one learned of the code. */
  static boolean isPrepared() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream().anyMatch(argument -> argument.startsWith(CACHE_OPTION));
  }

  private CompilerWatch(long shortestNs, long longestNs, @Nullable Pace pace) {
    this.pace = pace;
    this.startNs = System.nanoTime();
    this.shortestNs = shortestNs;
    this.longestNs = longestNs;
    this.changedNs = startNs;
  }

  /** Whether to go on: the compiler is still busy with what it has seen, or the pace is not kept yet. */
  boolean shouldGoOn() {
    long nowNs = System.nanoTime();
    if (pace != null) {
      return !pace.isKept() && nowNs - startNs < longestNs;
    }
    long totalMs = compiler == null || !compiler.isCompilationTimeMonitoringSupported() ? 0 : compiler.getTotalCompilationTime();
    // Background work of a millisecond or two is not what this waits for.
    if (totalMs - compiledMs > 2) {
      compiledMs = totalMs;
      changedNs = nowNs;
    }
    boolean isQuiet = nowNs - changedNs > QUIET_NS;
    return nowNs - startNs < shortestNs || (!isQuiet && nowNs - startNs < longestNs);
  }
}
