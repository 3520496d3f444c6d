package io.crosspoint.app.sdp;

/** {@code s=} (RFC 8866 clause 5.3). */
public record SessionName(String value) implements Line {

  @Override
  public char type() {
    return 's';
  }
}
