package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Hears the IGMP queries that arrive at one device, also those about a group that this host has just left: a packet socket, which needs
 * {@code CAP_NET_RAW}. A filter in the kernel lets nothing but IGMP come, so that audio is not copied.
 *
 * <p><b>Thread:</b> one.
 */
public final class IgmpEar implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int ETH_P_IP = 0x0800;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final int IPPROTO_IGMP = 2;
  private static final int IP_PROTOCOL_AT = 9;
  private static final int IP_SOURCE_AT = 12;
  private static final int QUERY = 0x11;
  private static final int V3_QUERY_BYTES = 12;
  private static final int DATA_BYTES = 2048;

  /** Offsets in {@code struct msghdr} of LP64. */
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_BYTES = 56;

  private static final ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment errno = Libc.newErrno(arena);
  private final MemorySegment data = arena.allocate(DATA_BYTES, 8);
  private final MemorySegment message = arena.allocate(MSG_BYTES, 8);
  private final byte[] bytes = new byte[DATA_BYTES];
  private int fd = -1;

  /**
   * A query.
   *
   * @param sender IPv4 address, big-endian in the int; 0 from a switch that has none
   * @param group likewise; 0 in a general query
   * @param version 1 to 3
   */
  public record Query(int sender, int group, int version) {}

  private IgmpEar() {
    MemorySegment iov = arena.allocate(16, 8);
    iov.set(JAVA_LONG, 0, data.address());
    iov.set(JAVA_LONG, 8, DATA_BYTES);
    message.set(JAVA_LONG, MSG_IOV, iov.address());
    message.set(JAVA_LONG, MSG_IOVLEN, 1);
  }

  /**
   * @param group a group whose queries are let in beside those to all hosts, big-endian in the int
   * @throws IOException in words for an operator, without {@code CAP_NET_RAW} as a rule
   */
  public static IgmpEar open(NetworkDevice device, int group) throws IOException {
    IgmpEar ear = new IgmpEar();
    try {
      ear.setUp(device, group);
      return ear;
    } catch (IOException e) {
      ear.close();
      throw e;
    }
  }

  private void setUp(NetworkDevice device, int group) throws IOException {
    // Without a protocol it hears nothing until it is bound, so nothing comes by the filter.
    fd = Libc.socket(errno, AF_PACKET, SocketOption.SOCK_DGRAM | SocketOption.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new IOException(fd == -Libc.EPERM ? "that needs CAP_NET_RAW" : Libc.describe(-fd));
    }
    check(Libc.setsockopt(errno, fd, SocketOption.SOL_SOCKET, SO_ATTACH_FILTER, filter()), "a filter");
    MemorySegment address = arena.allocate(20, 4);
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(NETWORK_SHORT, 2, (short) ETH_P_IP);
    address.set(JAVA_INT, 4, device.index());
    check(Libc.bind(errno, fd, address, (int) address.byteSize()), "listening on " + device.name());
    // struct packet_mreq: index, type PACKET_MR_MULTICAST, length and Ethernet address of the group.
    MemorySegment membership = arena.allocate(16, 4);
    membership.set(JAVA_INT, 0, device.index());
    membership.set(JAVA_SHORT, 6, (short) 6);
    byte[] ethernet = {0x01, 0x00, 0x5E, (byte) (group >>> 16 & 0x7F), (byte) (group >>> 8), (byte) group};
    MemorySegment.copy(ethernet, 0, membership, JAVA_BYTE, 8, ethernet.length);
    check(Libc.setsockopt(errno, fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership), "a group on " + device.name());
  }

  private static void check(int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException(what + " is refused: " + Libc.describe(-result));
    }
  }

  /** Classic BPF: load the protocol of the IP header; IGMP goes through whole, anything else not at all. */
  private MemorySegment filter() {
    long[] program = {
      0x30L | (long) IP_PROTOCOL_AT << 32,
      0x15L | 1L << 24 | (long) IPPROTO_IGMP << 32,
      0x06L | 0xFFFFL << 32,
      0x06L,
    };
    MemorySegment code = arena.allocateFrom(JAVA_LONG, program);
    MemorySegment described = arena.allocate(16, 8);
    described.set(JAVA_SHORT, 0, (short) program.length);
    described.set(JAVA_LONG, 8, code.address());
    return described;
  }

  /** Waits for the next query; empty when none came, which may be before the time is over. */
  public Optional<Query> hear(int timeoutMs) {
    try (Poll poll = new Poll(fd)) {
      if (poll.await(timeoutMs) <= 0) {
        return Optional.empty();
      }
    }
    int length = Libc.recvmsg(errno, fd, message, SocketOption.MSG_DONTWAIT);
    if (length <= 0) {
      return Optional.empty();
    }
    MemorySegment.copy(data, JAVA_BYTE, 0, bytes, 0, length);
    return query(bytes, length);
  }

  /** @param datagram from its IP header on; what is no query is passed over, whatever it is */
  static Optional<Query> query(byte[] datagram, int length) {
    if (length < 20 || datagram[0] >>> 4 != 4 || datagram[IP_PROTOCOL_AT] != IPPROTO_IGMP) {
      return Optional.empty();
    }
    int igmp = (datagram[0] & 0xF) * 4;
    int total = (datagram[2] & 0xFF) << 8 | (datagram[3] & 0xFF);
    int bytes = Math.min(length, total) - igmp;
    if (igmp < 20 || bytes < 8 || datagram[igmp] != QUERY) {
      return Optional.empty();
    }
    int version = bytes >= V3_QUERY_BYTES ? 3 : datagram[igmp + 1] == 0 ? 1 : 2;
    return Optional.of(new Query(word(datagram, IP_SOURCE_AT), word(datagram, igmp + 4), version));
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      int _ = Libc.close(errno, fd);
      fd = -1;
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
