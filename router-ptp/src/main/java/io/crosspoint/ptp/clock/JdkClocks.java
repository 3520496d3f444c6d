package io.crosspoint.ptp.clock;

import java.time.Instant;

/** Clocks of a host without {@code CLOCK_MONOTONIC_RAW} for us: raw is monotonic, wall time comes from the JDK. */
final class JdkClocks implements HostClocks {

  @Override
  public long rawNs() {
    return System.nanoTime();
  }

  @Override
  public long monotonicNs() {
    return System.nanoTime();
  }

  @Override
  public long realtimeNs() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
