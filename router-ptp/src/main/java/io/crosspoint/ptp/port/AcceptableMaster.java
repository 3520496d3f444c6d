package io.crosspoint.ptp.port;

/**
 * An entry of the acceptable-master table (IEEE 1588 clause 17.6): the grandmaster or the sending clock must begin with these octets.
 *
 * @param prefix the octets, left-aligned in the long
 * @param octets how many of the eight count, 1 to 8
 */
public record AcceptableMaster(long prefix, int octets) {

  public AcceptableMaster {
    if (octets < 1 || octets > 8) {
      throw new IllegalArgumentException("an identity has 1 to 8 octets, not " + octets);
    }
  }

  /** Reads {@code 00-1D-C1} or {@code 00:1d:c1:ff:fe:12:34:56}; throws on anything else. */
  public static AcceptableMaster of(String text) {
    String hex = text.replace("-", "").replace(":", "");
    if (hex.isEmpty() || hex.length() > 16 || hex.length() % 2 != 0 || !hex.matches("[0-9A-Fa-f]+")) {
      throw new IllegalArgumentException("not a clock identity or a beginning of one: " + text);
    }
    return new AcceptableMaster(Long.parseUnsignedLong((hex + "0".repeat(16)).substring(0, 16), 16), hex.length() / 2);
  }

  boolean matches(long identity) {
    return (identity ^ prefix) >>> (64 - 8 * octets) == 0;
  }
}
