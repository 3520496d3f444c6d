package io.crosspoint.app.doctor;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.ptp.linux.NicPower;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Interfaces and the kernel's network limits, as the kernel's files tell them. */
final class NetworkChecks {

  /** Common drivers hold back 3 to 50 µs; a packet time is 125 µs at the least. */
  private static final int MOST_RECEIVE_DELAY_US = 100;

  private final RouterConfig config;
  private final HostFacts facts;

  NetworkChecks(RouterConfig config, HostFacts facts) {
    this.config = config;
    this.facts = facts;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Nic> network : config.networks().entrySet()) {
      findings.add(link(network.getKey(), network.getValue()));
      findings.addAll(power(network.getKey(), network.getValue().name(), NicPower.of(network.getValue().name())));
      if (receivesMulticastOn(network.getKey())) {
        findings.add(reversePath(network.getKey(), network.getValue()));
      }
    }
    findings.add(memberships());
    return findings;
  }

  private Finding link(String network, Nic nic) {
    String directory = "/sys/class/net/" + nic.name() + "/";
    String seen = nic.name() + " " + nic.address().getHostAddress() + facts.read(directory + "mtu").map(mtu -> ", MTU " + mtu).orElse("");
    String state = facts.read(directory + "operstate").orElse("unknown");
    boolean hasCarrier = facts.read(directory + "carrier").map("1"::equals).orElse(false);
    if ("down".equals(state) && !hasCarrier) {
      return Finding.fail(network, seen + " is down or has no cable", "ip link set " + nic.name() + " up");
    }
    if (!hasCarrier) {
      return Finding.fail(network, seen + " has no carrier", "check cable and switch port: ethtool " + nic.name());
    }
    return Finding.ok(network, seen + ", up, carrier" + facts.read(directory + "speed").filter(speed -> !speed.startsWith("-"))
        .map(speed -> ", " + speed + " Mbit/s").orElse(""));
  }

  static List<Finding> power(String network, String device, NicPower power) {
    List<Finding> findings = new ArrayList<>();
    if (power.isEnergyEfficient()) {
      findings.add(Finding.warn(
          network, "Energy Efficient Ethernet on " + device + ": the link sleeps between packets, and PTP and departures jitter",
          "ethtool --set-eee " + device + " eee off, and on the switch's port"));
    }
    if (power.receiveDelayUs() > MOST_RECEIVE_DELAY_US) {
      findings.add(Finding.warn(
          network, device + " holds received packets back for up to " + power.receiveDelayUs() + " us to save interrupts",
          "ethtool --coalesce " + device + " rx-usecs 20"));
    }
    return findings;
  }

  private boolean receivesMulticastOn(String network) {
    return flows().anyMatch(flow -> flow.network().equals(network) && flow.destination().isMulticastAddress());
  }

  private Stream<ReceiveFlow> flows() {
    return config.inputs().stream().map(InputSpec::flows).flatMap(List::stream);
  }

  /** The kernel uses the stricter of the interface's own setting and that of {@code all}, where loose (2) beats strict (1). */
  private Finding reversePath(String network, Nic nic) {
    long all = facts.number("/proc/sys/net/ipv4/conf/all/rp_filter").orElse(0);
    long own = facts.number("/proc/sys/net/ipv4/conf/" + nic.name() + "/rp_filter").orElse(0);
    if (Math.max(all, own) == 1) {
      return Finding.warn(
          network, "strict reverse-path filter on " + nic.name() + ": multicast from senders that are not routed there is dropped silently",
          "sysctl -w net.ipv4.conf." + nic.name() + ".rp_filter=2");
    }
    return Finding.ok(network, "reverse-path filter on " + nic.name() + " lets multicast in");
  }

  /** Every flow has a socket of its own, so one membership each is enough; the limit is one per socket. */
  private Finding memberships() {
    long groups = flows().filter(flow -> flow.destination().isMulticastAddress()).count();
    long limit = facts.number("/proc/sys/net/ipv4/igmp_max_memberships").orElse(20);
    if (groups > 0 && limit < 1) {
      return Finding.fail("igmp", "no socket may join a group", "sysctl -w net.ipv4.igmp_max_memberships=20");
    }
    long openFiles = facts.read("/proc/self/limits").stream().flatMap(String::lines).filter(line -> line.startsWith("Max open files"))
        .map(line -> line.replaceAll("\\D+", " ").strip().split(" ")[0]).filter(word -> !word.isEmpty()).mapToLong(Long::parseLong)
        .findFirst().orElse(Long.MAX_VALUE);
    long wanted = flows().count() + 100;
    if (openFiles < wanted) {
      return Finding.fail("igmp", wanted + " open files are needed and " + openFiles + " allowed", "ulimit -n " + wanted);
    }
    return Finding.ok("igmp", groups + " groups, one to a socket (igmp_max_memberships " + limit + " is per socket)");
  }
}
