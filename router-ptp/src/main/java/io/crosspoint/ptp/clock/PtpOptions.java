package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.port.AcceptableMaster;
import io.crosspoint.ptp.port.PtpProfile;
import java.util.List;

/**
 * How to follow a PTP network.
 *
 * @param networkInterface device name, or an IPv4 address of the device; never chosen for the operator
 * @param profile what we ask for by ourselves; masters are accepted at any rate
 * @param isHybrid whether delay requests go to the master's unicast address
 * @param acceptable the masters that may be followed; empty accepts all
 * @param asymmetryNs how much longer than the mean of both the way from the master takes; what no slave can measure
 */
public record PtpOptions(
    String networkInterface, int domain, PtpProfile profile, boolean isHybrid, List<AcceptableMaster> acceptable, long asymmetryNs) {

  public PtpOptions {
    acceptable = List.copyOf(acceptable);
  }

  /** A profile's own settings on a device: multicast, every master accepted. */
  public static PtpOptions of(String networkInterface, int domain, PtpProfile profile) {
    return new PtpOptions(networkInterface, domain, profile, false, List.of(), 0);
  }
}
