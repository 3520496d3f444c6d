package io.crosspoint.ptp.port;

import io.crosspoint.ptp.wire.PortIdentity;
import io.crosspoint.ptp.wire.PtpMessage;
import io.crosspoint.ptp.wire.TimeFlags;

/** One announcing port and its newest Announce (IEEE 1588 clause 9.3.2.4). Reused for another port after eviction. */
final class ForeignMaster {

  /** Announces outside this range of intervals do not change the timeouts (clause 7.7.2.1 allows more; nobody means it). */
  private static final int MIN_LOG_INTERVAL = -10;
  private static final int MAX_LOG_INTERVAL = 22;
  /** A day-long interval would keep a dead master for days. */
  private static final int MAX_TRUSTED_LOG_INTERVAL = 4;

  boolean isUsed;
  /** Whether the acceptable-master table admits it; if not it is only shown. */
  boolean isAcceptable;
  long clock;
  int port;
  long grandmaster;
  int priority1;
  int clockClass;
  int clockAccuracy;
  int clockVariance;
  int priority2;
  int stepsRemoved;
  int timeFlags;
  int utcOffsetSeconds;
  int timeSource;
  int sourceAddress;
  long announces;
  long lastAnnounceNs;
  long previousAnnounceNs;
  long intervalNs;
  /** Announces but sends no Sync: not selected again before this time, unless nothing else is there. */
  long mutedUntilNs;
  boolean isMuted;

  void begin(PtpMessage announce, int logDefaultInterval) {
    isUsed = true;
    clock = announce.sourceClock();
    port = announce.sourcePort();
    announces = 0;
    isMuted = false;
    intervalNs = intervalNs(logDefaultInterval);
  }

  boolean isFrom(PtpMessage message) {
    return isUsed && clock == message.sourceClock() && port == message.sourcePort();
  }

  /** Takes over an Announce; returns whether anything that matters for selection or display changed. */
  boolean onAnnounce(PtpMessage message, int address, long nowNs) {
    boolean isChanged = isDifferent(message, address);
    grandmaster = message.grandmaster();
    priority1 = message.priority1();
    clockClass = message.clockClass();
    clockAccuracy = message.clockAccuracy();
    clockVariance = message.clockVariance();
    priority2 = message.priority2();
    stepsRemoved = message.stepsRemoved();
    timeFlags = message.timeFlags();
    utcOffsetSeconds = message.utcOffsetSeconds();
    timeSource = message.timeSource();
    sourceAddress = address;
    int log = message.logInterval();
    if (log >= MIN_LOG_INTERVAL && log <= MAX_LOG_INTERVAL) {
      intervalNs = intervalNs(Math.clamp(log, -7, MAX_TRUSTED_LOG_INTERVAL));
    }
    previousAnnounceNs = announces == 0 ? nowNs : lastAnnounceNs;
    lastAnnounceNs = nowNs;
    announces++;
    return isChanged || announces == 2;
  }

  private boolean isDifferent(PtpMessage message, int address) {
    return grandmaster != message.grandmaster()
        || priority1 != message.priority1()
        || clockClass != message.clockClass()
        || clockAccuracy != message.clockAccuracy()
        || clockVariance != message.clockVariance()
        || priority2 != message.priority2()
        || stepsRemoved != message.stepsRemoved()
        || timeFlags != message.timeFlags()
        || utcOffsetSeconds != message.utcOffsetSeconds()
        || timeSource != message.timeSource()
        || sourceAddress != address;
  }

  /** Two Announces within four intervals (clause 9.3.2.4.4). */
  boolean isQualified() {
    return isAcceptable && announces >= 2 && lastAnnounceNs - previousAnnounceNs <= 4 * intervalNs;
  }

  /** announceReceiptTimeout of all profiles is 3. */
  long expiresNs() {
    return lastAnnounceNs + 3 * intervalNs;
  }

  boolean isMutedAt(long nowNs) {
    return isMuted && nowNs - mutedUntilNs < 0;
  }

  ParentData describe() {
    return new ParentData(
        new PortIdentity(clock, port),
        grandmaster,
        priority1,
        clockClass,
        clockAccuracy,
        clockVariance,
        priority2,
        stepsRemoved,
        new TimeFlags(timeFlags),
        utcOffsetSeconds,
        timeSource,
        sourceAddress);
  }

  /** Data set comparison of IEEE 1588 figures 27 and 28 as a slave-only port sees it: negative when this one is better. */
  int compareTo(ForeignMaster other) {
    if (grandmaster != other.grandmaster) {
      return compareGrandmaster(other);
    }
    if (stepsRemoved != other.stepsRemoved) {
      return stepsRemoved - other.stepsRemoved;
    }
    int bySender = Long.compareUnsigned(clock, other.clock);
    return bySender != 0 ? bySender : port - other.port;
  }

  private int compareGrandmaster(ForeignMaster other) {
    if (priority1 != other.priority1) {
      return priority1 - other.priority1;
    }
    if (clockClass != other.clockClass) {
      return clockClass - other.clockClass;
    }
    if (clockAccuracy != other.clockAccuracy) {
      return clockAccuracy - other.clockAccuracy;
    }
    if (clockVariance != other.clockVariance) {
      return clockVariance - other.clockVariance;
    }
    if (priority2 != other.priority2) {
      return priority2 - other.priority2;
    }
    return Long.compareUnsigned(grandmaster, other.grandmaster);
  }

  private static long intervalNs(int log) {
    return log >= 0 ? 1_000_000_000L << log : 1_000_000_000L >> -log;
  }
}
