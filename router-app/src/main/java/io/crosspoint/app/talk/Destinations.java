package io.crosspoint.app.talk;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Where the streams of one command go: each multicast stream has the next group on one port, each unicast stream the next even port. */
public final class Destinations {

  private Destinations() {}

  public static Inet4Address address(Inet4Address first, int stream) {
    if (!first.isMulticastAddress()) {
      return first;
    }
    int bits = ByteBuffer.wrap(first.getAddress()).getInt() + stream;
    try {
      return (Inet4Address) InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(bits).array());
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  /** Even, because RTCP owns the odd port above each (RFC 3550 clause 11). */
  public static int port(Inet4Address first, int firstPort, int stream) {
    return first.isMulticastAddress() ? firstPort : firstPort + 2 * stream;
  }
}
