package io.crosspoint.app.listen;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A distribution of nanoseconds that may be negative, to 1 %, up to a minute either way (40 KiB; twice that once something was negative).
 */
final class SignedDistribution {

  private static final long HIGHEST_NS = 60_000_000_000L;

  private static final int DIGITS = 2;

  private final Histogram positive = new Histogram(1, HIGHEST_NS, DIGITS);
  private @Nullable Histogram negative;
  private long minNs = Long.MAX_VALUE;
  private long maxNs = Long.MIN_VALUE;

  void record(long valueNs) {
    if (valueNs >= 0) {
      positive.recordValue(Math.min(valueNs, HIGHEST_NS));
    } else {
      recordNegative(-valueNs);
    }
    minNs = Math.min(minNs, valueNs);
    maxNs = Math.max(maxNs, valueNs);
  }

  private void recordNegative(long magnitudeNs) {
    Histogram below = negative;
    if (below == null) {
      below = new Histogram(1, HIGHEST_NS, DIGITS);
      negative = below;
    }
    below.recordValue(Math.min(magnitudeNs, HIGHEST_NS));
  }

  long count() {
    return positive.getTotalCount() + (negative == null ? 0 : negative.getTotalCount());
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
    Histogram below = negative;
    long negatives = below == null ? 0 : below.getTotalCount();
    if (below != null && wanted <= negatives) {
      return -below.getValueAtPercentile(100.0 * (negatives - wanted + 1) / negatives);
    }
    return positive.getValueAtPercentile(100.0 * (wanted - negatives) / positive.getTotalCount());
  }
}
