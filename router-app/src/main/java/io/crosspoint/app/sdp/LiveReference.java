package io.crosspoint.app.sdp;

import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import org.jspecify.annotations.Nullable;

/**
 * Which reference clock our descriptions name. While the clock is locked, its grandmaster; for ten seconds after that, still the last one,
 * because most losses are short and receivers mute on a change; then {@code traceable} if the grandmaster that is selected says it is
 * traceable, and otherwise the truth: a clock of this host's own. Never a grandmaster of zeros.
 *
 * <p><b>Thread:</b> one writer, or a lock outside.
 */
public final class LiveReference {

  static final long REMEMBERED_NS = 10_000_000_000L;

  private static final String PTP_VERSION = "IEEE1588-2008";

  private final ReferenceClock own;
  private ReferenceClock.@Nullable Ptp last;
  private long lastLockedNs;
  private ReferenceClock now;

  /** @param mac of the interface that the streams leave by, or null when it has none, as loopback */
  public LiveReference(@Nullable String mac) {
    this.own = mac == null ? new ReferenceClock.Other("local") : new ReferenceClock.LocalMac(mac);
    this.now = own;
  }

  /**
   * Looks at the clock; called at least every few seconds.
   *
   * @param isTraceable whether the selected grandmaster announces that it is locked to a primary reference
   * @param nowNs monotonic time
   */
  public void observe(ClockSnapshot clock, boolean isTraceable, long nowNs) {
    boolean hasMaster = clock.grandmaster() != 0 && clock.domain() >= 0;
    if (clock.state() == ClockState.LOCKED && hasMaster) {
      last = new ReferenceClock.Ptp(PTP_VERSION, clock.grandmaster(), clock.domain(), false);
      lastLockedNs = nowNs;
      now = last;
    } else if (last != null && clock.state() != ClockState.FREERUN && nowNs - lastLockedNs <= REMEMBERED_NS) {
      now = last;
    } else {
      last = null;
      boolean isSelected = clock.state() == ClockState.ACQUIRING || clock.state() == ClockState.LOCKED;
      now = isSelected && isTraceable ? new ReferenceClock.Ptp(PTP_VERSION, null, null, true) : own;
    }
  }

  /** What to name now. */
  public ReferenceClock now() {
    return now;
  }
}
