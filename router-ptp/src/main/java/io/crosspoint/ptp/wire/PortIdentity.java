package io.crosspoint.ptp.wire;

/**
 * A port of a clock (IEEE 1588 clause 5.3.5).
 *
 * @param clock clockIdentity, an EUI-64, big-endian in the long
 * @param port portNumber, 1 to 65534
 */
public record PortIdentity(long clock, int port) {

  @Override
  public String toString() {
    return text(clock) + "/" + port;
  }

  /** The usual text form of an identity: {@code 39-A7-94-FF-FE-07-CB-D0}. */
  public static String text(long identity) {
    StringBuilder text = new StringBuilder(23);
    for (int shift = 56; shift >= 0; shift -= 8) {
      int octet = (int) (identity >>> shift) & 0xFF;
      text.append(Character.toUpperCase(Character.forDigit(octet >>> 4, 16)));
      text.append(Character.toUpperCase(Character.forDigit(octet & 0xF, 16)));
      if (shift > 0) {
        text.append('-');
      }
    }
    return text.toString();
  }
}
