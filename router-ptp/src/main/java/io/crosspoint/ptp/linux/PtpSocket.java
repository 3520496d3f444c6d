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
import java.nio.charset.StandardCharsets;

/**
 * A UDP socket on one device and in one multicast group, with the kernel's timestamps when asked (Linux {@code timestamping.rst}).
 *
 * <p>Bound to the device, so that a copy of the group on another network is never heard; joined by interface index; receives only what
 * it joined ({@code IP_MULTICAST_ALL = 0}); expedited forwarding (DSCP 46). Several processes may share the port.
 *
 * <p><b>Thread:</b> one. Nothing is allocated after opening.
 */
public final class PtpSocket implements AutoCloseable {

  /** TX_SOFTWARE | RX_SOFTWARE | SOFTWARE | OPT_ID | OPT_TSONLY. */
  private static final int SOFTWARE_STAMPS =
      SocketOption.STAMP_TX_SOFTWARE
          | SocketOption.STAMP_RX_SOFTWARE
          | SocketOption.STAMP_SOFTWARE
          | SocketOption.STAMP_OPT_ID
          | SocketOption.STAMP_OPT_TSONLY;

  /** The software's are kept beside the card's, to tell its glitches: each datagram sent then has two messages in the error queue. */
  private static final int HARDWARE_STAMPS =
      SOFTWARE_STAMPS
          | SocketOption.STAMP_TX_HARDWARE
          | SocketOption.STAMP_RX_HARDWARE
          | SocketOption.STAMP_RAW_HARDWARE
          | SocketOption.STAMP_OPT_TX_SWHW;

  private static final int DSCP_EF_TOS = 46 << 2;
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
  private static final int DATA_BYTES = 1536;
  private static final int CONTROL_BYTES = 512;
  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt ADDRESS = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  /** Offsets in {@code struct msghdr} of LP64. */
  private static final int MSG_NAMELEN = 8;
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_CONTROL = 32;
  private static final int MSG_CONTROLLEN = 40;
  private static final int MSG_BYTES = 56;
  private static final int SOCKADDR_BYTES = 16;
  private static final int CMSG_DATA = 16;
  private static final int TIMESPEC_BYTES = 16;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment errno = Libc.newErrno(arena);
  private final MemorySegment data = arena.allocate(DATA_BYTES, 8);
  private final MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
  private final MemorySegment name = arena.allocate(SOCKADDR_BYTES, 8);
  private final MemorySegment iov = arena.allocate(16, 8);
  private final MemorySegment message = arena.allocate(MSG_BYTES, 8);
  private final MemorySegment membership = arena.allocate(12, 4);
  private final MemorySegment flag = arena.allocate(4, 4);
  private final byte[] bytes = new byte[DATA_BYTES];
  private final int port;
  private final int group;
  private int fd = -1;
  private int stampFlags;
  private int length;
  private int sourceAddress;
  private long stampNs;
  private long hardwareStampNs;
  private int transmitId;

  private PtpSocket(int port, int group) {
    this.port = port;
    this.group = group;
    message.set(JAVA_LONG, 0, name.address());
    message.set(JAVA_LONG, MSG_IOV, iov.address());
    message.set(JAVA_LONG, MSG_IOVLEN, 1);
    iov.set(JAVA_LONG, 0, data.address());
  }

  /** Which stamps a socket shall carry. */
  public enum Stamps {
    NONE,
    /** The kernel's. */
    SOFTWARE,
    /** The card's, which must be switched on, and the kernel's beside them. */
    HARDWARE
  }

  /**
   * Opens, binds and joins.
   *
   * @param group IPv4 multicast address, big-endian in the int
   * @throws IOException in words for an operator
   */
  public static PtpSocket open(NetworkDevice device, int port, int group, Stamps stamps) throws IOException {
    PtpSocket socket = new PtpSocket(port, group);
    try {
      socket.setUp(device, stamps);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void setUp(NetworkDevice device, Stamps stamps) throws IOException {
    int type = SocketOption.SOCK_DGRAM | SocketOption.SOCK_CLOEXEC;
    fd = Errno.check(Libc.socket(errno, SocketOption.AF_INET, type, 0), "socket");
    set(SocketOption.SOL_SOCKET, SocketOption.SO_REUSEADDR, 1, "SO_REUSEADDR");
    byte[] deviceName = device.name().getBytes(StandardCharsets.UTF_8);
    MemorySegment nameZ = arena.allocate(deviceName.length + 1L);
    MemorySegment.copy(deviceName, 0, nameZ, JAVA_BYTE, 0, deviceName.length);
    Errno.check(
        Libc.setsockopt(errno, fd, SocketOption.SOL_SOCKET, SocketOption.SO_BINDTODEVICE, nameZ), "binding to device " + device.name());
    setReceiveBuffer();
    bind();
    set(SocketOption.IPPROTO_IP, SocketOption.IP_MULTICAST_ALL, 0, "IP_MULTICAST_ALL");
    set(SocketOption.IPPROTO_IP, SocketOption.IP_MULTICAST_LOOP, 0, "IP_MULTICAST_LOOP");
    set(SocketOption.IPPROTO_IP, SocketOption.IP_MULTICAST_TTL, 1, "IP_MULTICAST_TTL");
    set(SocketOption.IPPROTO_IP, SocketOption.IP_TOS, DSCP_EF_TOS, "IP_TOS");
    membership.set(ADDRESS, 0, group);
    membership.set(JAVA_INT, 8, device.index());
    Errno.check(
        Libc.setsockopt(errno, fd, SocketOption.IPPROTO_IP, SocketOption.IP_MULTICAST_IF, membership),
        "multicast through " + device.name());
    Errno.check(
        Libc.setsockopt(errno, fd, SocketOption.IPPROTO_IP, SocketOption.IP_ADD_MEMBERSHIP, membership), "membership on " + device.name());
    if (stamps != Stamps.NONE) {
      stampFlags = stamps == Stamps.HARDWARE ? HARDWARE_STAMPS : SOFTWARE_STAMPS;
      set(SocketOption.SOL_SOCKET, SocketOption.SO_TIMESTAMPING, stampFlags, "SO_TIMESTAMPING");
    }
  }

  private void bind() throws IOException {
    name.fill((byte) 0);
    name.set(JAVA_SHORT, 0, (short) SocketOption.AF_INET);
    name.set(PORT, 2, (short) port);
    Errno.check(Libc.bind(errno, fd, name, SOCKADDR_BYTES), "UDP port " + port);
  }

  /** A flood on one of the ports must not push out what the clock needs; without the privilege the kernel's limit applies. */
  private void setReceiveBuffer() {
    flag.set(JAVA_INT, 0, RECEIVE_BUFFER_BYTES);
    if (Libc.setsockopt(errno, fd, SocketOption.SOL_SOCKET, SocketOption.SO_RCVBUFFORCE, flag) < 0) {
      int _ = Libc.setsockopt(errno, fd, SocketOption.SOL_SOCKET, SocketOption.SO_RCVBUF, flag);
    }
  }

  private void set(int level, int option, int value, String what) throws IOException {
    flag.set(JAVA_INT, 0, value);
    Errno.check(Libc.setsockopt(errno, fd, level, option, flag), what);
  }

  /** The file descriptor, to poll. */
  public int fd() {
    return fd;
  }

  /** Leaves and joins the group, so that switches hear of us again; harmless when the membership was never lost. */
  public void rejoin() {
    int _ = Libc.setsockopt(errno, fd, SocketOption.IPPROTO_IP, SocketOption.IP_DROP_MEMBERSHIP, membership);
    int _ = Libc.setsockopt(errno, fd, SocketOption.IPPROTO_IP, SocketOption.IP_ADD_MEMBERSHIP, membership);
  }

  /**
   * Receives one datagram without waiting, into {@link #bytes()} and its companions.
   *
   * @return whether there was one
   */
  public boolean receive() {
    int received = receive(SocketOption.MSG_DONTWAIT);
    if (received < 0) {
      return false;
    }
    length = received;
    sourceAddress = name.get(ADDRESS, 4);
    MemorySegment.copy(data, JAVA_BYTE, 0, bytes, 0, length);
    readControl();
    return true;
  }

  /** Reads one transmit stamp without waiting; {@link #transmitId()} says whose it is. Returns whether there was one. */
  public boolean receiveTransmitStamp() {
    while (receive(SocketOption.MSG_DONTWAIT | SocketOption.MSG_ERRQUEUE) >= 0) {
      transmitId = -1;
      readControl();
      if (transmitId >= 0 && (stampNs != 0 || hardwareStampNs != 0)) {
        return true;
      }
    }
    return false;
  }

  private int receive(int flags) {
    message.set(JAVA_INT, MSG_NAMELEN, SOCKADDR_BYTES);
    message.set(JAVA_LONG, MSG_CONTROL, control.address());
    message.set(JAVA_LONG, MSG_CONTROLLEN, CONTROL_BYTES);
    iov.set(JAVA_LONG, 8, DATA_BYTES);
    return Libc.receiveOrFail(fd, message, flags);
  }

  private void readControl() {
    stampNs = 0;
    hardwareStampNs = 0;
    long end = Math.min(message.get(JAVA_LONG, MSG_CONTROLLEN), CONTROL_BYTES);
    long at = 0;
    while (at + CMSG_DATA <= end) {
      long cmsgLength = control.get(JAVA_LONG, at);
      if (cmsgLength < CMSG_DATA || at + cmsgLength > end) {
        return;
      }
      int level = control.get(JAVA_INT, at + 8);
      int type = control.get(JAVA_INT, at + 12);
      if (level == SocketOption.SOL_SOCKET && type == SocketOption.SO_TIMESTAMPING) {
        stampNs = timespec(at + CMSG_DATA);
        hardwareStampNs = timespec(at + CMSG_DATA + 2 * TIMESPEC_BYTES);
      } else if (level == SocketOption.IPPROTO_IP && type == SocketOption.IP_RECVERR) {
        readExtendedError(at + CMSG_DATA);
      }
      at += (cmsgLength + 7) & ~7;
    }
  }

  /** {@code struct sock_extended_err}: origin 4 is SO_EE_ORIGIN_TIMESTAMPING, info 0 SCM_TSTAMP_SND, data the counter of OPT_ID. */
  private void readExtendedError(long at) {
    if (control.get(JAVA_BYTE, at + 4) == 4 && control.get(JAVA_INT, at + 8) == 0) {
      transmitId = control.get(JAVA_INT, at + 12) & Integer.MAX_VALUE;
    }
  }

  private long timespec(long at) {
    return control.get(JAVA_LONG, at) * 1_000_000_000L + control.get(JAVA_LONG, at + 8);
  }

  /**
   * Sends to the group or to an address.
   *
   * @param destination IPv4 address, big-endian; 0 for the group
   * @return whether the kernel took it; only then was a transmit id used up
   */
  public boolean send(byte[] datagram, int datagramLength, int destination) {
    MemorySegment.copy(datagram, 0, data, JAVA_BYTE, 0, datagramLength);
    prepareSend(datagramLength, destination);
    return Libc.sendOrFail(fd, message, SocketOption.MSG_DONTWAIT) == datagramLength;
  }

  /** All of {@link #send} but the sending: the kernel is given no descriptor. For the first calls, which make garbage. */
  public void rehearseSend() {
    prepareSend(0, 0);
    int noDescriptor = -1;
    int _ = Libc.sendOrFail(noDescriptor, message, SocketOption.MSG_DONTWAIT);
  }

  private void prepareSend(int datagramLength, int destination) {
    name.set(JAVA_SHORT, 0, (short) SocketOption.AF_INET);
    name.set(PORT, 2, (short) port);
    name.set(ADDRESS, 4, destination == 0 ? group : destination);
    message.set(JAVA_INT, MSG_NAMELEN, SOCKADDR_BYTES);
    message.set(JAVA_LONG, MSG_CONTROL, 0);
    message.set(JAVA_LONG, MSG_CONTROLLEN, 0);
    iov.set(JAVA_LONG, 8, datagramLength);
  }

  /** Makes the next datagram's transmit id 0 again: after a failed send nobody knows whether the kernel counted it. */
  public void restartTransmitIds() {
    flag.set(JAVA_INT, 0, 0);
    int _ = Libc.setsockopt(errno, fd, SocketOption.SOL_SOCKET, SocketOption.SO_TIMESTAMPING, flag);
    flag.set(JAVA_INT, 0, stampFlags);
    int _ = Libc.setsockopt(errno, fd, SocketOption.SOL_SOCKET, SocketOption.SO_TIMESTAMPING, flag);
  }

  /** The received datagram; reused. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** IPv4 address of the sender, big-endian. */
  public int sourceAddress() {
    return sourceAddress;
  }

  /** {@code CLOCK_REALTIME} at which the kernel took or gave the datagram; 0 when it was not stamped. */
  public long stampNs() {
    return stampNs;
  }

  /** The card's own time of it; 0 when it was not stamped by the card. */
  public long hardwareStampNs() {
    return hardwareStampNs;
  }

  /** Which datagram the transmit stamp belongs to: 0 for the first ever sent. */
  public int transmitId() {
    return transmitId;
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
