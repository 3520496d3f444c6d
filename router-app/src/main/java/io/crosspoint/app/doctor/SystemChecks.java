package io.crosspoint.app.doctor;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What this host would do to traffic and threads that is nobody's fault but its configuration's, as the kernel's files tell it. */
final class SystemChecks {

  /** Ethernet, IP, UDP and RTP headers, preamble and gap. */
  private static final int OVERHEAD_BYTES = 78;
  /** What the kernel takes for a small datagram that waits. */
  private static final int QUEUED_BYTES = 2304;

  private static final double FULL = 0.7;
  private static final List<String> CONCURRENT = List.of("ShenandoahGC", "ZGC");

  private final RouterConfig config;
  private final HostFacts facts;

  SystemChecks(RouterConfig config, HostFacts facts) {
    this.config = config;
    this.facts = facts;
  }

  /** @param arguments of this Java runtime */
  List<Finding> findings(List<String> arguments) {
    List<Finding> findings = new ArrayList<>();
    config.networks().forEach((name, nic) -> findings.addAll(load(name, nic)));
    config.networks().forEach((name, nic) -> priority(name, nic).ifPresent(findings::add));
    findings.add(sendBuffer());
    findings.add(ports());
    quota().ifPresent(findings::add);
    findings.add(javaFlags(arguments));
    return findings;
  }

  private static double megabits(AudioFormat format, int packetFrames, long flows) {
    return flows * (packetFrames * format.frameBytes() + OVERHEAD_BYTES) * 8.0 * format.rateHz() / packetFrames / 1e6;
  }

  private List<Finding> load(String network, Nic nic) {
    long speedMbit = facts.number("/sys/class/net/" + nic.name() + "/speed").orElse(-1);
    double in = config.inputs().stream()
        .mapToDouble(input -> megabits(
            input.format(), input.packetFrames(), input.flows().stream().filter(flow -> flow.network().equals(network)).count()))
        .sum();
    double out = config.outputs().stream()
        .mapToDouble(output -> megabits(
            output.format(), output.packetFrames(), output.flows().stream().filter(flow -> flow.network().equals(network)).count()))
        .sum();
    if (speedMbit <= 0 || in + out == 0) {
      return List.of();
    }
    String seen = String.format(Locale.ROOT, "%.1f Mbit/s in and %.1f out of %d", in, out, speedMbit);
    return List.of(Math.max(in, out) > FULL * speedMbit
        ? Finding.warn(network, seen + ": packets will wait for each other", "a faster interface, or fewer streams on " + nic.name())
        : Finding.ok(network, seen));
  }

  /** Anyone may mark packets; on a VLAN the mark becomes a priority only where the interface maps it. */
  private Optional<Finding> priority(String network, Nic nic) {
    boolean isMarked =
        config.outputs().stream().map(OutputSpec::flows).flatMap(List::stream)
            .anyMatch(flow -> flow.network().equals(network) && flow.dscp() > 0);
    Optional<String> vlan = facts.read("/proc/net/vlan/" + nic.name());
    if (!isMarked || vlan.isEmpty()) {
      return Optional.empty();
    }
    boolean isMapped = vlan.get().lines().filter(line -> line.contains("EGRESS")).anyMatch(line -> line.matches(".*\\d+:[1-7].*"));
    return Optional.of(isMapped
        ? Finding.ok(network, "DSCP becomes VLAN priority on " + nic.name())
        : Finding.warn(
            network, "DSCP is sent, but " + nic.name() + " gives every packet VLAN priority 0",
            "ip link set " + nic.name() + " type vlan egress-qos-map 4:4 6:6"));
  }

  /** All packets of a deadline are given to the kernel at once. */
  private Finding sendBuffer() {
    long outputs = config.outputs().stream().mapToLong(output -> output.flows().size()).sum();
    long limit = facts.number("/proc/sys/net/core/wmem_max").orElse(Long.MAX_VALUE);
    return limit < outputs * QUEUED_BYTES
        ? Finding.warn(
            "buffers", "a send buffer has at most " + limit + " bytes where " + outputs + " packets leave at once",
            "sysctl -w net.core.wmem_max=" + Long.highestOneBit(outputs * QUEUED_BYTES * 2))
        : Finding.ok("buffers", "a send buffer takes all " + outputs + " packets of a deadline");
  }

  /** Of two sockets on a unicast port only one gets the datagrams. */
  private Finding ports() {
    Set<String> taken = new HashSet<>();
    facts.read("/proc/net/udp").ifPresent(text -> text.lines().skip(1).map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length > 1).forEach(words -> taken.add(words[1])));
    List<String> shared = new ArrayList<>();
    for (InputSpec input : config.inputs()) {
      for (ReceiveFlow flow : input.flows()) {
        if (!flow.destination().isMulticastAddress()
            && (taken.contains(hex(flow.destination(), flow.port())) || taken.contains("00000000:%04X".formatted(flow.port())))) {
          shared.add(input.name() + " (" + flow.port() + ")");
        }
      }
    }
    return shared.isEmpty()
        ? Finding.ok("ports", "no other process has the port of a unicast input")
        : Finding.warn(
            "ports", "another process has the port of " + String.join(", ", shared) + ", and only one of two gets the packets",
            "ss -ulpn; is the router running already?");
  }

  private static String hex(Inet4Address address, int port) {
    byte[] octets = address.getAddress();
    return "%02X%02X%02X%02X:%04X".formatted(octets[3], octets[2], octets[1], octets[0], port);
  }

  /** A quota stops all threads of a process for the rest of a period, real-time ones or not. */
  private Optional<Finding> quota() {
    return facts.read("/sys/fs/cgroup/cpu.max").map(text -> text.split("\\s+", 2)[0]).map(quota -> "max".equals(quota)
        ? Finding.ok("quota", "no limit of processor time")
        : Finding.warn(
            "quota", "this control group may use " + quota + " us of processor time a period, and is stopped for the rest of it",
            "run without CPUQuota (systemd) or --cpus (containers); pin with AllowedCPUs or --cpuset-cpus"));
  }

  private static Finding javaFlags(List<String> arguments) {
    String heap = arguments.stream().filter(one -> one.startsWith("-Xmx")).findFirst().map(one -> ", " + one).orElse("");
    Optional<String> collector = CONCURRENT.stream().filter(one -> arguments.contains("-XX:+Use" + one)).findFirst();
    return collector.isPresent()
        ? Finding.ok("collector", collector.get() + heap)
        : Finding.warn(
            "collector", "this Java stops all threads for milliseconds to collect garbage",
            "start through ./router, or with -XX:+UseShenandoahGC");
  }
}
