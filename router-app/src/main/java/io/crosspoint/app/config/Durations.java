package io.crosspoint.app.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as operators write them: a decimal number and its unit. */
public final class Durations {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}(?:\\.(\\d{1,12}))?)\\s*(ns|us|\u00b5s|\u03bcs|ms|s)");

  private Durations() {}

  /**
   * A duration with the precision it was written in: {@code 0.12ms} promises no more than hundredths of a millisecond.
   *
   * @param ns exact, so not necessarily whole
   * @param stepNs one unit in the last written place
   * @param isWhole written without decimals
   */
  record Written(BigDecimal ns, BigDecimal stepNs, boolean isWhole) {}

  static Parsed<Written> written(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      boolean isBare = text.matches("\\d+(\\.\\d+)?");
      return Parsed.refused(
          isBare
              ? "needs a unit: " + Scalars.abridged(text) + "us or " + Scalars.abridged(text) + "ms?"
              : "must be a duration such as 500us or 3ms, but is '" + Scalars.abridged(text) + "'");
    }
    BigDecimal unitNs = unitNs(parts.group(3));
    int decimals = parts.group(2) == null ? 0 : parts.group(2).length();
    return Parsed.value(new Written(new BigDecimal(parts.group(1)).multiply(unitNs), unitNs.movePointLeft(decimals), decimals == 0));
  }

  /** A duration within limits, rounded to a whole nanosecond. */
  static Parsed<Long> between(String text, long leastNs, long greatestNs) {
    return written(text).then(written -> {
      long ns = written.ns().setScale(0, RoundingMode.HALF_UP).longValueExact();
      return ns >= leastNs && ns <= greatestNs
          ? Parsed.value(ns)
          : Parsed.refused("must be " + text(leastNs) + " to " + text(greatestNs) + ", but is " + Scalars.abridged(text));
    });
  }

  private static BigDecimal unitNs(String unit) {
    return BigDecimal.valueOf(switch (unit) {
      case "ns" -> 1L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      default -> 1_000L;
    });
  }

  /** {@code 250us}, {@code 1.0884ms}, {@code 1s}: the largest unit that keeps a digit before the point, rounded to a nanosecond. */
  public static String text(long ns) {
    long magnitude = Math.abs(ns);
    if (magnitude >= 1_000_000_000L) {
      return plain(ns, 9) + "s";
    }
    if (magnitude >= 1_000_000L) {
      return plain(ns, 6) + "ms";
    }
    return magnitude >= 1_000L ? plain(ns, 3) + "us" : ns + "ns";
  }

  private static String plain(long ns, int places) {
    BigDecimal value = BigDecimal.valueOf(ns, places).stripTrailingZeros();
    return value.setScale(Math.max(0, value.scale()), RoundingMode.UNNECESSARY).toPlainString();
  }
}
