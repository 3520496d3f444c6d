package io.crosspoint.app.listen;

import org.HdrHistogram.Histogram;

/** A distribution of nanoseconds that may be negative, to three significant digits, up to an hour either way. */
final class SignedDistribution {

  private static final long HIGHEST_NS = 3_600_000_000_000L;

  private final Histogram positive = new Histogram(1, HIGHEST_NS, 3);
  private final Histogram negative = new Histogram(1, HIGHEST_NS, 3);
  private long minNs = Long.MAX_VALUE;
  private long maxNs = Long.MIN_VALUE;

  void record(long valueNs) {
    if (valueNs >= 0) {
      positive.recordValue(Math.min(valueNs, HIGHEST_NS));
    } else {
      negative.recordValue(Math.min(-valueNs, HIGHEST_NS));
    }
    minNs = Math.min(minNs, valueNs);
    maxNs = Math.max(maxNs, valueNs);
  }

  long count() {
    return positive.getTotalCount() + negative.getTotalCount();
  }

  Spread spread() {
    return count() == 0 ? Spread.NONE : new Spread(count(), minNs, quantileNs(0.5), quantileNs(0.99), quantileNs(0.999), maxNs);
  }

  /** Values that are not negative, for files in HdrHistogram's format, which knows no others. */
  Histogram positive() {
    return positive;
  }

  private long quantileNs(double quantile) {
    long wanted = Math.max(1, (long) Math.ceil(count() * quantile));
    long negatives = negative.getTotalCount();
    if (wanted > negatives) {
      // The histogram of positive values rounds percentiles by itself; asked by count, the two agree at their border.
      return positive.getValueAtPercentile(100.0 * (wanted - negatives) / positive.getTotalCount());
    }
    return -negative.getValueAtPercentile(100.0 * (negatives - wanted + 1) / negatives);
  }
}
