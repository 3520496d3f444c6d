package io.crosspoint.benchmarks.rig.soak;

/**
 * A histogram as Prometheus tells it.
 *
 * @param mostSeconds upper ends of the buckets, the last of them infinite
 * @param counts cumulative: how many were at most that
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Buckets(double[] mostSeconds, long[] counts) {

  /** What came after an earlier reading of the same histogram. */
  Buckets since(Buckets earlier) {
    long[] more = counts.clone();
    for (int i = 0; i < more.length && i < earlier.counts.length; i++) {
      more[i] -= earlier.counts[i];
    }
    return new Buckets(mostSeconds, more);
  }

  long total() {
    return counts.length == 0 ? 0 : counts[counts.length - 1];
  }

  /** Interpolated linearly within its bucket, in seconds; NaN where nothing was counted. Beyond the last finite end it is that end. */
  double percentile(double percent) {
    double rank = total() * percent / 100;
    for (int i = 0; i < counts.length && total() > 0; i++) {
      if (counts[i] >= rank) {
        double least = i == 0 ? 0 : mostSeconds[i - 1];
        long below = i == 0 ? 0 : counts[i - 1];
        return Double.isInfinite(mostSeconds[i]) || counts[i] == below
            ? least
            : least + (mostSeconds[i] - least) * (rank - below) / (counts[i] - below);
      }
    }
    return Double.NaN;
  }

  /** The upper end of the highest bucket that holds anything, in seconds. */
  double bound() {
    for (int i = counts.length - 1; i >= 0; i--) {
      if (counts[i] > (i == 0 ? 0 : counts[i - 1])) {
        return mostSeconds[i];
      }
    }
    return 0;
  }
}
