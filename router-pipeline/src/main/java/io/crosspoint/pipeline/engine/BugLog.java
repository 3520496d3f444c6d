package io.crosspoint.pipeline.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Exceptions that should not have been: counted always, kept once for each place they come from, so that the loop they came from lives on
 * and whoever reads the log still learns of it.
 */
public final class BugLog {

  private static final int MAX_DISTINCT = 64;

  private final AtomicLong count = new AtomicLong();
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<RuntimeException> unreported = new ConcurrentLinkedQueue<>();

  /** From any thread. Allocates, because nothing is normal any more. */
  void record(RuntimeException bug) {
    count.incrementAndGet();
    StackTraceElement[] stack = bug.getStackTrace();
    String place = bug.getClass().getName() + (stack.length == 0 ? "" : stack[0].toString());
    if (known.size() < MAX_DISTINCT && known.add(place)) {
      unreported.add(bug);
    }
  }

  public long count() {
    return count.get();
  }

  /** What has not been reported yet; each is returned once. */
  public List<RuntimeException> drain() {
    List<RuntimeException> drained = new ArrayList<>();
    for (RuntimeException bug = unreported.poll(); bug != null; bug = unreported.poll()) {
      drained.add(bug);
    }
    return drained;
  }
}
