package io.crosspoint.app.metrics;

import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.HostClocks;
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

  ClockSource source() {
    return source;
  }

  public ClockSnapshot snapshot() {
    return source.snapshot();
  }
}
