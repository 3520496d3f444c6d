package io.crosspoint.app.talk;

import io.crosspoint.app.cli.CommandFailure;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpOptions;
import io.crosspoint.ptp.clock.SystemClockSource;
import io.crosspoint.ptp.port.PtpProfile;
import picocli.CommandLine.Option;

/** Options that say which clock a tool works by. */
public final class ClockOptions {

  @Option(
      names = "--clock",
      defaultValue = "local",
      paramLabel = "CLOCK",
      description = "local (this host's oscillator, set by its wall clock), ptp (follow a grandmaster), system (CLOCK_TAI);"
          + " default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private String clock;

  @Option(names = "--domain", defaultValue = "0", paramLabel = "N", description = "PTP domain (default: ${DEFAULT-VALUE}).")
  private int domain;

  /** A source that has been started; the caller closes it. */
  public ClockSource start(String device) {
    ClockSource source =
        switch (clock) {
          case "local" -> new LocalClockSource(HostClocks.ofThisHost());
          case "system" -> new SystemClockSource();
          case "ptp" -> new PtpClockSource(PtpOptions.of(device, StreamOptions.within("--domain", domain, 0, 127), PtpProfile.AES67));
          default -> throw CommandFailure.badInput("--clock is local, ptp or system, not " + clock);
        };
    source.start();
    return source;
  }

  /** Blocks until the clock may be used, the time is over, or an end is requested. @return whether it may be used */
  public static boolean awaitUsable(ClockSource source, long timeoutNs, Interruption interruption) {
    long beganNs = System.nanoTime();
    ClockSnapshot snapshot = source.snapshot();
    while (!snapshot.state().isUsable() && System.nanoTime() - beganNs < timeoutNs && !interruption.await(20_000_000L)) {
      snapshot = source.snapshot();
    }
    return snapshot.state().isUsable();
  }
}
