package io.crosspoint.ptp.port;

import io.crosspoint.ptp.wire.PortIdentity;
import java.util.List;

/**
 * What a port is told once.
 *
 * @param own our port identity, in every request and never accepted from outside
 * @param domain 0 to 255
 * @param isHybrid whether delay requests go to the master's unicast address; falls back to multicast after three without an answer
 * @param acceptable the masters that may be followed; empty accepts all
 */
public record PortSettings(PortIdentity own, int domain, PtpProfile profile, boolean isHybrid, List<AcceptableMaster> acceptable) {

  public PortSettings {
    if (domain < 0 || domain > 255) {
      throw new IllegalArgumentException("domain out of range: " + domain);
    }
    acceptable = List.copyOf(acceptable);
  }

  boolean accepts(long grandmaster, long sender) {
    if (acceptable.isEmpty()) {
      return true;
    }
    for (int i = 0; i < acceptable.size(); i++) {
      AcceptableMaster entry = acceptable.get(i);
      if (entry.matches(grandmaster) || entry.matches(sender)) {
        return true;
      }
    }
    return false;
  }
}
