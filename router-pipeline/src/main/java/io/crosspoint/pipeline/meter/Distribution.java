package io.crosspoint.pipeline.meter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A histogram of nanoseconds, or of another whole number, with one writer, readable at any time without stopping it: 16 buckets to the
 * octave, so a percentile is at most 6.25 % too large. (HdrHistogram's recorders swap whole histograms between phases to be readable;
 * opaque cells need neither.)
 *
 * <p><b>Ordering:</b> cells are stored opaquely; a reader may see a value in {@link #count} an instant before it sees its bucket.
 */
public final class Distribution {

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int SUB_BITS = 4;
  private static final int SUB = 1 << SUB_BITS;
  private static final int BUCKETS = (36 - SUB_BITS) * SUB;
  private static final int COUNT = BUCKETS;
  private static final int SUM = BUCKETS + 1;
  private static final int MAX = BUCKETS + 2;
  private static final int MIN = BUCKETS + 3;
  private static final int NEGATIVE = BUCKETS + 4;

  private final long[] cells = new long[BUCKETS + 5];

  public Distribution() {
    cells[MAX] = Long.MIN_VALUE;
    cells[MIN] = Long.MAX_VALUE;
  }

  /** Writer's thread only. Negative values are counted apart; those beyond 34 s fall into the last bucket. */
  public void record(long valueNs) {
    if (valueNs < 0) {
      CELL.setOpaque(cells, NEGATIVE, cells[NEGATIVE] + 1);
    } else {
      int bucket = bucketOf(valueNs);
      CELL.setOpaque(cells, bucket, cells[bucket] + 1);
    }
    CELL.setOpaque(cells, COUNT, cells[COUNT] + 1);
    CELL.setOpaque(cells, SUM, cells[SUM] + valueNs);
    if (valueNs > cells[MAX]) {
      CELL.setOpaque(cells, MAX, valueNs);
    }
    if (valueNs < cells[MIN]) {
      CELL.setOpaque(cells, MIN, valueNs);
    }
  }

  public long count() {
    return read(COUNT);
  }

  public long sumNs() {
    return read(SUM);
  }

  /** {@link Long#MIN_VALUE} while nothing was recorded. */
  public long maxNs() {
    return read(MAX);
  }

  /** {@link Long#MAX_VALUE} while nothing was recorded. */
  public long minNs() {
    return read(MIN);
  }

  /**
   * How many values were at or below each of several bounds, to the resolution of the buckets, and behind these how many there were in all.
   * Negative values count as −1. No number is smaller than the one before it, or than it was in an earlier pass.
   *
   * @param boundsNs ascending, −1 or more
   * @param into gets one number more than there are bounds
   */
  public void countsAtOrBelow(long[] boundsNs, long[] into) {
    long sum = read(NEGATIVE);
    int next = 0;
    for (int i = 0; i < boundsNs.length; i++) {
      int last = boundsNs[i] < 0 ? -1 : bucketOf(boundsNs[i]);
      for (; next <= last; next++) {
        sum += read(next);
      }
      into[i] = sum;
    }
    for (; next < BUCKETS; next++) {
      sum += read(next);
    }
    into[boundsNs.length] = sum;
  }

  /**
   * The value that a share of all values does not exceed (upper edge of its bucket); negative values read as −1.
   *
   * @param quantile 0 to 1
   */
  public long quantileNs(double quantile) {
    long total = read(NEGATIVE);
    for (int i = 0; i < BUCKETS; i++) {
      total += read(i);
    }
    long wanted = Math.max(1, (long) Math.ceil(total * quantile));
    long seen = read(NEGATIVE);
    if (seen >= wanted) {
      return -1;
    }
    for (int i = 0; i < BUCKETS; i++) {
      seen += read(i);
      if (seen >= wanted) {
        // The writer stores the bucket first: a reader in between knows no maximum yet.
        return maxNs() < 0 ? upperEdgeNs(i) : Math.min(upperEdgeNs(i), maxNs());
      }
    }
    return 0;
  }

  private long read(int cell) {
    return (long) CELL.getOpaque(cells, cell);
  }

  private static int bucketOf(long valueNs) {
    if (valueNs < SUB) {
      return (int) valueNs;
    }
    int octave = 63 - Long.numberOfLeadingZeros(valueNs) - SUB_BITS;
    int bucket = (octave << SUB_BITS) + (int) (valueNs >>> octave);
    return Math.min(bucket, BUCKETS - 1);
  }

  private static long upperEdgeNs(int bucket) {
    if (bucket < SUB) {
      return bucket;
    }
    int octave = (bucket >> SUB_BITS) - 1;
    return ((long) ((bucket & (SUB - 1)) + SUB + 1) << octave) - 1;
  }
}
