package io.crosspoint.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.FakeHost;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.doctor.Finding.Level;
import io.crosspoint.ptp.linux.NicPower;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hosts on which one thing is wrong with multicast, load, ports or limits, and what is said about it. */
class NetworkFindingsTest {

  private final FakeFacts facts = new FakeFacts().withLink("eth1");

  private static RouterConfig config(String inputs) {
    String yaml = """
        name: studio-a
        networks: { red: { interface: eth1 } }
        clock: { source: local }
        inputs: { %s }
        outputs: { air: { streams: [ { network: red, group: 239.2.1.1, port: 5004 } ], format: L24/48000/2 } }
        routes: []
        """.formatted(inputs);
    return assertInstanceOf(Reading.Valid.class, RouterFile.parse("f", yaml, FakeHost.STUDIO)).config();
  }

  private static String input(String name, String flow) {
    return name + ": { streams: [ { network: red, " + flow + " } ], format: L24/48000/2, link-offset: 3ms }";
  }

  private static final String ONE = input("s1", "group: 239.1.1.1, port: 5004");

  private Optional<Finding> multicast(String inputs, String subject) {
    return new MulticastChecks(config(inputs), facts).findings().stream()
        .filter(finding -> finding.subject().equals(subject) && finding.level() != Level.OK).findFirst();
  }

  private Optional<Finding> system(String inputs, String subject) {
    return new SystemChecks(config(inputs), facts).findings(List.of("-XX:+UseZGC", "-Xmx64m")).stream()
        .filter(finding -> finding.subject().equals(subject)).findFirst();
  }

  @Test
  void shouldHaveNothingToSayOfASoundNetwork() {
    assertTrue(new MulticastChecks(config(ONE), facts).findings().stream().allMatch(finding -> finding.level() == Level.OK));
    assertEquals(List.of(), new MulticastChecks(config(""), facts).findings());
  }

  @Test
  void shouldWarnOfACardThatSavesPowerOrInterrupts() {
    assertEquals(List.of(), NetworkChecks.power("red", "eth1", new NicPower(false, 50)));
    List<Finding> both = NetworkChecks.power("red", "eth1", new NicPower(true, 250));
    assertEquals(List.of(Level.WARN, Level.WARN), both.stream().map(Finding::level).toList());
    assertTrue(both.getFirst().fix().startsWith("ethtool --set-eee eth1"), both.toString());
  }

  @Test
  void shouldWarnOfAnOldQuerierWhereSourcesAreNamed() {
    facts.with("/proc/net/igmp", "Idx\tDevice    : Count Querier\n2\teth1      :     1      V2\n\t\t\t\t010101EF     1 0:00000000\t\t0\n");
    assertTrue(multicast(ONE, "red").isEmpty());
    Finding old = multicast(input("s1", "group: 239.1.1.1, port: 5004, source: 10.77.0.1"), "red").orElseThrow();
    assertTrue(old.message().startsWith("IGMPv2 on eth1"), old.message());
    assertTrue(old.fix().contains("IGMPv3"), old.fix());
  }

  @Test
  void shouldWarnOfABridgeThatSnoopsAndAsksNobody() {
    facts.with("/sys/class/net/eth1/brport/bridge/bridge/multicast_snooping", "1")
        .with("/sys/class/net/eth1/brport/bridge/bridge/multicast_querier", "0");
    assertEquals(
        "echo 1 > /sys/class/net/eth1/brport/bridge/bridge/multicast_querier", multicast(ONE, "red").orElseThrow().fix());
    facts.with("/sys/class/net/eth1/brport/bridge/bridge/multicast_querier", "1");
    assertTrue(multicast(ONE, "red").isEmpty());
  }

  @Test
  void shouldWarnOfGroupsThatShareAnAddress() {
    Finding twice = multicast(ONE + ", " + input("s2", "group: 239.129.1.1, port: 5004"), "groups").orElseThrow();
    assertTrue(twice.message().startsWith("s1, s2 share an Ethernet address (239.1.1.1, 239.129.1.1)"), twice.message());
    Finding ports = multicast(ONE + ", " + input("s2", "group: 239.1.1.1, port: 5006"), "groups").orElseThrow();
    assertTrue(ports.message().startsWith("s1, s2 share a group (239.1.1.1)"), ports.message());
    assertTrue(multicast(ONE + ", " + input("s2", "group: 239.1.1.2, port: 5004"), "groups").isEmpty());
  }

  @Test
  void shouldKnowWhenALinkIsFull() {
    facts.with("/sys/class/net/eth1/speed", "10");
    assertEquals("2.9 Mbit/s in and 2.9 out of 10", system(ONE, "red").orElseThrow().message());
    assertEquals(Level.OK, system(ONE, "red").orElseThrow().level());
    List<String> many = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      many.add(input("s" + i, "group: 239.1.1." + i + ", port: 5004"));
    }
    assertEquals(Level.WARN, system(String.join(", ", many), "red").orElseThrow().level());
    facts.with("/sys/class/net/eth1/speed", "-1");
    assertTrue(system(ONE, "red").isEmpty(), "loopback has no speed");
  }

  @Test
  void shouldWarnOfAVlanWithoutPriorities() {
    facts.with("/proc/net/vlan/eth1", "eth1  VID: 5\nINGRESS priority mappings: 0:0\n EGRESS priority mappings: \n");
    assertTrue(system(ONE, "red").orElseThrow().message().contains("VLAN priority 0"));
    facts.with("/proc/net/vlan/eth1", "eth1  VID: 5\nINGRESS priority mappings: 0:0\n EGRESS priority mappings: 4:4 6:6\n");
    assertEquals(Level.OK, system(ONE, "red").orElseThrow().level());
  }

  @Test
  void shouldWarnOfATakenPort() {
    String unicast = input("s1", "port: 5004");
    assertEquals(Level.OK, system(unicast, "ports").orElseThrow().level());
    facts.with("/proc/net/udp", "  sl  local_address rem_address\n 77: 02004D0A:138C 00000000:0000 07\n");
    assertTrue(system(unicast, "ports").orElseThrow().message().contains("s1 (5004)"));
    facts.with("/proc/net/udp", "  sl  local_address rem_address\n 77: 00000000:138C 00000000:0000 07\n");
    assertEquals(Level.WARN, system(unicast, "ports").orElseThrow().level());
    assertEquals(Level.OK, system(ONE, "ports").orElseThrow().level(), "a group comes to all who joined it");
  }

  @Test
  void shouldWarnOfLimits() {
    facts.with("/proc/sys/net/core/wmem_max", "2000");
    assertEquals("sysctl -w net.core.wmem_max=4096", system(ONE, "buffers").orElseThrow().fix());
    assertTrue(system(ONE, "quota").isEmpty());
    facts.with("/sys/fs/cgroup/cpu.max", "50000 100000");
    assertTrue(system(ONE, "quota").orElseThrow().message().contains("50000 us"));
    facts.with("/sys/fs/cgroup/cpu.max", "max 100000");
    assertEquals(Level.OK, system(ONE, "quota").orElseThrow().level());
    assertEquals("ZGC, -Xmx64m", system(ONE, "collector").orElseThrow().message());
    Finding pauses = new SystemChecks(config(ONE), facts).findings(List.of()).getLast();
    assertEquals(Level.WARN, pauses.level());
  }

  @Test
  void shouldFitOnOneScreen() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      findings.add(Finding.ok("stream" + i / 2, "well"));
    }
    findings.add(Finding.warn("cores", "shared", "isolate"));
    findings.add(Finding.fail("clock", "none", "look"));
    List<String> lines = Summary.lines(findings, false);
    assertEquals("FAIL  clock          none; look", lines.get(0));
    assertEquals("WARN  cores          shared; isolate", lines.get(1));
    assertTrue(lines.get(2).startsWith("OK    40 more (--all): stream0 x2, stream1 x2"), lines.get(2));
    assertTrue(lines.size() < 10 && lines.stream().allMatch(line -> line.length() <= 122), lines.toString());
    assertEquals(42, Summary.lines(findings, true).size());
  }
}
