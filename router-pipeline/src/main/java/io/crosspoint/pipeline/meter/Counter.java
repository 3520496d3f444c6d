package io.crosspoint.pipeline.meter;

/** A constant of an enum that declares what a block of {@link Counters} counts. */
public interface Counter {

  int ordinal();

  /** Name without the product's prefix and without {@code _total}: {@code input_late_packets}. */
  String metricName();

  /** One sentence for an operator. */
  String help();
}
