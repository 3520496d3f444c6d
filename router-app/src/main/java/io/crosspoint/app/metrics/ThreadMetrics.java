package io.crosspoint.app.metrics;

import com.sun.management.ThreadMXBean;
import io.crosspoint.pipeline.engine.RunningShard;
import io.micrometer.core.instrument.Tags;
import java.lang.management.ManagementFactory;

/** What the threads cost that audio depends on. */
final class ThreadMetrics {

  private ThreadMetrics() {}

  static void bind(Bindings bindings, RunningShard shard) {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)) {
      return;
    }
    for (Thread thread : shard.hotThreads()) {
      Tags tags = Tags.of("thread", thread.getName());
      long id = thread.threadId();
      bindings.fractionalCounter(
          "thread_cpu_seconds", "Processor time of a thread that audio depends on.", tags,
          () -> Math.max(0, threads.getThreadCpuTime(id)) / 1e9);
      bindings.counter(
          "thread_allocated_bytes", "Heap allocated by a thread that audio depends on; stands still after warm-up.", tags,
          () -> Math.max(0, threads.getThreadAllocatedBytes(id)));
      bindings.gauge("thread_alive", "0 when a thread that audio depends on has died.", tags, () -> thread.isAlive() ? 1 : 0);
    }
  }
}
