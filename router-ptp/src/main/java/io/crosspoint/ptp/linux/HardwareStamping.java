package io.crosspoint.ptp.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A card's own packet stamps: whether it has them ({@code ETHTOOL_GET_TS_INFO}), and switching them on ({@code SIOCSHWTSTAMP}). A card
 * that another process has switched on already (a ptp4l) is left as it is when that will do for us.
 *
 * <p>The layouts are tested, and the refusal of a device without stamps; no card was at hand to run the rest on.
 *
 * @param phcIndex N of {@code /dev/ptpN}, which the stamps are told in; −1 when the card does not stamp
 * @param reason why not, or how it was switched on, for an operator
 */
public record HardwareStamping(int phcIndex, String reason) {

  static final int SIOCETHTOOL = 0x8946;
  private static final int SIOCSHWTSTAMP = 0x89B0;
  private static final int SIOCGHWTSTAMP = 0x89B1;

  static final int IFREQ_BYTES = 40;
  static final int INFO_BYTES = 44;
  static final int CONFIG_BYTES = 12;

  private static final int NAME_BYTES = 16;
  private static final int ETHTOOL_GET_TS_INFO = 0x41;
  private static final int TX_ON = 1;
  private static final int NEEDED =
      SocketOption.STAMP_TX_HARDWARE | SocketOption.STAMP_RX_HARDWARE | SocketOption.STAMP_RAW_HARDWARE;

  /** HWTSTAMP_FILTER_PTP_V2_EVENT, _PTP_V2_L4_EVENT, _ALL: what covers us, the least first. */
  private static final int[] FILTERS = {12, 6, 1};

  static HardwareStamping refused(String reason) {
    return new HardwareStamping(-1, reason);
  }

  public boolean isOn() {
    return phcIndex >= 0;
  }

  /** Asks the card, and switches its stamps on where it can. */
  public static HardwareStamping switchOn(NetworkDevice device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Libc.newErrno(arena);
      int type = SocketOption.SOCK_DGRAM | SocketOption.SOCK_CLOEXEC;
      int fd = Libc.socket(errno, SocketOption.AF_INET, type, 0);
      if (fd < 0) {
        return refused("no socket to ask " + device.name() + " with");
      }
      try {
        return switchOn(arena, errno, fd, device.name());
      } finally {
        int _ = Libc.close(errno, fd);
      }
    }
  }

  private static HardwareStamping switchOn(Arena arena, MemorySegment errno, int fd, String name) {
    MemorySegment info = arena.allocate(INFO_BYTES, 8);
    info.set(JAVA_INT, 0, ETHTOOL_GET_TS_INFO);
    if (Libc.ioctl(errno, fd, SIOCETHTOOL, request(arena, name, info)) < 0 || phcIndex(info) < 0) {
      return refused(name + " has no hardware clock");
    }
    if (!canStamp(info)) {
      return refused(name + " has a hardware clock but does not stamp PTP with it");
    }
    MemorySegment config = arena.allocate(CONFIG_BYTES, 8);
    MemorySegment request = request(arena, name, config);
    if (Libc.ioctl(errno, fd, SIOCGHWTSTAMP, request) >= 0 && isEnough(config)) {
      return new HardwareStamping(phcIndex(info), "stamped by " + name + ", which another process had switched on");
    }
    int refusal = 0;
    for (int filter : FILTERS) {
      if (!hasFilter(info, filter)) {
        continue;
      }
      fill(config, filter);
      int result = Libc.ioctl(errno, fd, SIOCSHWTSTAMP, request);
      if (result >= 0 && isEnough(config)) {
        return new HardwareStamping(phcIndex(info), "stamped by " + name);
      }
      refusal = Math.min(refusal, result);
    }
    return refused(
        refusal == -Libc.EPERM
            ? "the stamps of " + name + " are switched on with CAP_NET_ADMIN only"
            : name + " refused to switch its stamps on" + (refusal == 0 ? "" : " (" + Libc.describe(-refusal) + ")"));
  }

  /** {@code struct ifreq}: name, pointer. */
  static MemorySegment request(Arena arena, String name, MemorySegment data) {
    MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    MemorySegment.copy(bytes, 0, request, JAVA_BYTE, 0, Math.min(bytes.length, NAME_BYTES - 1));
    request.set(JAVA_LONG, NAME_BYTES, data.address());
    return request;
  }

  /** {@code struct ethtool_ts_info}: cmd, so_timestamping, phc_index, tx_types, 3 reserved, rx_filters, 3 reserved. */
  static int phcIndex(MemorySegment info) {
    return info.get(JAVA_INT, 8);
  }

  static boolean canStamp(MemorySegment info) {
    boolean hasFilter = false;
    for (int filter : FILTERS) {
      hasFilter |= hasFilter(info, filter);
    }
    return (info.get(JAVA_INT, 4) & NEEDED) == NEEDED && (info.get(JAVA_INT, 12) & 1 << TX_ON) != 0 && hasFilter;
  }

  static boolean hasFilter(MemorySegment info, int filter) {
    return (info.get(JAVA_INT, 28) & 1 << filter) != 0;
  }

  /** {@code struct hwtstamp_config}: flags, tx_type, rx_filter. */
  static void fill(MemorySegment config, int filter) {
    config.set(JAVA_INT, 0, 0);
    config.set(JAVA_INT, 4, TX_ON);
    config.set(JAVA_INT, 8, filter);
  }

  /** A driver may give more than was asked for, and says so. */
  static boolean isEnough(MemorySegment config) {
    boolean isCovered = false;
    for (int filter : FILTERS) {
      isCovered |= config.get(JAVA_INT, 8) == filter;
    }
    return config.get(JAVA_INT, 4) == TX_ON && isCovered;
  }
}
