package io.crosspoint.pipeline.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.crosspoint.pipeline.Nic;
import io.crosspoint.ptp.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A non-blocking IPv4 UDP socket of the Linux kernel, with the options that a media flow needs and the JDK does not offer.
 *
 * <p><b>Thread:</b> the descriptor may be used by any thread; everything here is set-up work that allocates. Option numbers are those of
 * the generic kernel ABI (x86-64, aarch64, riscv64).
 */
final class UdpSocket implements AutoCloseable {

  /** {@code sizeof(struct sockaddr_in)}. */
  static final int SOCKADDR_BYTES = 16;

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_PRIORITY = 12;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_TIMESTAMPNS = 35;
  private static final int SO_RXQ_OVFL = 40;
  private static final int IPPROTO_IP = 0;
  private static final int IP_TOS = 1;
  private static final int IP_TTL = 2;
  private static final int IP_MULTICAST_IF = 32;
  private static final int IP_MULTICAST_TTL = 33;
  private static final int IP_MULTICAST_LOOP = 34;
  private static final int IP_ADD_MEMBERSHIP = 35;
  private static final int IP_DROP_MEMBERSHIP = 36;
  private static final int MCAST_JOIN_SOURCE_GROUP = 46;
  private static final int MCAST_LEAVE_SOURCE_GROUP = 47;
  private static final int IP_MULTICAST_ALL = 49;
  private static final int SOCKADDR_STORAGE_BYTES = 128;

  private final int fd;
  private boolean closed;

  private UdpSocket(int fd) {
    this.fd = fd;
  }

  static UdpSocket open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int fd = Libc.socket(Libc.newErrno(arena), AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
      if (fd < 0) {
        throw new IOException("cannot open a socket: " + Libc.describe(-fd));
      }
      return new UdpSocket(fd);
    }
  }

  int fd() {
    return fd;
  }

  /** @return 0 or −errno */
  int bind(Inet4Address address, int port) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SOCKADDR_BYTES, 8);
      putAddress(name, 0, address, port);
      return Libc.bind(Libc.newErrno(arena), fd, name, SOCKADDR_BYTES);
    }
  }

  /** Lets several sockets of this and other processes receive the same group and port. */
  void reuseAddress() {
    setInt(SOL_SOCKET, SO_REUSEADDR, 1);
  }

  /** Confines the socket to a device; refused without privilege where the kernel is older than 5.7. */
  int bindToDevice(Nic nic) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(JAVA_BYTE, nic.name().getBytes(StandardCharsets.UTF_8));
      return Libc.setsockopt(Libc.newErrno(arena), fd, SOL_SOCKET, SO_BINDTODEVICE, name);
    }
  }

  /** Only groups that this very socket joined; the default is every group that anybody on the host joined. */
  int onlyOwnGroups() {
    return setInt(IPPROTO_IP, IP_MULTICAST_ALL, 0);
  }

  int join(Nic nic, Inet4Address group) {
    return membership(IP_ADD_MEMBERSHIP, nic, group);
  }

  int leave(Nic nic, Inet4Address group) {
    return membership(IP_DROP_MEMBERSHIP, nic, group);
  }

  int joinSource(Nic nic, Inet4Address group, Inet4Address source) {
    return sourceMembership(MCAST_JOIN_SOURCE_GROUP, nic, group, source);
  }

  int leaveSource(Nic nic, Inet4Address group, Inet4Address source) {
    return sourceMembership(MCAST_LEAVE_SOURCE_GROUP, nic, group, source);
  }

  /** Kernel receive stamps and the count of dropped datagrams, in the control data of each datagram. */
  void requestStampsAndDropCounts() {
    setInt(SOL_SOCKET, SO_TIMESTAMPNS, 1);
    setInt(SOL_SOCKET, SO_RXQ_OVFL, 1);
  }

  /**
   * Asks for a receive buffer, past {@code net.core.rmem_max} where privilege allows.
   *
   * @param bytes of kernel memory, bookkeeping included
   * @return bytes granted
   */
  int receiveBuffer(int bytes) {
    return buffer(bytes, SO_RCVBUF, SO_RCVBUFFORCE);
  }

  /** As {@link #receiveBuffer}, for sending. */
  int sendBuffer(int bytes) {
    return buffer(bytes, SO_SNDBUF, SO_SNDBUFFORCE);
  }

  /** @param dscp 0 to 63 */
  int markOutgoing(int ttl, int dscp) {
    int refusal = setInt(IPPROTO_IP, IP_TTL, ttl);
    refusal = refusal < 0 ? refusal : setInt(IPPROTO_IP, IP_MULTICAST_TTL, ttl);
    return refusal < 0 ? refusal : setInt(IPPROTO_IP, IP_TOS, dscp << 2);
  }

  /** Queueing priority inside this host, 0 to 6; after {@link #markOutgoing}, which derives one from the DSCP. */
  int queueAt(int priority) {
    return setInt(SOL_SOCKET, SO_PRIORITY, priority);
  }

  int sendMulticastBy(Nic nic, boolean loopBack) {
    int refusal = setInt(IPPROTO_IP, IP_MULTICAST_LOOP, loopBack ? 1 : 0);
    if (refusal < 0) {
      return refusal;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(12, 4);
      putAddress(request, 4, nic.address());
      request.set(JAVA_INT, 8, nic.index());
      return Libc.setsockopt(Libc.newErrno(arena), fd, IPPROTO_IP, IP_MULTICAST_IF, request);
    }
  }

  /** Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try (Arena arena = Arena.ofConfined()) {
        Libc.close(Libc.newErrno(arena), fd);
      }
    }
  }

  /** Writes a {@code struct sockaddr_in}. */
  static void putAddress(MemorySegment memory, long offset, Inet4Address address, int port) {
    memory.set(JAVA_SHORT_UNALIGNED, offset, (short) AF_INET);
    memory.set(JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), offset + 2, (short) port);
    putAddress(memory, offset + 4, address);
  }

  private static void putAddress(MemorySegment memory, long offset, Inet4Address address) {
    MemorySegment.copy(address.getAddress(), 0, memory, JAVA_BYTE, offset, 4);
  }

  /** An address as one int, first octet highest. */
  static int bits(Inet4Address address) {
    return ByteBuffer.wrap(address.getAddress()).getInt();
  }

  /** {@code struct ip_mreqn}: the interface by index, because an address may stand on several. */
  private int membership(int name, Nic nic, Inet4Address group) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(12, 4);
      putAddress(request, 0, group);
      putAddress(request, 4, nic.address());
      request.set(JAVA_INT, 8, nic.index());
      return Libc.setsockopt(Libc.newErrno(arena), fd, IPPROTO_IP, name, request);
    }
  }

  /** {@code struct group_source_req}: unlike {@code ip_mreq_source} it names the interface by index. */
  private int sourceMembership(int name, Nic nic, Inet4Address group, Inet4Address source) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(8 + 2 * SOCKADDR_STORAGE_BYTES, 8);
      request.set(JAVA_INT, 0, nic.index());
      putAddress(request, 8, group, 0);
      putAddress(request, 8 + SOCKADDR_STORAGE_BYTES, source, 0);
      return Libc.setsockopt(Libc.newErrno(arena), fd, IPPROTO_IP, name, request);
    }
  }

  private int buffer(int bytes, int option, int forced) {
    // The kernel doubles what it is given, for its bookkeeping, and reports the double.
    if (setInt(SOL_SOCKET, forced, bytes / 2) < 0) {
      setInt(SOL_SOCKET, option, bytes / 2);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      Libc.getsockopt(Libc.newErrno(arena), fd, SOL_SOCKET, option, value, arena.allocateFrom(JAVA_INT, 4));
      return value.get(JAVA_INT, 0);
    }
  }

  private int setInt(int level, int name, int value) {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.setsockopt(Libc.newErrno(arena), fd, level, name, arena.allocateFrom(JAVA_INT, value));
    }
  }
}
