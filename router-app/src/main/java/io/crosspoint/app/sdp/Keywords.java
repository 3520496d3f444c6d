package io.crosspoint.app.sdp;

/** {@code a=keywds} (RFC 8866 clause 6.2); Dante says {@code Dante} here. */
public record Keywords(String body) implements Attribute {

  static final String NAME = "keywds";

  @Override
  public String name() {
    return NAME;
  }
}
