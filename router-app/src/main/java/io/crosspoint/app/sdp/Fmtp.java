package io.crosspoint.app.sdp;

import java.util.Arrays;
import java.util.Optional;

/**
 * {@code a=fmtp} (RFC 8866 clause 6.15).
 *
 * @param payloadType 0 to 127
 * @param parameters as written: {@code name=value} separated by semicolons
 */
public record Fmtp(int payloadType, String parameters) implements Attribute {

  static final String NAME = "fmtp";

  static Fmtp read(LineReader line) {
    return new Fmtp((int) line.number("a payload type", 0, 127), line.rest());
  }

  /** A parameter's value, the first one of that name. */
  public Optional<String> parameter(String name) {
    return Arrays.stream(parameters.split(";", -1))
        .map(String::strip)
        .filter(parameter -> parameter.regionMatches(true, 0, name + "=", 0, name.length() + 1))
        .map(parameter -> parameter.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** The groups of channels by ST 2110-30 clause 6.2.2, such as {@code SMPTE2110.(ST,51)}. */
  public Optional<String> channelOrder() {
    return parameter("channel-order");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String body() {
    return parameters.isEmpty() ? String.valueOf(payloadType) : payloadType + " " + parameters;
  }
}
