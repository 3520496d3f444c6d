package io.crosspoint.benchmarks.rig.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One scrape: the numbers of a page in Prometheus' text format. */
final class MetricsPage {

  private record Series(String name, String labels, double value) {}

  private final List<Series> series = new ArrayList<>();

  private MetricsPage() {}

  static MetricsPage parse(String text) {
    MetricsPage page = new MetricsPage();
    text.lines().filter(line -> !line.isEmpty() && line.charAt(0) != '#').forEach(page::add);
    return page;
  }

  private void add(String line) {
    int brace = line.indexOf('{');
    int end = brace < 0 ? line.indexOf(' ') : line.lastIndexOf('}');
    String name = line.substring(0, brace < 0 ? end : brace);
    String labels = brace < 0 ? "" : line.substring(brace + 1, end);
    series.add(new Series(name, labels, number(line.substring(end + 1).trim())));
  }

  private static double number(String text) {
    return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** Of all series of a name whose labels contain a text; series that are not a number count nothing. */
  double sum(String name, String label) {
    return series.stream()
        .filter(one -> one.name.equals(name) && one.labels.contains(label) && !Double.isNaN(one.value))
        .mapToDouble(Series::value)
        .sum();
  }

  long count(String name) {
    return (long) sum(name, "");
  }

  /** The values of a name by one of its labels, for instance what each thread has allocated. */
  Map<String, Double> by(String name, String label) {
    Map<String, Double> values = new TreeMap<>();
    for (Series one : series) {
      if (one.name.equals(name)) {
        values.merge(label(one.labels, label), one.value, Double::sum);
      }
    }
    return values;
  }

  /** A histogram, all its series together: how many were at most so many seconds, in order. */
  Buckets histogram(String name) {
    Map<Double, Double> counts = new TreeMap<>();
    by(name + "_bucket", "le").forEach((most, count) -> counts.merge(number(most), count, Double::sum));
    return new Buckets(
        counts.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
        counts.values().stream().mapToLong(Double::longValue).toArray());
  }

  private static String label(String labels, String name) {
    int at = labels.startsWith(name + "=\"") ? 0 : labels.indexOf("," + name + "=\"") + 1;
    int begin = labels.indexOf('"', at) + 1;
    return labels.substring(begin, labels.indexOf('"', begin));
  }
}
