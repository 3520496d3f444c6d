package io.crosspoint.benchmarks.rig.soak;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One second of a soak: gauges of now, and counters since the router started.
 *
 * @param allocated bytes by thread, of those that audio depends on
 * @param counts by the name of the column
 * @param cpuSeconds of the whole process
 * @param stolenTicks of all processors of the machine, by whoever runs it
 */
record Sample(
    long epochMs,
    double residentMegabytes,
    double heapMegabytes,
    double cpuSeconds,
    long stolenTicks,
    Map<String, Double> allocated,
    Map<String, Long> counts,
    Buckets lateness) {

  /** Column and metric. */
  private static final Map<String, String> COUNTERS =
      new TreeMap<>(
          Map.of(
              "packets_in", "crosspoint_input_packets_total",
              "lost_packets", "crosspoint_input_lost_packets_total",
              "late_packets", "crosspoint_input_late_packets_total",
              "missing_frames", "crosspoint_input_missing_frames_total",
              "late_batches", "crosspoint_transmit_late_batches_total",
              "skipped_batches", "crosspoint_transmit_skipped_batches_total",
              "unrendered_batches", "crosspoint_transmit_unrendered_batches_total",
              "bugs", "crosspoint_bugs_total",
              "changes", "crosspoint_control_changes_total"));

  static Sample of(MetricsPage page, long epochMs, double residentMegabytes, double cpuSeconds, long stolenTicks) {
    Map<String, Long> counts = new TreeMap<>();
    // Not of the guest, which comes and goes with its counters.
    COUNTERS.forEach((column, metric) -> counts.put(column, (long) page.sum(metric, metric.contains("_input_") ? "input=\"in" : "")));
    return new Sample(
        epochMs, residentMegabytes, page.sum("jvm_memory_used_bytes", "area=\"heap\"") / (1 << 20), cpuSeconds, stolenTicks,
        page.by("crosspoint_thread_allocated_bytes_total", "thread"), counts, page.histogram("crosspoint_transmit_lateness_seconds"));
  }

  long allocatedBytes() {
    return allocated.values().stream().mapToLong(Double::longValue).sum();
  }

  long count(String column) {
    return counts.getOrDefault(column, 0L);
  }

  String csvHeader() {
    StringBuilder header = new StringBuilder("epoch_ms,resident_mb,heap_mb,cpu_s,stolen_ticks");
    allocated.keySet().forEach(thread -> header.append(",allocated_bytes_").append(thread.replace(' ', '_')));
    counts.keySet().forEach(column -> header.append(',').append(column));
    for (double most : lateness.mostSeconds()) {
      header.append(",batches_within_").append(Double.isInfinite(most) ? "any" : Math.round(most * 1e6)).append("_us");
    }
    return header.toString();
  }

  String csv() {
    StringBuilder row =
        new StringBuilder(
            String.format(Locale.ROOT, "%d,%.2f,%.2f,%.2f,%d", epochMs, residentMegabytes, heapMegabytes, cpuSeconds, stolenTicks));
    allocated.values().forEach(bytes -> row.append(',').append(bytes.longValue()));
    counts.values().forEach(count -> row.append(',').append(count));
    for (long count : lateness.counts()) {
      row.append(',').append(count);
    }
    return row.toString();
  }
}
