package io.crosspoint.ptp.tick;

import io.crosspoint.ptp.clock.ClockReading;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for given times, which grid points are due and which were missed. Every deadline is computed from the number of its grid point;
 * nothing is added up, so nothing drifts.
 *
 * <p><b>Thread:</b> belongs to one thread. Pure: no clock is read here.
 */
final class TickGrid {

  static final int MAX_CATCH_UP = 8;

  private final TrackedTime time = new TrackedTime();
  private final MissedTicks policy;
  private final Tick tick = new Tick();
  private long intervalNs;
  private long next;
  private boolean isLaid;
  private boolean isDiscontinuous;
  private long missed;
  private long coalesced;

  TickGrid(long intervalNs, MissedTicks policy) {
    this.intervalNs = intervalNs;
    this.policy = policy;
  }

  /** Follows the clock and a changed interval; lays the grid anew where either asks for it. */
  void update(long nowRawNs, ClockReading clock, boolean isTracking, long wantedIntervalNs) {
    boolean isStep = time.update(nowRawNs, clock, isTracking);
    if (isStep || !isLaid || wantedIntervalNs != intervalNs) {
      intervalNs = wantedIntervalNs;
      isLaid = true;
      isDiscontinuous = true;
      next = Math.floorDiv(time.ptpAtRaw(nowRawNs), intervalNs) + 1;
    }
  }

  /** Raw time of the next grid point. */
  long nextRawNs() {
    return time.rawAtPtp(next * intervalNs);
  }

  /** The call that is due, or null when none is; to be asked again until it says null. */
  @Nullable Tick poll(long nowRawNs) {
    long nowPtpNs = time.ptpAtRaw(nowRawNs);
    if (next * intervalNs > nowPtpNs) {
      return null;
    }
    long newest = Math.floorDiv(nowPtpNs, intervalNs);
    long behind = newest - next;
    long first = next;
    long last = next;
    if (behind > 0) {
      switch (policy) {
        case COALESCE -> {
          last = newest;
          coalesced += behind;
        }
        case CATCH_UP -> {
          long lost = Math.max(0, behind + 1 - MAX_CATCH_UP);
          missed += lost;
          first += lost;
          last = first;
        }
        case SKIP -> {
          missed += behind;
          first = newest;
          last = newest;
        }
      }
    }
    next = last + 1;
    return filled(first, last, nowPtpNs);
  }

  private Tick filled(long first, long last, long nowPtpNs) {
    tick.index = first;
    tick.count = (int) (last - first + 1);
    tick.ptpNs = last * intervalNs;
    tick.latenessNs = nowPtpNs - tick.ptpNs;
    tick.isDiscontinuous = isDiscontinuous;
    isDiscontinuous = false;
    return tick;
  }

  /** Grid points that no call was made for. */
  long missed() {
    return missed;
  }

  /** Grid points that shared a call with another. */
  long coalesced() {
    return coalesced;
  }
}
