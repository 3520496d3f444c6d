package io.crosspoint.app.metrics;

import io.crosspoint.pipeline.meter.Distribution;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Shows the pipeline's {@link Distribution}s as one Prometheus histogram in seconds. */
final class DistributionCollector implements Collector {

  private record Series(Labels labels, Distribution distribution) {}

  private final String name;
  private final String help;
  private final List<Long> boundsNs;
  private final List<Series> series = new CopyOnWriteArrayList<>();

  /**
   * @param name ends in {@code _seconds}
   * @param boundsNs upper bounds of the buckets, ascending, without infinity
   */
  DistributionCollector(String name, String help, List<Long> boundsNs) {
    this.name = name;
    this.help = help;
    this.boundsNs = List.copyOf(boundsNs);
  }

  void add(Distribution distribution, Labels labels) {
    series.add(new Series(labels, distribution));
  }

  @Override
  public MetricFamilyDescriptor getMetricFamilyDescriptor() {
    return MetricFamilyDescriptor.histogram(name).help(help).build();
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder histogram = HistogramSnapshot.builder().name(name).help(help);
    series.forEach(one -> histogram.dataPoint(point(one)));
    return histogram.build();
  }

  /** Read in ascending order while the writer goes on: a later, wider bucket can only have grown, so counts never go backwards. */
  private HistogramDataPointSnapshot point(Series one) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (long boundNs : boundsNs) {
      long atOrBelow = Math.max(below, one.distribution().countAtOrBelow(boundNs));
      buckets.bucket(boundNs / 1e9, atOrBelow - below);
      below = atOrBelow;
    }
    long all = Math.max(below, one.distribution().count());
    buckets.bucket(Double.POSITIVE_INFINITY, all - below);
    return HistogramDataPointSnapshot.builder()
        .labels(one.labels())
        .classicHistogramBuckets(buckets.build())
        .sum(one.distribution().sumNs() / 1e9)
        .build();
  }
}
