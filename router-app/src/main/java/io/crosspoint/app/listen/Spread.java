package io.crosspoint.app.listen;

import java.util.Locale;

/** What a distribution comes to, in nanoseconds. */
public record Spread(long count, long minNs, long p50Ns, long p99Ns, long p999Ns, long maxNs) {

  static final Spread NONE = new Spread(0, 0, 0, 0, 0, 0);

  /** The same distribution of values that are larger by a constant. */
  Spread later(long byNs) {
    return count == 0 ? NONE : new Spread(count, minNs + byNs, p50Ns + byNs, p99Ns + byNs, p999Ns + byNs, maxNs + byNs);
  }

  /** In microseconds: {@code min 1003.2  p50 1010.9  p99 1050.1  max 2001.0 us}. */
  String text() {
    if (count == 0) {
      return "none";
    }
    return String.format(
        Locale.ROOT,
        "min %.1f  p50 %.1f  p99 %.1f  p99.9 %.1f  max %.1f us",
        minNs / 1e3,
        p50Ns / 1e3,
        p99Ns / 1e3,
        p999Ns / 1e3,
        maxNs / 1e3);
  }
}
