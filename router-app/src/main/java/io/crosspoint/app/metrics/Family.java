package io.crosspoint.app.metrics;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

/** All series of one metric. Guarded by its {@link Exposition}. */
final class Family {

  /** What Prometheus calls the type. */
  enum Type { COUNTER, GAUGE, HISTOGRAM }

  /** A series with all that can be written of it before its value is known. */
  private record Series(Reading reading, List<byte[]> prefixes, BooleanSupplier isTold) {}

  private final String name;
  private final Type type;
  private final String help;
  private final byte[] head;
  private final byte[] openMetricsHead;
  private final Map<Tags, Series> series = new LinkedHashMap<>();
  private long[] counts = new long[0];

  /** @param name with prefix and unit, without {@code _total} */
  Family(String name, Type type, String help) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.head = head(type == Type.COUNTER ? name + "_total" : name);
    this.openMetricsHead = head(name);
  }

  private byte[] head(String told) {
    String text = help.replace("\\", "\\\\").replace("\n", "\\n");
    return utf8("# HELP " + told + " " + text + "\n# TYPE " + told + " " + type.name().toLowerCase(Locale.ROOT) + "\n");
  }

  Type type() {
    return type;
  }

  String help() {
    return help;
  }

  /** The labels of each series. */
  Set<Tags> labels() {
    return series.keySet();
  }

  boolean isEmpty() {
    return series.isEmpty();
  }

  /**
   * @param isTold whether the series is on the page, asked at each scrape
   * @throws IllegalStateException when there is a series with these labels: Prometheus would refuse the whole page
   */
  void add(Tags tags, Reading reading, BooleanSupplier isTold) {
    if (series.putIfAbsent(tags, new Series(reading, prefixes(tags, reading), isTold)) != null) {
      throw new IllegalStateException("there are two of " + name + labels(tags, ""));
    }
  }

  void remove(Tags tags) {
    series.remove(tags);
  }

  private List<byte[]> prefixes(Tags tags, Reading reading) {
    if (!(reading instanceof Reading.Histogram(var _, Reading.Buckets buckets))) {
      return List.of(utf8((type == Type.COUNTER ? name + "_total" : name) + labels(tags, "") + " "));
    }
    List<byte[]> prefixes = new ArrayList<>();
    for (long bound : buckets.bounds()) {
      prefixes.add(utf8(name + "_bucket" + labels(tags, "le=\"" + bound / buckets.perUnit() + "\"") + " "));
    }
    prefixes.add(utf8(name + "_bucket" + labels(tags, "le=\"+Inf\"") + " "));
    prefixes.add(utf8(name + "_sum" + labels(tags, "") + " "));
    prefixes.add(utf8(name + "_count" + labels(tags, "") + " "));
    return prefixes;
  }

  private static String labels(Tags tags, String last) {
    List<String> all = new ArrayList<>(StreamSupport.stream(tags.spliterator(), false).map(Family::label).toList());
    if (!last.isEmpty()) {
      all.add(last);
    }
    return all.isEmpty() ? "" : "{" + String.join(",", all) + "}";
  }

  private static String label(Tag tag) {
    return tag.getKey() + "=\"" + tag.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void write(Page page, boolean isOpenMetrics) {
    boolean isBegun = false;
    for (Series one : series.values()) {
      if (!one.isTold.getAsBoolean()) {
        continue;
      }
      if (!isBegun) {
        page.add(isOpenMetrics ? openMetricsHead : head);
        isBegun = true;
      }
      switch (one.reading) {
        case Reading.Whole(var value) -> {
          page.add(one.prefixes.getFirst());
          page.add(value.getAsLong());
          page.endLine();
        }
        case Reading.Fraction(var value) -> {
          page.add(one.prefixes.getFirst());
          page.add(value.getAsDouble());
          page.endLine();
        }
        case Reading.Histogram histogram -> write(page, histogram, one.prefixes);
      }
    }
  }

  /** The count is what the buckets add up to, and they only grow: nothing goes backwards while the writer goes on. */
  private void write(Page page, Reading.Histogram histogram, List<byte[]> prefixes) {
    long[] bounds = histogram.buckets().bounds();
    if (counts.length <= bounds.length) {
      counts = new long[bounds.length + 1];
    }
    double sum = histogram.distribution().sumNs() / histogram.buckets().perUnit();
    histogram.distribution().countsAtOrBelow(bounds, counts);
    for (int i = 0; i <= bounds.length; i++) {
      page.add(prefixes.get(i));
      page.add(counts[i]);
      page.endLine();
    }
    page.add(prefixes.get(bounds.length + 1));
    page.add(sum);
    page.endLine();
    page.add(prefixes.get(bounds.length + 2));
    page.add(counts[bounds.length]);
    page.endLine();
  }
}
