package io.crosspoint.pipeline.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.crosspoint.ptp.linux.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The structures that one {@code recvmmsg} call fills: an array of message headers, each with one place for the datagram, one for the
 * sender's address and one for control data. Allocated once; a header is armed again before each use.
 *
 * <pre>
 *   header, 64 bytes:  0 name* | 8 namelen | 16 iov* | 24 iovlen | 32 control* | 40 controllen | 48 flags | 56 received bytes
 *   control data:      { 0 len u64 | 8 level | 12 type | 16 data … padded to 8 } …
 * </pre>
 *
 * <p><b>Thread:</b> one. Real-time safe after construction.
 */
final class ReceiveBatch {

  /** A datagram without a kernel stamp. */
  static final long NO_STAMP = Long.MIN_VALUE;

  private static final int HEADER_BYTES = 64;
  private static final int IOV_BYTES = 16;
  private static final int CONTROL_BYTES = 64;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_TIMESTAMPNS = 35;
  private static final int SO_RXQ_OVFL = 40;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final ValueLayout.OfShort PORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt IPV4 = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment headers;
  private final MemorySegment[] tails;
  private final MemorySegment iovs;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final int datagramBytes;

  private long stampNs;
  private int kernelDrops;

  ReceiveBatch(int capacity, int datagramBytes) {
    Arena arena = Arena.ofAuto();
    this.datagramBytes = datagramBytes;
    this.headers = arena.allocate((long) capacity * HEADER_BYTES, 64);
    this.iovs = arena.allocate((long) capacity * IOV_BYTES, 8);
    this.names = arena.allocate((long) capacity * UdpSocket.SOCKADDR_BYTES, 8);
    this.controls = arena.allocate((long) capacity * CONTROL_BYTES, 8);
    this.tails = new MemorySegment[capacity];
    for (int i = 0; i < capacity; i++) {
      long header = (long) i * HEADER_BYTES;
      tails[i] = headers.asSlice(header);
      headers.set(JAVA_LONG, header, names.address() + (long) i * UdpSocket.SOCKADDR_BYTES);
      headers.set(JAVA_LONG, header + 16, iovs.address() + (long) i * IOV_BYTES);
      headers.set(JAVA_LONG, header + 24, 1);
      headers.set(JAVA_LONG, header + 32, controls.address() + (long) i * CONTROL_BYTES);
    }
  }

  int capacity() {
    return tails.length;
  }

  /** Makes header {@code i} ready to receive a datagram at a native address. */
  void arm(int i, long address) {
    long header = (long) i * HEADER_BYTES;
    headers.set(JAVA_INT, header + 8, UdpSocket.SOCKADDR_BYTES);
    headers.set(JAVA_LONG, header + 40, CONTROL_BYTES);
    iovs.set(JAVA_LONG, (long) i * IOV_BYTES, address);
    iovs.set(JAVA_LONG, (long) i * IOV_BYTES + 8, datagramBytes);
  }

  /** Receives into armed headers from {@code first} on. @return datagrams received, 0 when there are none or the socket failed */
  int receive(int fd, int first, int count) {
    return Math.max(0, Libc.recvmmsg(fd, tails[first], count, MSG_DONTWAIT));
  }

  int lengthBytes(int i) {
    return headers.get(JAVA_INT, (long) i * HEADER_BYTES + 56);
  }

  boolean isTruncated(int i) {
    return (headers.get(JAVA_INT, (long) i * HEADER_BYTES + 48) & MSG_TRUNC) != 0;
  }

  int sourceAddress(int i) {
    return names.get(IPV4, (long) i * UdpSocket.SOCKADDR_BYTES + 4);
  }

  int sourcePort(int i) {
    return names.get(PORT, (long) i * UdpSocket.SOCKADDR_BYTES + 2) & 0xFFFF;
  }

  /** Reads the control data of a received datagram; the results stand in {@link #stampNs} and {@link #kernelDrops}. */
  void readControl(int i) {
    stampNs = NO_STAMP;
    kernelDrops = 0;
    long at = (long) i * CONTROL_BYTES;
    long end = at + headers.get(JAVA_LONG, (long) i * HEADER_BYTES + 40);
    while (at + 16 <= end) {
      long length = controls.get(JAVA_LONG, at);
      if (length < 16 || at + length > end) {
        return;
      }
      if (controls.get(JAVA_INT, at + 8) == SOL_SOCKET) {
        readSocketLevel(controls.get(JAVA_INT, at + 12), at + 16, length - 16);
      }
      at += (length + 7) & -8;
    }
  }

  private void readSocketLevel(int type, long at, long bytes) {
    if (type == SCM_TIMESTAMPNS && bytes >= 16) {
      stampNs = controls.get(JAVA_LONG, at) * 1_000_000_000L + controls.get(JAVA_LONG, at + 8);
    } else if (type == SO_RXQ_OVFL && bytes >= 4) {
      kernelDrops = controls.get(JAVA_INT, at);
    }
  }

  /** Arrival on {@code CLOCK_REALTIME}, or {@link #NO_STAMP}. */
  long stampNs() {
    return stampNs;
  }

  /** Datagrams that this socket has dropped since it was opened, modulo 2^32; 0 while there are none. */
  int kernelDrops() {
    return kernelDrops;
  }
}
