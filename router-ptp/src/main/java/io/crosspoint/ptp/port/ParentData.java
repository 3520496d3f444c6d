package io.crosspoint.ptp.port;

import io.crosspoint.ptp.wire.PortIdentity;
import io.crosspoint.ptp.wire.TimeFlags;

/**
 * The selected master as its newest Announce describes it (IEEE 1588 clauses 8.2.3 and 8.2.4).
 *
 * @param sender the port that sends to us: a boundary clock's when there is one, not the grandmaster's
 * @param grandmaster identity of the clock at the top
 * @param clockClass 6 locked to a primary reference, 7 in its holdover, 248 default; 13 and 14 the same on an arbitrary timescale
 * @param utcOffsetSeconds TAI − UTC, meaningful when the flags say so
 * @param sourceAddress IPv4 address of the sender, big-endian in the int
 */
public record ParentData(
    PortIdentity sender,
    long grandmaster,
    int priority1,
    int clockClass,
    int clockAccuracy,
    int clockVariance,
    int priority2,
    int stepsRemoved,
    TimeFlags flags,
    int utcOffsetSeconds,
    int timeSource,
    int sourceAddress) {

  /** Whether the time is traceable to a primary reference, so that two such grandmasters must agree. */
  public boolean isTraceable() {
    return (clockClass == 6 || clockClass == 7) && flags.isPtpTimescale();
  }
}
