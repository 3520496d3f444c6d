package io.crosspoint.app.sdp;

/** {@code a=tool} (RFC 8866 clause 6.3): what wrote the description. */
public record Tool(String body) implements Attribute {

  static final String NAME = "tool";

  @Override
  public String name() {
    return NAME;
  }
}
