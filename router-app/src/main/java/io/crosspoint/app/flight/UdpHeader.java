package io.crosspoint.app.flight;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/** The headers of IPv4 (RFC 791) and UDP (RFC 768) that a socket took off a datagram. */
record UdpHeader(Inet4Address source, int sourcePort, Inet4Address destination, int port) {

  static final int BYTES = 28;

  private static final int IP_BYTES = 20;

  /** @param to a big-endian buffer, written from 0 on */
  void write(ByteBuffer to, int payloadBytes) {
    to.putShort((short) 0x4500).putShort((short) (BYTES + payloadBytes)).putInt(0x4000).put((byte) 64).put((byte) 17).putShort((short) 0);
    to.put(source.getAddress()).put(destination.getAddress());
    to.putShort(10, checksum(to));
    // A checksum of zero says that there is none.
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
