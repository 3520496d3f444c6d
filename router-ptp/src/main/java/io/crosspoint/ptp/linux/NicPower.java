package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a network card does to the time of packets in order to save power or interrupts, as its driver tells ({@code SIOCETHTOOL}).
 *
 * @param isEnergyEfficient whether Energy Efficient Ethernet (IEEE 802.3az) is in force: the link sleeps between packets, which moves
 *     their times by some 20 µs and, with many switches, by milliseconds
 * @param receiveDelayUs how long an interrupt waits for more packets; 0 when it does not, or the driver does not say
 */
public record NicPower(boolean isEnergyEfficient, int receiveDelayUs) {

  private static final int ETHTOOL_GCOALESCE = 0x0E;
  private static final int ETHTOOL_GEEE = 0x44;
  private static final int COALESCE_BYTES = 92;
  private static final int EEE_BYTES = 40;

  /** What a driver that knows neither is taken for. */
  private static final NicPower UNKNOWN = new NicPower(false, 0);

  /** Asks the driver of a device, on any thread. */
  public static NicPower of(String device) {
    if (!LinuxClocks.isAvailable()) {
      return UNKNOWN;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Libc.newErrno(arena);
      int fd = Libc.socket(errno, SocketOption.AF_INET, SocketOption.SOCK_DGRAM | SocketOption.SOCK_CLOEXEC, 0);
      if (fd < 0) {
        return UNKNOWN;
      }
      try {
        MemorySegment eee = ask(arena, errno, fd, device, ETHTOOL_GEEE, EEE_BYTES);
        MemorySegment coalesce = ask(arena, errno, fd, device, ETHTOOL_GCOALESCE, COALESCE_BYTES);
        // struct ethtool_eee: cmd, supported, advertised, lp_advertised, eee_active. struct ethtool_coalesce: cmd, rx_coalesce_usecs.
        return new NicPower(eee.get(JAVA_INT, 16) != 0, Math.max(0, coalesce.get(JAVA_INT, 4)));
      } finally {
        int _ = Libc.close(errno, fd);
      }
    }
  }

  /** All zeros where the driver does not answer. */
  private static MemorySegment ask(Arena arena, MemorySegment errno, int fd, String device, int command, int bytes) {
    MemorySegment answer = arena.allocate(bytes, 8);
    answer.set(JAVA_INT, 0, command);
    if (Libc.ioctl(errno, fd, HardwareStamping.SIOCETHTOOL, HardwareStamping.request(arena, device, answer)) < 0) {
      answer.fill((byte) 0);
    }
    return answer;
  }
}
