package io.crosspoint.app.metrics;

import io.crosspoint.pipeline.meter.Distribution;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Where the value of a series comes from, at each scrape. */
sealed interface Reading {

  record Whole(LongSupplier value) implements Reading {}

  record Fraction(DoubleSupplier value) implements Reading {}

  /** The buckets of a histogram, whose bounds and sum are told in another unit than the {@link Distribution} counts in. */
  record Histogram(Distribution distribution, Buckets buckets) implements Reading {}

  /** Upper bounds of buckets, ascending, without infinity. */
  final class Buckets {
    private final long[] bounds;
    private final double perUnit;

    private Buckets(double perUnit, long... bounds) {
      this.perUnit = perUnit;
      this.bounds = bounds;
    }

    /** Of nanoseconds, told in seconds. */
    static Buckets ofNs(long... boundsNs) {
      return new Buckets(1e9, boundsNs.clone());
    }

    /** Told as they are counted. */
    static Buckets of(long... bounds) {
      return new Buckets(1, bounds.clone());
    }

    /** As the distribution counts; not to be changed. */
    long[] bounds() {
      return bounds;
    }

    /** How many of the distribution's units are one that is told. */
    double perUnit() {
      return perUnit;
    }
  }
}
