package io.crosspoint.ptp.linux;

/** Numbers of {@code <asm-generic/socket.h>}, {@code <linux/in.h>} and {@code <linux/net_tstamp.h>}; the same on x86-64 and aarch64. */
final class SocketOption {

  static final int AF_INET = 2;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_RCVBUF = 8;
  static final int SO_BINDTODEVICE = 25;
  static final int SO_RCVBUFFORCE = 33;
  static final int SO_TIMESTAMPING = 37;
  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IP_RECVERR = 11;
  static final int IP_MULTICAST_IF = 32;
  static final int IP_MULTICAST_TTL = 33;
  static final int IP_MULTICAST_LOOP = 34;
  static final int IP_ADD_MEMBERSHIP = 35;
  static final int IP_DROP_MEMBERSHIP = 36;
  static final int IP_MULTICAST_ALL = 49;

  static final int STAMP_TX_HARDWARE = 1;
  static final int STAMP_TX_SOFTWARE = 1 << 1;
  static final int STAMP_RX_HARDWARE = 1 << 2;
  static final int STAMP_RX_SOFTWARE = 1 << 3;
  static final int STAMP_SOFTWARE = 1 << 4;
  static final int STAMP_RAW_HARDWARE = 1 << 6;
  static final int STAMP_OPT_ID = 1 << 7;
  static final int STAMP_OPT_TSONLY = 1 << 11;
  static final int STAMP_OPT_TX_SWHW = 1 << 14;

  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_ERRQUEUE = 0x2000;

  private SocketOption() {}
}
