package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.linux.LinuxClocks;

/**
 * The host's clocks, as an argument, so that a simulation can own time.
 *
 * <p><b>Thread:</b> an instance belongs to the thread that uses it; make one for each.
 */
public interface HostClocks {

  /** {@code CLOCK_MONOTONIC_RAW}: the base of every {@link ClockSnapshot}; never slewed. */
  long rawNs();

  /** {@code CLOCK_MONOTONIC}: what {@link System#nanoTime()} reads, and what absolute sleeps are measured on. */
  long monotonicNs();

  /** {@code CLOCK_REALTIME} since 1970: the timescale of the kernel's packet stamps; may be stepped and slewed by others. */
  long realtimeNs();

  /** This host's clocks: the kernel's on Linux, else the JDK's (where raw is the monotonic clock). */
  static HostClocks ofThisHost() {
    return LinuxClocks.isAvailable() ? new LinuxClocks() : new JdkClocks();
  }
}
