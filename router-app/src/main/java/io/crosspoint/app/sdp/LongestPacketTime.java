package io.crosspoint.app.sdp;

import java.math.BigDecimal;

/** {@code a=maxptime} (RFC 8866 clause 6.5). */
public record LongestPacketTime(BigDecimal ms) implements Attribute {

  static final String NAME = "maxptime";

  static LongestPacketTime read(LineReader line) {
    LongestPacketTime time = new LongestPacketTime(line.decimal("the longest packet time in ms"));
    line.end("the longest packet time");
    return time;
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
