package io.crosspoint.app.config;

import io.crosspoint.pipeline.Nic;
import io.crosspoint.ptp.port.PtpProfile;
import org.jspecify.annotations.Nullable;

/**
 * Where the plant's time comes from.
 *
 * @param network the operator's name of the network that PTP is heard on; null unless the source is {@link Source#PTP}
 * @param nic the interface of that network
 * @param domain PTP domain, 0 to 127
 */
public record ClockChoice(Source source, @Nullable String network, @Nullable Nic nic, PtpProfile profile, int domain) {

  /** The sources of design section 3 that a file can name. */
  public enum Source {
    /** This process is a PTP slave. */
    PTP,
    /** The host's CLOCK_TAI, disciplined by others. */
    SYSTEM,
    /** The host's oscillator, free-running: for demonstrations and labs. */
    LOCAL
  }
}
