package io.crosspoint.app.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code a=mediaclk} (RFC 7273 clause 5): how RTP timestamps follow from the reference clock. */
public sealed interface MediaClock extends Attribute {

  String NAME = "mediaclk";

  /** An optional {@code id=… } that names the sender of the clock; empty without one. */
  String sender();

  /**
   * Timestamps count the reference clock.
   *
   * @param offset the timestamp at the epoch, 32 unsigned bits; null when it is not said
   * @param rate of the media clock when it is not that of the rtpmap; null when it is not said
   */
  record Direct(String sender, @Nullable Long offset, @Nullable Rate rate) implements MediaClock {

    @Override
    public String body() {
      return prefix(sender) + "direct" + (offset == null ? "" : "=" + offset) + (rate == null ? "" : " rate=" + rate);
    }
  }

  /** {@code sender}: timestamps count a clock of the sender's own. */
  record Own(String sender) implements MediaClock {

    @Override
    public String body() {
      return prefix(sender) + "sender";
    }
  }

  /** Any other clock, as written: {@code IEEE1722=…}. */
  record Other(String sender, String text) implements MediaClock {

    @Override
    public String body() {
      return prefix(sender) + text;
    }
  }

  /** A rate in Hz, as a fraction. */
  record Rate(long numerator, long denominator) {

    /** Whether it is this one, however it is written. */
    public boolean is(int rateHz) {
      return numerator == rateHz * denominator;
    }

    @Override
    public String toString() {
      return denominator == 1 ? String.valueOf(numerator) : numerator + "/" + denominator;
    }
  }

  @Override
  default String name() {
    return NAME;
  }

  private static String prefix(String sender) {
    return sender.isEmpty() ? "" : "id=" + sender + " ";
  }

  static MediaClock read(LineReader line) {
    int begin = line.mark();
    String kind = line.word("a media clock", "=");
    String sender = "";
    if (kind.equalsIgnoreCase("id") && line.take('=')) {
      sender = line.word("the sender's id");
      begin = line.mark();
      kind = line.word("a media clock", "=");
    }
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "direct" -> direct(sender, line);
      case "sender" -> {
        line.end("sender");
        yield new Own(sender);
      }
      default -> new Other(sender, line.restFrom(begin));
    };
  }

  private static MediaClock direct(String sender, LineReader line) {
    Long offset = line.take('=') ? (Long) line.number("the offset", 0, 0xFFFF_FFFFL) : null;
    line.skipSpaces();
    Rate rate = null;
    if (!line.isAtEnd()) {
      String parameter = line.word("rate=", "=");
      line.expect('=', "after rate");
      if (!parameter.equalsIgnoreCase("rate")) {
        line.fail("only rate= may follow the offset, not " + LineReader.quoted(parameter));
      }
      long numerator = line.number("the rate", 1, 999_999_999);
      rate = new Rate(numerator, line.take('/') ? line.number("the divisor of the rate", 1, 999_999) : 1);
      line.end("the rate");
    }
    return new Direct(sender, offset, rate);
  }
}
