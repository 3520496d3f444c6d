package io.crosspoint.app.sdp;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The grammar that all lines share: words between spaces, numbers, and separators. The first failure sticks; reading then goes on with
 * harmless values, so that nobody has to ask after each word.
 */
final class LineReader {

  private static final int LONGEST_NUMBER = 18;
  private static final int LONGEST_DECIMAL = 30;
  private static final int LONGEST_QUOTE = 80;

  private final String text;
  private final int line;
  private int at;
  private @Nullable Remark failure;

  /** @param at index in the text of the first character to read */
  LineReader(String text, int line, int at) {
    this.text = text;
    this.line = line;
    this.at = at;
  }

  @Nullable Remark failure() {
    return failure;
  }

  Place place() {
    return new Place(line, at + 1);
  }

  /** Only the first failure of a line is kept. */
  void fail(String message) {
    failAt(at, message);
  }

  private void failAt(int index, String message) {
    if (failure == null) {
      failure = new Remark(new Place(line, index + 1), message);
    }
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  boolean isNext(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }

  void skipSpaces() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  /** Consumes a separator when it is next. */
  boolean take(char wanted) {
    if (isNext(wanted)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(char wanted, String where) {
    if (!take(wanted)) {
      fail("expected '" + wanted + "' " + where + found());
    }
  }

  /** Characters up to a space or one of the ends; fails when there are none. Leading spaces are skipped. */
  String word(String what, String ends) {
    skipSpaces();
    int begin = at;
    while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\t' && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == begin) {
      fail("expected " + what + found());
    }
    return text.substring(begin, at);
  }

  String word(String what) {
    return word(what, "");
  }

  /** A word that must be this one, in any case. */
  void literal(String wanted) {
    skipSpaces();
    int begin = at;
    if (!word(wanted).equalsIgnoreCase(wanted)) {
      failAt(begin, "expected " + wanted + ", but found '" + quoted(text.substring(begin, at)) + "'");
    }
  }

  /** Decimal digits; the least value stands in for a failure. */
  long number(String what, long least, long greatest) {
    skipSpaces();
    int begin = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == begin) {
      fail("expected " + what + " (a whole number)" + found());
      return least;
    }
    String digits = text.substring(begin, at);
    long number = digits.length() > LONGEST_NUMBER ? Long.MAX_VALUE : Long.parseLong(digits);
    if (number < least || number > greatest) {
      failAt(begin, what + " must be " + least + " to " + greatest + ", but is " + quoted(digits));
      return least;
    }
    return number;
  }

  /** A positive decimal number; 1 stands in for a failure. */
  BigDecimal decimal(String what) {
    skipSpaces();
    int begin = at;
    int points = 0;
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      points += text.charAt(at) == '.' ? 1 : 0;
      at++;
    }
    String digits = text.substring(begin, at);
    boolean isLegal = points <= 1 && digits.length() > points && digits.length() <= LONGEST_DECIMAL;
    BigDecimal value = isLegal ? new BigDecimal(digits) : BigDecimal.ZERO;
    if (value.signum() <= 0) {
      failAt(begin, "expected " + what + " (a number above 0)" + found());
      return BigDecimal.ONE;
    }
    return value;
  }

  /** Where to come back to with {@link #restFrom}. */
  int mark() {
    skipSpaces();
    return at;
  }

  /** Everything from a mark on, whatever was read of it, without spaces around it. */
  String restFrom(int mark) {
    at = mark;
    return rest();
  }

  /** Everything that is left, without spaces around it. */
  String rest() {
    String rest = text.substring(Math.min(at, text.length())).strip();
    at = text.length();
    return rest;
  }

  /** Fails when something is left. */
  void end(String what) {
    skipSpaces();
    if (!isAtEnd()) {
      fail("nothing may follow " + what + found());
    }
  }

  private String found() {
    return isAtEnd() ? ", but the line ends" : ", but found '" + quoted(text.substring(at)) + "'";
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** What somebody wrote, short enough for a message and without anything that a terminal would act on. */
  static String quoted(String text) {
    String line = text.codePoints().limit(LONGEST_QUOTE)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
    return line.length() < text.length() ? line + "…" : line;
  }
}
