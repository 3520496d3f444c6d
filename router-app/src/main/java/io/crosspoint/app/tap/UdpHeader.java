package io.crosspoint.app.tap;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * The headers of IPv4 (RFC 791) and UDP (RFC 768) that a socket took off a datagram. Addresses are in network order in the int.
 *
 * @param ttl 1 to 255
 * @param dscp 0 to 63
 */
public record UdpHeader(int source, int sourcePort, int destination, int port, int ttl, int dscp) {

  public static final int BYTES = 28;

  /** Of packets that are only received: a usual one. */
  public static final int UNKNOWN_TTL = 64;

  private static final int IP_BYTES = 20;

  public static int number(Inet4Address address) {
    return ByteBuffer.wrap(address.getAddress()).getInt();
  }

  /** The same from another sender. */
  UdpHeader from(int address, int portOfSender) {
    return new UdpHeader(address, portOfSender, destination, port, ttl, dscp);
  }

  /** @param to a big-endian buffer, written from 0 on */
  public void write(ByteBuffer to, int payloadBytes) {
    to.putShort((short) (0x4500 | dscp << 2)).putShort((short) (BYTES + payloadBytes)).putInt(0x4000).put((byte) ttl).put((byte) 17);
    to.putShort((short) 0).putInt(source).putInt(destination);
    to.putShort(10, checksum(to));
    // A checksum of zero says that there is none (RFC 768).
    to.putShort((short) sourcePort).putShort((short) port).putShort((short) (BYTES - IP_BYTES + payloadBytes)).putShort((short) 0);
  }

  private static short checksum(ByteBuffer header) {
    int sum = 0;
    for (int i = 0; i < IP_BYTES; i += 2) {
      sum += header.getShort(i) & 0xFFFF;
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return (short) ~((sum & 0xFFFF) + (sum >>> 16));
  }
}
