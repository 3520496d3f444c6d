package io.crosspoint.app.metrics;

import io.crosspoint.pipeline.meter.Counter;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Distribution;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The series of something that comes and goes: what it registers is gone when it is closed. Used by one thread. */
final class Bindings implements AutoCloseable {

  private static final String PREFIX = "crosspoint_";

  private record Bound(String name, Tags tags) {}

  private final Exposition exposition;
  private BooleanSupplier isTold = Bindings::yes;
  private final List<Bound> bound = new ArrayList<>();

  Bindings(Exposition exposition) {
    this.exposition = exposition;
  }

  private static boolean yes() {
    return true;
  }

  /** What is bound from now on is on the page only while that holds. */
  void onlyWhile(BooleanSupplier holds) {
    isTold = holds;
  }

  /** What is bound from now on is always on the page, as it is at first. */
  void always() {
    isTold = Bindings::yes;
  }

  /** Every counter of a block, under the names that the block declares. */
  <E extends Enum<E> & Counter> void counters(Counters<E> block, Tags tags) {
    for (E counter : block.names()) {
      counter(counter.metricName(), counter.help(), tags, () -> block.get(counter));
    }
  }

  /** @param name without prefix and without {@code _total} */
  void counter(String name, String help, Tags tags, LongSupplier value) {
    bind(name, Family.Type.COUNTER, help, tags, new Reading.Whole(value));
  }

  /** A counter that is not a whole number, such as seconds. */
  void fractionalCounter(String name, String help, Tags tags, DoubleSupplier value) {
    bind(name, Family.Type.COUNTER, help, tags, new Reading.Fraction(value));
  }

  /** @param name without prefix, with its base unit at the end */
  void gauge(String name, String help, Tags tags, DoubleSupplier value) {
    bind(name, Family.Type.GAUGE, help, tags, new Reading.Fraction(value));
  }

  /** @param name without prefix, with its base unit at the end */
  void histogram(String name, String help, Tags tags, Distribution distribution, Reading.Buckets buckets) {
    bind(name, Family.Type.HISTOGRAM, help, tags, new Reading.Histogram(distribution, buckets));
  }

  private void bind(String name, Family.Type type, String help, Tags tags, Reading reading) {
    exposition.add(PREFIX + name, type, help, tags, reading, isTold);
    bound.add(new Bound(PREFIX + name, tags));
  }

  @Override
  public void close() {
    bound.forEach(one -> exposition.remove(one.name, one.tags));
    bound.clear();
  }
}
