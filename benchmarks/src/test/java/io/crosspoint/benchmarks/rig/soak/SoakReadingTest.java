package io.crosspoint.benchmarks.rig.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.benchmarks.rig.plot.Plot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoakReadingTest {

  private static final String PAGE =
      """
      # HELP crosspoint_thread_allocated_bytes Heap.
      crosspoint_thread_allocated_bytes_total{thread="rx 0"} 160
      crosspoint_thread_allocated_bytes_total{thread="tick 0"} 0
      crosspoint_input_packets_total{shard="0",input="a"} 5
      crosspoint_input_packets_total{shard="0",input="b"} 7
      crosspoint_input_silence_seconds{input="b"} NaN
      late_seconds_bucket{shard="0",le="0.00001"} 90
      late_seconds_bucket{shard="0",le="0.0001"} 100
      late_seconds_bucket{shard="0",le="+Inf"} 100
      crosspoint_bugs_total 0
      """;

  @Test
  void shouldReadAScrape() {
    MetricsPage page = MetricsPage.parse(PAGE);
    assertEquals(12, page.count("crosspoint_input_packets_total"));
    assertEquals(7, page.sum("crosspoint_input_packets_total", "input=\"b\""));
    assertEquals(Map.of("rx 0", 160.0, "tick 0", 0.0), page.by("crosspoint_thread_allocated_bytes_total", "thread"));
    assertEquals(0, page.sum("crosspoint_input_silence_seconds", ""));
    Buckets late = page.histogram("late_seconds");
    assertEquals(100, late.total());
    assertEquals(5e-6, late.percentile(45), 1e-12);
    assertEquals(55e-6, late.percentile(95), 1e-12);
    assertEquals(1e-4, late.bound());
    assertEquals(0, late.since(late).total());
    assertTrue(Double.isNaN(late.since(late).percentile(50)));
  }

  @Test
  void shouldReadWhatTheMachineSaysOfItsStops() {
    List<PauseLog.Pause> pauses =
        PauseLog.parse(
            List.of(
                "[1763800000000ms] Using Shenandoah",
                "[1763800000100ms] GC(3) Pause Init Mark (unload classes) 0.083ms",
                "[1763800000101ms] GC(3) Concurrent marking (unload classes) 3.210ms",
                "[1763800000102ms] Safepoint \"ShenandoahInitMark\", Time since last: 10 ns, Reaching safepoint: 20 ns, Cleanup: 1 ns,"
                    + " At safepoint: 83000 ns, Leaving safepoint: 3 ns, Total: 90000 ns, Threads: 2 runnable, 9 total"));
    assertEquals(
        List.of(
            new PauseLog.Pause(1_763_800_000_100L, "Pause Init Mark (unload classes)", 0.083, true),
            new PauseLog.Pause(1_763_800_000_102L, "ShenandoahInitMark", 0.09, false)),
        pauses);
  }

  @Test
  void shouldChooseScalesThatHoldTheirValues() {
    for (double most : new double[] {0.03, 0.6, 1, 7, 30, 171, 9999}) {
      Plot.Axis axis = Plot.Axis.upTo("", most);
      double end = axis.ticks()[axis.ticks().length - 1];
      assertTrue(end >= most * 0.999 && end <= 2.1 * most && axis.ticks().length <= 11, most + " in " + axis.ticks().length + " to " + end);
    }
  }
}
