package io.crosspoint.app.talk;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 125us}, {@code 1ms}, {@code 10s}, {@code -2ms}: a duration on the command line, as nanoseconds. */
public final class DurationText implements ITypeConverter<Long> {

  private static final Pattern TEXT = Pattern.compile("(-?\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|min|h)");

  @Override
  public Long convert(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException("'" + text + "' is not a duration such as 125us, 1ms or 10s");
    }
    return new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unitNs(parts.group(2))))
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  private static long unitNs(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "min" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 1_000L;
    };
  }
}
