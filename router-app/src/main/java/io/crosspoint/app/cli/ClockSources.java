package io.crosspoint.app.cli;

import io.crosspoint.app.config.ClockChoice;
import io.crosspoint.ptp.clock.ClockSelector;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import io.crosspoint.ptp.clock.PhcClockSource;
import io.crosspoint.ptp.clock.PtpClockSource;
import io.crosspoint.ptp.clock.PtpOptions;
import io.crosspoint.ptp.clock.SystemClockSource;
import io.crosspoint.ptp.linux.PhcDevice;
import io.crosspoint.ptp.usrvclock.UsrvclockSource;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** The clock that a file asks for. */
final class ClockSources {

  private ClockSources() {}

  /** Not started. */
  static ClockSource of(ClockChoice choice) {
    return switch (choice.source()) {
      case PTP -> ptp(choice);
      case PHC -> new PhcClockSource(Objects.requireNonNull(choice.path()).toString());
      case USRVCLOCK -> new UsrvclockSource(Objects.requireNonNull(choice.path()));
      case SYSTEM -> new SystemClockSource();
      case LOCAL -> new LocalClockSource(HostClocks.ofThisHost());
    };
  }

  private static ClockSource ptp(ClockChoice choice) {
    List<ClockSource> ports = choice.networks().stream()
        .<ClockSource>map(network -> port(network, choice, choice.networks().size() == 1 ? choice.stepHoldNs() : 0))
        .toList();
    return ports.size() == 1 ? ports.getFirst() : new ClockSelector(ports, choice.stepHoldNs());
  }

  private static PtpClockSource port(ClockChoice.PtpNetwork network, ClockChoice choice, long stepHoldNs) {
    return new PtpClockSource(PtpOptions.of(network.nic().name(), choice.domain(), choice.profile()), stepHoldNs);
  }

  /**
   * Opens and closes the hardware clock of a file that asks for one. An overlay's server may come later than its client; a device that
   * is not there when the router begins is a mistake.
   *
   * @throws CommandFailure when it cannot be opened
   */
  static void requireDevice(ClockChoice choice) {
    if (choice.source() != ClockChoice.Source.PHC) {
      return;
    }
    try (PhcDevice device = PhcDevice.open(Objects.requireNonNull(choice.path()).toString())) {
      Objects.requireNonNull(device);
    } catch (IOException e) {
      throw CommandFailure.atRunTime("cannot follow the hardware clock (clock.device): " + e.getMessage());
    }
  }
}
