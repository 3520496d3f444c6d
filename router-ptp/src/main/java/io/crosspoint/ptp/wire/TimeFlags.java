package io.crosspoint.ptp.wire;

/**
 * The time properties in the second octet of an Announce's flagField (IEEE 1588-2019 table 37).
 *
 * @param bits the octet as received
 */
public record TimeFlags(int bits) {

  public boolean isLeap61() {
    return (bits & 1) != 0;
  }

  public boolean isLeap59() {
    return (bits & 2) != 0;
  }

  public boolean isUtcOffsetValid() {
    return (bits & 4) != 0;
  }

  /** Whether the domain counts TAI from 1970; otherwise its epoch is arbitrary and says nothing about the time of day. */
  public boolean isPtpTimescale() {
    return (bits & 8) != 0;
  }

  public boolean isTimeTraceable() {
    return (bits & 16) != 0;
  }

  public boolean isFrequencyTraceable() {
    return (bits & 32) != 0;
  }

  /** Since the 2019 edition: the grandmaster or a boundary clock on the way is not settled. */
  public boolean isSynchronizationUncertain() {
    return (bits & 64) != 0;
  }
}
