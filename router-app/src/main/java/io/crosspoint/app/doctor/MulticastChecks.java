package io.crosspoint.app.doctor;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.ReceiveFlow;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What stands between a group and this host that a look at the group alone does not show. */
final class MulticastChecks {

  private final RouterConfig config;
  private final HostFacts facts;

  MulticastChecks(RouterConfig config, HostFacts facts) {
    this.config = config;
    this.facts = facts;
  }

  /** A group that is received. */
  private record Joined(String input, ReceiveFlow flow) {}

  List<Finding> findings() {
    List<Joined> joined = new ArrayList<>();
    for (InputSpec input : config.inputs()) {
      input.flows().stream().filter(flow -> flow.destination().isMulticastAddress())
          .forEach(flow -> joined.add(new Joined(input.name(), flow)));
    }
    if (joined.isEmpty()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    config.networks().forEach((name, nic) -> {
      List<Joined> here = joined.stream().filter(one -> one.flow.network().equals(name)).toList();
      if (!here.isEmpty()) {
        findings.add(querier(name, nic, here));
        findings.addAll(snooping(name, nic));
      }
    });
    findings.add(shared(joined));
    findings.addAll(reserved(joined));
    return findings;
  }

  /** The kernel remembers the version of the queries that it hears; without a querier it goes by the newest, 3. */
  private Finding querier(String network, Nic nic, List<Joined> here) {
    String version = facts.read("/proc/net/igmp").map(text -> version(text, nic.name())).orElse("");
    boolean isSourceSpecific = here.stream().anyMatch(one -> one.flow.source() != null);
    if (!version.isEmpty() && !version.equals("V3") && isSourceSpecific) {
      return Finding.warn(
          network, "IGMP" + version.toLowerCase(Locale.ROOT) + " on " + nic.name()
              + ": the network drops the sources that inputs name, and lets every sender of a group in",
          "set the switch's querier to IGMPv3; sysctl net.ipv4.conf." + nic.name() + ".force_igmp_version");
    }
    return Finding.ok(network, "IGMP " + (version.isEmpty() ? "version unknown" : version) + " on " + nic.name());
  }

  private static String version(String igmp, String device) {
    return igmp.lines().filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
        .map(line -> line.strip().split("\\s+")).filter(words -> words.length > 2 && words[1].equals(device))
        .map(words -> words[words.length - 1]).findFirst().orElse("");
  }

  /** A bridge on this host snoops like a switch, and forgets members without a querier like one. */
  private List<Finding> snooping(String network, Nic nic) {
    List<Finding> findings = new ArrayList<>();
    for (String bridge : List.of("/sys/class/net/" + nic.name() + "/bridge/", "/sys/class/net/" + nic.name() + "/brport/bridge/bridge/")) {
      long isSnooping = facts.number(bridge + "multicast_snooping").orElse(0);
      long isQuerying = facts.number(bridge + "multicast_querier").orElse(0);
      if (isSnooping == 1 && isQuerying == 0) {
        findings.add(Finding.warn(
            network, "the bridge at " + nic.name() + " snoops IGMP and asks nobody: streams stop some minutes after they are joined unless"
                + " a switch asks", "echo 1 > " + bridge + "multicast_querier"));
      }
    }
    return findings;
  }

  /** 32 groups share an Ethernet address, and one group's datagrams of all ports come to whoever joins it. */
  private static Finding shared(List<Joined> joined) {
    Map<String, TreeSet<String>> inputsOf = new LinkedHashMap<>();
    Map<String, TreeSet<String>> groupsOf = new LinkedHashMap<>();
    for (Joined one : joined) {
      String address = one.flow.network() + " " + ethernet(one.flow.destination());
      inputsOf.computeIfAbsent(address, key -> new TreeSet<>()).add(one.input);
      groupsOf.computeIfAbsent(address, key -> new TreeSet<>()).add(one.flow.destination().getHostAddress());
    }
    for (Map.Entry<String, TreeSet<String>> entry : groupsOf.entrySet()) {
      TreeSet<String> inputs = inputsOf.getOrDefault(entry.getKey(), new TreeSet<>());
      if (entry.getValue().size() > 1 || inputs.size() > 1) {
        return Finding.warn(
            "groups", String.join(", ", inputs) + " share "
                + (entry.getValue().size() > 1 ? "an Ethernet address (" : "a group (") + String.join(", ", entry.getValue())
                + "): the switch sends each the other's traffic too", "give every stream a group that differs in its last 23 bits");
      }
    }
    return Finding.ok("groups", joined.size() + " groups, none of which shares its Ethernet address");
  }

  static String ethernet(Inet4Address group) {
    byte[] octets = group.getAddress();
    return "01:00:5e:%02x:%02x:%02x".formatted(octets[1] & 0x7F, octets[2], octets[3]);
  }

  /** Switches flood 224.0.0.0/24 and never snoop it (RFC 4541 clause 2.1.2). */
  private static List<Finding> reserved(List<Joined> joined) {
    return joined.stream()
        .filter(one -> {
          byte[] octets = one.flow.destination().getAddress();
          return (octets[0] & 0xFF) == 224 && octets[1] == 0 && octets[2] == 0;
        })
        .map(one -> Finding.warn(
            one.input, one.flow.destination().getHostAddress() + " is for protocols of the network itself: switches flood it to every port",
            "use a group of 239.0.0.0/8"))
        .toList();
  }
}
