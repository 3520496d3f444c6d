package io.crosspoint.pipeline.meter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistributionTest {

  private final Distribution distribution = new Distribution();

  @Test
  void shouldBeEmptyAtFirst() {
    assertEquals(0, distribution.count());
    assertEquals(0, distribution.quantileNs(0.5));
    assertEquals(Long.MIN_VALUE, distribution.maxNs());
    assertEquals(Long.MAX_VALUE, distribution.minNs());
    assertEquals(0, countAtOrBelow(distribution, 1000));
  }

  @Test
  void shouldTellQuantilesWithinASixteenth() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Distribution filled = new Distribution();
      long[] values = new long[5000];
      for (int i = 0; i < values.length; i++) {
        values[i] = (long) Math.exp(random.nextDouble(24));
        filled.record(values[i]);
      }
      Arrays.sort(values);
      for (double quantile : new double[] {0, 0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
        long wanted = values[(int) Math.max(0, Math.ceil(values.length * quantile) - 1)];
        long told = filled.quantileNs(quantile);
        assertTrue(told >= wanted && told <= wanted * 1.0625 + 1, quantile + ": " + told + " for " + wanted);
      }
      assertEquals(values[4999], filled.maxNs());
      assertEquals(values[0], filled.minNs());
      assertEquals(Arrays.stream(values).sum(), filled.sumNs());
    }
  }

  @Test
  void shouldCountAtOrBelowToTheResolution() {
    for (long value = 1; value < 1L << 34; value = value * 5 / 4 + 1) {
      Distribution one = new Distribution();
      one.record(value);
      assertEquals(1, countAtOrBelow(one, value));
      assertEquals(0, countAtOrBelow(one, value * 15 / 16 - 1), "value " + value);
    }
  }

  @Test
  void shouldCountNegativeValuesApart() {
    for (long value : new long[] {-5, -1, 10, 20}) {
      distribution.record(value);
    }

    assertEquals(4, distribution.count());
    assertEquals(-1, distribution.quantileNs(0.5));
    assertEquals(10, distribution.quantileNs(0.75));
    assertEquals(-5, distribution.minNs());
    assertEquals(24, distribution.sumNs());
    assertEquals(2, countAtOrBelow(distribution, -1));
    assertEquals(2, countAtOrBelow(distribution, 0));
    assertEquals(3, countAtOrBelow(distribution, 10));
  }

  @Test
  void shouldPutWhatIsBeyondItsRangeIntoTheLastBucket() {
    distribution.record(Long.MAX_VALUE / 2);
    distribution.record(1);

    assertEquals(Long.MAX_VALUE / 2, distribution.maxNs());
    assertEquals(1, distribution.quantileNs(0.5));
    assertTrue(distribution.quantileNs(1) >= 34_000_000_000L);
    assertEquals(1, countAtOrBelow(distribution, 30_000_000_000L));
  }

  private static long countAtOrBelow(Distribution distribution, long boundNs) {
    long[] counts = new long[2];
    distribution.countsAtOrBelow(new long[] {boundNs}, counts);
    return counts[0];
  }

  @Test
  void shouldCountForSeveralBoundsInOnePass() {
    for (long value : new long[] {-5, 0, 10, 500, 2_000, 500_000, 2_000_000_000L}) {
      distribution.record(value);
    }
    long[] counts = new long[5];
    distribution.countsAtOrBelow(new long[] {-1, 0, 1_000, 1_000_000}, counts);
    assertArrayEquals(new long[] {1, 2, 4, 6, 7}, counts);
  }
}
