package io.crosspoint.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.meter.Distribution;
import io.micrometer.core.instrument.Tags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExpositionTest {

  private final Exposition exposition = new Exposition();
  private final Bindings bindings = new Bindings(exposition);

  private String page(boolean isOpenMetrics) throws IOException {
    return page(exposition, isOpenMetrics);
  }

  static String page(Exposition exposition, boolean isOpenMetrics) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exposition.write(out, isOpenMetrics);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldWriteEveryTypeAsPrometheusReadsIt() throws IOException {
    Distribution distribution = new Distribution();
    for (long value : new long[] {-5, 0, 10, 500, 2_000, 500_000, 2_000_000_000L}) {
      distribution.record(value);
    }
    bindings.counter("packets", "Packets.", Tags.of("input", "studio1", "shard", "0"), () -> 1_234_567_890_123L);
    bindings.gauge("level_ratio", "A \\ and a\nline.", Tags.empty(), () -> 0.25);
    bindings.histogram("margin_seconds", "Margin.", Tags.of("input", "x"), distribution, Reading.Buckets.ofNs(0, 1_000, 1_000_000));
    assertEquals("""
        # HELP crosspoint_level_ratio A \\\\ and a\\nline.
        # TYPE crosspoint_level_ratio gauge
        crosspoint_level_ratio 0.25
        # HELP crosspoint_margin_seconds Margin.
        # TYPE crosspoint_margin_seconds histogram
        crosspoint_margin_seconds_bucket{input="x",le="0.0"} 2
        crosspoint_margin_seconds_bucket{input="x",le="1.0E-6"} 4
        crosspoint_margin_seconds_bucket{input="x",le="0.001"} 6
        crosspoint_margin_seconds_bucket{input="x",le="+Inf"} 7
        crosspoint_margin_seconds_sum{input="x"} 2.000502505
        crosspoint_margin_seconds_count{input="x"} 7
        # HELP crosspoint_packets_total Packets.
        # TYPE crosspoint_packets_total counter
        crosspoint_packets_total{input="studio1",shard="0"} 1234567890123
        """, page(false));
    assertTrue(page(true).contains("# TYPE crosspoint_packets counter\ncrosspoint_packets_total{"), page(true));
  }

  @Test
  void shouldWriteOddNumbersAndHostileNames() throws IOException {
    bindings.gauge("odd", "Odd.", Tags.of("stream", "a\"b\\c\nd {é}"), () -> Double.NaN);
    bindings.gauge("infinite", "Infinite.", Tags.empty(), () -> Double.NEGATIVE_INFINITY);
    bindings.gauge("negative", "Negative.", Tags.empty(), () -> -12);
    bindings.gauge("whole", "Whole.", Tags.empty(), () -> 0);
    String page = page(false);
    assertTrue(page.contains("crosspoint_odd{stream=\"a\\\"b\\\\c\\nd {é}\"} NaN\n"), page);
    assertTrue(page.contains("crosspoint_infinite -Inf\n"), page);
    assertTrue(page.contains("crosspoint_negative -12\n"), page);
    assertTrue(page.contains("crosspoint_whole 0\n"), page);
  }

  @Test
  void shouldTellSomeSeriesOnlyWhileTheyHaveSomethingToTell() throws IOException {
    boolean[] holds = {false};
    bindings.onlyWhile(() -> holds[0]);
    bindings.counter("jumps", "Jumps.", Tags.of("input", "x"), () -> 0);
    bindings.always();
    bindings.counter("packets", "Packets.", Tags.of("input", "x"), () -> 1);
    assertFalse(page(false).contains("jumps"), "not even its name");
    assertTrue(page(false).contains("crosspoint_packets_total{input=\"x\"} 1\n"));
    holds[0] = true;
    assertTrue(page(false).contains("# TYPE crosspoint_jumps_total counter\ncrosspoint_jumps_total{input=\"x\"} 0\n"));
  }

  @Test
  void shouldForgetWhatAStreamHadRegistered() throws IOException {
    bindings.counter("packets", "Packets.", Tags.of("input", "stays"), () -> 1);
    Bindings stream = new Bindings(exposition);
    stream.counter("packets", "Packets.", Tags.of("input", "goes"), () -> 2);
    stream.gauge("alone", "Alone.", Tags.empty(), () -> 3);
    assertTrue(page(false).contains("goes"));
    stream.close();
    assertEquals("""
        # HELP crosspoint_packets_total Packets.
        # TYPE crosspoint_packets_total counter
        crosspoint_packets_total{input="stays"} 1
        """, page(false));
  }

  @Test
  void shouldRefuseTwoSeriesThatPrometheusCouldNotTellApart() {
    bindings.counter("packets", "Packets.", Tags.of("input", "a"), () -> 1);
    assertThrows(IllegalStateException.class, () -> bindings.counter("packets", "Packets.", Tags.of("input", "a"), () -> 2));
    assertThrows(IllegalStateException.class, () -> bindings.gauge("packets", "Packets.", Tags.of("input", "b"), () -> 2));
  }

  @Test
  void shouldNeverCountBackwardsWhileTheWriterGoesOn() throws Exception {
    Distribution distribution = new Distribution();
    bindings.histogram("x_seconds", "X.", Tags.empty(), distribution, Reading.Buckets.ofNs(0, 1_000, 1_000_000));
    AtomicBoolean isDone = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().daemon().start(() -> {
      for (long i = 0; !isDone.get(); i++) {
        distribution.record(i % 3_000_000);
      }
    });
    long[] before = new long[4];
    for (int i = 0; i < 500; i++) {
      Matcher bucket = Pattern.compile("_bucket\\S+ (\\d+)").matcher(page(false));
      long below = 0;
      for (int b = 0; b < before.length; b++) {
        assertTrue(bucket.find());
        long count = Long.parseLong(bucket.group(1));
        assertTrue(count >= before[b] && count >= below, "bucket " + b + " went from " + before[b] + " to " + count);
        before[b] = count;
        below = count;
      }
    }
    isDone.set(true);
    writer.join();
  }
}
