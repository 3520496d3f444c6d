package io.crosspoint.pipeline.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.linux.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The structures of one {@code sendmmsg} call: the datagrams of a part of one {@link TransmitBatch} that leave by one socket. Packets never
 * move in a batch, so everything is written once. Layout as in {@link ReceiveBatch}.
 *
 * <p><b>Thread:</b> filled by the constructing thread, then the tick thread's.
 */
final class SendBatch {

  private static final int HEADER_BYTES = 64;

  private final int fd;
  private final TransmitBatch packets;
  private final MemorySegment headers;
  private final MemorySegment iovs;
  private final MemorySegment names;
  private final MemorySegment[] tails;
  private int count;

  SendBatch(int fd, TransmitBatch packets, int capacity) {
    Arena arena = Arena.ofAuto();
    this.fd = fd;
    this.packets = packets;
    this.headers = arena.allocate((long) capacity * HEADER_BYTES, 64);
    this.iovs = arena.allocate((long) capacity * 16, 8);
    this.names = arena.allocate((long) capacity * UdpSocket.SOCKADDR_BYTES, 8);
    this.tails = new MemorySegment[capacity];
  }

  int fd() {
    return fd;
  }

  void add(int packet, SendFlow flow) {
    long header = (long) count * HEADER_BYTES;
    long iov = (long) count * 16;
    long name = (long) count * UdpSocket.SOCKADDR_BYTES;
    UdpSocket.putAddress(names, name, flow.destination(), flow.port());
    iovs.set(JAVA_LONG, iov, packets.memory().address() + packets.offset(packet));
    iovs.set(JAVA_LONG, iov + 8, packets.length(packet));
    headers.set(JAVA_LONG, header, names.address() + name);
    headers.set(JAVA_INT, header + 8, UdpSocket.SOCKADDR_BYTES);
    headers.set(JAVA_LONG, header + 16, iovs.address() + iov);
    headers.set(JAVA_LONG, header + 24, 1);
    tails[count] = headers.asSlice(header);
    count++;
  }

  /** Offers all datagrams from {@code from} on to the kernel. @return datagrams taken, or −errno when the first one was refused */
  int send(MemorySegment errno, int from) {
    return Libc.sendmmsg(errno, fd, tails[from], count - from, 0);
  }

  int count() {
    return count;
  }
}
