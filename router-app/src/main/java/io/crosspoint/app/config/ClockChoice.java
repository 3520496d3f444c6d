package io.crosspoint.app.config;

import io.crosspoint.pipeline.Nic;
import io.crosspoint.ptp.port.PtpProfile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the plant's time comes from, and to whom it is given.
 *
 * @param networks the networks that PTP is heard on, the preferred one first; empty unless the source is {@link Source#PTP}
 * @param domain PTP domain, 0 to 127
 * @param stepHoldNs how long the old time is kept when PTP steps to another, in case it returns
 * @param path the hardware clock's device, or the overlay's socket; null with other sources
 */
public record ClockChoice(
    Source source,
    List<PtpNetwork> networks,
    PtpProfile profile,
    int domain,
    long stepHoldNs,
    @Nullable Path path,
    Publication publication) {

  /** The sources of design section 3 that a file can name. */
  public enum Source {
    /** This process is a PTP slave, on one network or on two. */
    PTP,
    /** A network card's clock that others steer. */
    PHC,
    /** An overlay that another process shares. */
    USRVCLOCK,
    /** The host's CLOCK_TAI, disciplined by others. */
    SYSTEM,
    /** The host's oscillator, free-running: for demonstrations and labs. */
    LOCAL
  }

  /** @param name the operator's name of the network */
  public record PtpNetwork(String name, Nic nic) {}

  /**
   * Where other processes on this host find our clock.
   *
   * @param usrvclock the socket of an overlay server, or null
   * @param file the correlation to map, or null
   */
  public record Publication(@Nullable Path usrvclock, @Nullable Path file) {

    public static final Publication NONE = new Publication(null, null);
  }

  public ClockChoice {
    networks = List.copyOf(networks);
  }

  /**
   * Plant time minus UTC. Plants count TAI, which has been 37 s ahead since 2017 and, leap seconds being on their way out, will stay so;
   * the host's own clock counts UTC.
   */
  public int utcOffsetSeconds() {
    return source == Source.LOCAL ? 0 : 37;
  }
}
