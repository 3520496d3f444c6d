package io.crosspoint.app.metrics;

import io.crosspoint.ptp.clock.ClockSelector;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.PtpClockSource;
import java.util.List;
import java.util.OptionalLong;

/** PTP time now, for those who only watch. From any thread; not for a hot one, because the host's clocks are shared under a lock. */
public final class PlantTime {

  private final ClockSource source;
  private final HostClocks clocks;

  public PlantTime(ClockSource source, HostClocks clocks) {
    this.source = source;
    this.clocks = clocks;
  }

  /** Empty while the clock has no time to tell. */
  public synchronized OptionalLong ptpNs() {
    ClockSnapshot snapshot = source.snapshot();
    return snapshot.state().isUsable() ? OptionalLong.of(snapshot.ptpAtRaw(clocks.rawNs())) : OptionalLong.empty();
  }

  /** The PTP ports behind the clock, the preferred one first; none without PTP. */
  public List<PtpClockSource> ports() {
    return PtpClockSource.behind(source);
  }

  /** Place of the port that is followed; −1 while there is none. */
  public int selectedPort() {
    return source instanceof ClockSelector selector ? selector.selected() : ports().size() - 1;
  }

  public ClockSnapshot snapshot() {
    return source.snapshot();
  }
}
