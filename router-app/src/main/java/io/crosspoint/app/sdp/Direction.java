package io.crosspoint.app.sdp;

import java.util.Locale;

/** {@code a=recvonly} and its kind (RFC 8866 clause 6.7). Senders say either of the first two of the same stream. */
public enum Direction implements Attribute {
  RECVONLY,
  SENDONLY,
  SENDRECV,
  INACTIVE;

  @Override
  public String body() {
    return "";
  }

  @Override
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
