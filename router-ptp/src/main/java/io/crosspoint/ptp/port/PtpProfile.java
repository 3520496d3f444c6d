package io.crosspoint.ptp.port;

import java.util.Locale;

/**
 * What a profile asks a slave to do by itself. The rates of a master are accepted as it sends them, whatever the profile says: a wrong
 * range on the slave's side is a known cause of "no lock".
 */
public enum PtpProfile {
  /** The media profile of AES67 annex A: 8 Sync a second, an Announce every two seconds. */
  AES67(0, 1, 0),
  /** SMPTE ST 2059-2: domain 127, delay requests as often as Sync. */
  ST2059_2(127, -2, -3),
  /** The default profile of IEEE 1588 annex I/J. */
  DEFAULT(0, 1, 0);

  private final int defaultDomain;
  private final int logAnnounceInterval;
  private final int logDelayRequestInterval;

  PtpProfile(int defaultDomain, int logAnnounceInterval, int logDelayRequestInterval) {
    this.defaultDomain = defaultDomain;
    this.logAnnounceInterval = logAnnounceInterval;
    this.logDelayRequestInterval = logDelayRequestInterval;
  }

  public int defaultDomain() {
    return defaultDomain;
  }

  /** Assumed until the master says otherwise; log2 seconds. */
  public int logAnnounceInterval() {
    return logAnnounceInterval;
  }

  /** How often we ask until the master's first answer says how often we may; log2 seconds. */
  public int logDelayRequestInterval() {
    return logDelayRequestInterval;
  }

  /** The name in a configuration file: {@code aes67}, {@code st2059-2}, {@code default}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
