package io.crosspoint.app.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Text forms of EUI-64 clock identities: {@code 39-A7-94-FF-FE-07-CB-D0}. */
public final class ClockIdentity {

  private ClockIdentity() {}

  /** Capitals and dashes, as RFC 7273 wants them. */
  public static String text(long identity) {
    return dashed(String.format(Locale.ROOT, "%016X", identity));
  }

  /** Eight octets in any case, with dashes or none; six are a MAC address, which PTP widens with FF-FE. Null when it is neither. */
  public static @Nullable Long parse(String text) {
    String digits = hexDigits(text);
    if (digits.length() == 12) {
      digits = digits.substring(0, 6) + "FFFE" + digits.substring(6);
    }
    return digits.length() == 16 ? (Long) Long.parseUnsignedLong(digits, 16) : null;
  }

  /** The digits in capitals; empty when there is something else than pairs of digits and dashes or colons between them. */
  static String hexDigits(String text) {
    StringBuilder digits = new StringBuilder(16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isSeparator = (c == '-' || c == ':' || c == '.') && digits.length() % 2 == 0 && i > 0;
      if (!isSeparator && (c >= 128 || Character.digit(c, 16) < 0)) {
        return "";
      }
      if (!isSeparator) {
        digits.append(Character.toUpperCase(c));
      }
    }
    return digits.toString();
  }

  static String dashed(String digits) {
    StringBuilder text = new StringBuilder(23);
    for (int i = 0; i < digits.length(); i++) {
      text.append(i > 0 && i % 2 == 0 ? "-" : "").append(digits.charAt(i));
    }
    return text.toString();
  }
}
