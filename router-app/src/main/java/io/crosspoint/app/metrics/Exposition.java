package io.crosspoint.app.metrics;

import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Everything of the router itself that Prometheus sees, written straight from the one-writer counters. A plant of 64 routes has some six
 * thousand series; what a metrics library makes of each at every scrape (a meter, its labels sorted again, a snapshot, a line) cost more
 * than the whole audio of a second and most of the heap. Here a series is its finished text and a place to read from.
 *
 * <p><b>Thread:</b> any; one at a time.
 */
final class Exposition {

  private final Map<String, Family> families = new TreeMap<>();
  private final Page page = new Page();

  /**
   * @param name with prefix and unit, without {@code _total}
   * @param isTold whether the series is on the page, asked at each scrape
   * @throws IllegalStateException when there is such a series, or the metric is of another type
   */
  synchronized void add(String name, Family.Type type, String help, Tags tags, Reading reading, BooleanSupplier isTold) {
    Family family = families.computeIfAbsent(name, key -> new Family(key, type, help));
    if (family.type() != type) {
      throw new IllegalStateException(name + " is a " + family.type());
    }
    family.add(tags, reading, isTold);
  }

  synchronized void remove(String name, Tags tags) {
    Family family = families.get(name);
    if (family != null) {
      family.remove(tags);
      if (family.isEmpty()) {
        families.remove(name);
      }
    }
  }

  /** @param isOpenMetrics the text format of OpenMetrics, without its end; else that of Prometheus */
  synchronized void write(OutputStream out, boolean isOpenMetrics) throws IOException {
    page.clear();
    families.values().forEach(family -> family.write(page, isOpenMetrics));
    page.writeTo(out);
  }

  /** Every metric that there is now, by name. */
  synchronized void forEach(BiConsumer<String, Family> reader) {
    families.forEach(reader);
  }
}
