package io.crosspoint.app.cli;

import io.crosspoint.app.config.ClockChoice;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpOptions;
import io.crosspoint.ptp.clock.SystemClockSource;
import java.util.Objects;

/** The clock that a file asks for. */
final class ClockSources {

  private ClockSources() {}

  /** Not started. */
  static ClockSource of(ClockChoice choice) {
    return switch (choice.source()) {
      case PTP -> new PtpClockSource(PtpOptions.of(Objects.requireNonNull(choice.nic()).name(), choice.domain(), choice.profile()));
      case SYSTEM -> new SystemClockSource();
      case LOCAL -> new LocalClockSource(HostClocks.ofThisHost());
    };
  }
}
