package io.crosspoint.ptp.linux;

import java.io.IOException;

/** Failed system calls in words that an operator can act on. */
final class Errno {

  private static final int EPERM = 1;
  private static final int EACCES = 13;
  private static final int ENODEV = 19;
  private static final int ENOENT = 2;
  private static final int EADDRINUSE = 98;
  private static final int ENETDOWN = 100;

  private Errno() {}

  /** @param result a negative errno, or a success, which is returned */
  static int check(int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException(what + " refused: " + text(-result));
    }
    return result;
  }

  static String text(int errno) {
    return switch (errno) {
      case EPERM, EACCES -> "permission denied (errno " + errno + "; ports below 1024 need CAP_NET_BIND_SERVICE or root)";
      case ENOENT -> "it does not exist";
      case ENODEV -> "no such device";
      case EADDRINUSE -> "the address is in use by a process that does not share it";
      case ENETDOWN -> "the network is down";
      default -> "errno " + errno;
    };
  }
}
