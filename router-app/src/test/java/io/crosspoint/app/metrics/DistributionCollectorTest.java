package io.crosspoint.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.meter.Distribution;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DistributionCollectorTest {

  private final Distribution distribution = new Distribution();
  private final DistributionCollector collector =
      new DistributionCollector("crosspoint_x_seconds", "X.", List.of(0L, 1_000L, 1_000_000L));

  private HistogramSnapshot.HistogramDataPointSnapshot point() {
    return ((HistogramSnapshot) collector.collect()).getDataPoints().getFirst();
  }

  @Test
  void shouldSortValuesIntoBucketsInSeconds() {
    collector.add(distribution, Labels.of("input", "studio1"));
    List.of(-5L, 0L, 10L, 500L, 2_000L, 500_000L, 2_000_000_000L).forEach(distribution::record);
    var buckets = point().getClassicBuckets();
    assertEquals(4, buckets.size());
    assertEquals(List.of(2L, 2L, 2L, 1L), List.of(buckets.getCount(0), buckets.getCount(1), buckets.getCount(2), buckets.getCount(3)));
    assertEquals(1e-6, buckets.getUpperBound(1));
    assertEquals(7, point().getCount());
    assertEquals(2.000502505, point().getSum(), 1e-12);
    assertEquals("studio1", point().getLabels().get("input"));
  }

  @Test
  void shouldNeverCountBackwardsWhileTheWriterGoesOn() throws InterruptedException {
    collector.add(distribution, Labels.EMPTY);
    AtomicBoolean isDone = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().start(() -> {
      for (long i = 0; !isDone.get(); i++) {
        distribution.record(i % 3_000_000);
      }
    });
    long before = 0;
    for (int i = 0; i < 2000; i++) {
      long count = point().getCount();
      assertTrue(count >= before, "count went from " + before + " to " + count);
      before = count;
    }
    isDone.set(true);
    writer.join();
  }
}
