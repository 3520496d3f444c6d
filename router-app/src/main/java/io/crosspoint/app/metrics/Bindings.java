package io.crosspoint.app.metrics;

import io.crosspoint.pipeline.meter.Counter;
import io.crosspoint.pipeline.meter.Counters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Registers meters and keeps what they read alive. Used by one thread at start. */
final class Bindings {

  private static final String PREFIX = "crosspoint.";

  private final MeterRegistry registry;
  private final List<Object> kept = new ArrayList<>();

  Bindings(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Every counter of a block, under the names that the block declares. */
  <E extends Enum<E> & Counter> void counters(Counters<E> block, Tags tags) {
    for (E counter : block.names()) {
      counter(counter.metricName(), counter.help(), tags, () -> block.get(counter));
    }
  }

  /** @param name without prefix and without {@code _total} */
  void counter(String name, String help, Tags tags, LongSupplier value) {
    kept.add(value);
    FunctionCounter.builder(PREFIX + name, value, LongSupplier::getAsLong).description(help).tags(tags).register(registry);
  }

  /** A counter that is not a whole number, such as seconds. */
  void fractionalCounter(String name, String help, Tags tags, DoubleSupplier value) {
    kept.add(value);
    FunctionCounter.builder(PREFIX + name, value, DoubleSupplier::getAsDouble).description(help).tags(tags).register(registry);
  }

  /** @param name without prefix, with its base unit at the end */
  void gauge(String name, String help, Tags tags, DoubleSupplier value) {
    kept.add(value);
    Gauge.builder(PREFIX + name, value, DoubleSupplier::getAsDouble).description(help).tags(tags).register(registry);
  }
}
