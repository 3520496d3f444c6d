package io.crosspoint.app.explain;

import java.util.LinkedHashMap;
import java.util.Map;

/** The link of a network interface, for what comes and what goes. */
final class InterfaceLink {

  private InterfaceLink() {}

  static Link of(String of, Facts.Interface nic) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("network", nic.network());
    evidence.put("interface", nic.name());
    evidence.put("up", nic.isUp());
    evidence.put("carrier", nic.hasCarrier());
    if (nic.speedMbit() > 0) {
      evidence.put("speedMbit", nic.speedMbit());
    }
    if (!nic.isThere()) {
      return Link.broken(
          "interface", of, "there is no interface " + nic.name() + " any more", evidence,
          "ip -br link; then networks." + nic.network() + ".interface in the file");
    }
    if (!nic.isUp()) {
      return Link.broken("interface", of, nic.name() + " is down", evidence, "ip link set " + nic.name() + " up");
    }
    if (!nic.hasCarrier()) {
      return Link.broken(
          "interface", of, nic.name() + " has no carrier", evidence, "check cable and switch port: ethtool " + nic.name());
    }
    return Link.ok(
        "interface", of, nic.name() + " is up" + (nic.speedMbit() > 0 ? " at " + nic.speedMbit() + " Mbit/s" : ""), evidence);
  }
}
