package io.crosspoint.app.sdp;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * {@code a=ptime} (RFC 8866 clause 6.4): how long a packet lasts. Written with anything between two digits and the sixteen of a binary
 * number printed in full, rounded or cut.
 */
public record PacketTime(BigDecimal ms) implements Attribute {

  static final String NAME = "ptime";

  static PacketTime read(LineReader line) {
    PacketTime time = new PacketTime(line.decimal("the packet time in ms"));
    line.end("the packet time");
    return time;
  }

  /** {@code 1ms}, {@code 0.12ms}: rounded to a nanosecond, because what binary fractions add below that is noise. */
  public String duration() {
    BigDecimal rounded = ms.scale() > 6 ? ms.setScale(6, RoundingMode.HALF_UP) : ms;
    return rounded.toPlainString() + "ms";
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String body() {
    return ms.toPlainString();
  }
}
