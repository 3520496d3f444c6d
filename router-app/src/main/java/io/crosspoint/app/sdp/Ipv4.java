package io.crosspoint.app.sdp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses as four decimal octets; never a host name, so that reading asks no server anything. */
final class Ipv4 {

  private Ipv4() {}

  /** Null when it is none. */
  static @Nullable Inet4Address parse(String text) {
    byte[] octets = new byte[4];
    int at = 0;
    for (int i = 0; i < 4; i++) {
      int begin = at;
      int octet = 0;
      while (at < text.length() && at - begin < 4 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        octet = 10 * octet + text.charAt(at) - '0';
        at++;
      }
      boolean isEnded = i == 3 ? at == text.length() : at < text.length() && text.charAt(at) == '.';
      if (at == begin || octet > 255 || !isEnded) {
        return null;
      }
      octets[i] = (byte) octet;
      at++;
    }
    return of(octets);
  }

  private static Inet4Address of(byte[] octets) {
    try {
      return (Inet4Address) InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("four octets are always an address", e);
    }
  }
}
