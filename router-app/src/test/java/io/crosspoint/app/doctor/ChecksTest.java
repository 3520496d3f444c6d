package io.crosspoint.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crosspoint.app.config.ClockChoice.Publication;
import io.crosspoint.app.config.FakeHost;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.doctor.Finding.Level;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.linux.LinuxClocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {

  private static final String PLANT =
      """
      name: studio-a
      networks: { red: { interface: eth1 } }
      clock: { source: ptp, network: red }
      inputs:
        studio1: { streams: [ { network: red, group: 239.1.1.1, port: 5004 } ], format: L24/48000/2, link-offset: 3ms }
      outputs: {}
      routes: []
      pipeline: { cores: { tick: 1 } }
      """;

  private final FakeFacts facts = new FakeFacts().withLink("eth1");

  private static RouterConfig config(String yaml) {
    return assertInstanceOf(Reading.Valid.class, RouterFile.parse("f", yaml, FakeHost.STUDIO)).config();
  }

  private List<String> network() {
    return new NetworkChecks(config(PLANT), facts).findings().stream().map(Finding::toString).toList();
  }

  private Finding kernel(String subject) {
    return new KernelChecks(config(PLANT), facts).findings().stream().filter(f -> f.subject().equals(subject)).findFirst().orElseThrow();
  }

  @Test
  void shouldBeContentWithAHealthyNetwork() {
    assertEquals(
        List.of(
            "OK    red            eth1 10.77.0.2, MTU 1500, up, carrier",
            "OK    red            reverse-path filter on eth1 lets multicast in",
            "OK    igmp           1 groups, one to a socket (igmp_max_memberships 20 is per socket)"),
        network());
  }

  @Test
  void shouldTryWhereTheClockIsPublished(@TempDir Path directory) throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "text");
    Path free = directory.resolve("clock");
    assertEquals(List.of("OK    publish        " + free + " can be had"), published(new Publication(null, free)));
    assertFalse(Files.exists(free), "it leaves nothing behind");
    assertEquals(
        List.of(
            "FAIL  publish        clock.publish.file: " + text + " exists and is not a shared clock; "
                + "give the clock a path of its own, in a directory that may be written"),
        published(new Publication(null, text)));
    assertEquals("text", Files.readString(text));
    Path nowhere = directory.resolve("no/where/clock");
    assertEquals(
        List.of(
            "FAIL  publish        clock.publish.file: " + nowhere + " is in a directory that does not exist; mkdir -p "
                + nowhere.getParent()),
        published(new Publication(null, nowhere)));
    assertEquals(List.of(), published(Publication.NONE));
  }

  @Test
  void shouldTryTheSocketOfTheOverlay(@TempDir Path directory) {
    assumeTrue(LinuxClocks.isAvailable(), "needs Linux");
    Path free = directory.resolve("overlay");
    assertEquals(List.of("OK    publish        " + free + " can be had"), published(new Publication(free, null)));
    assertFalse(Files.exists(free), "it leaves nothing behind");
    Path nowhere = directory.resolve("no/overlay");
    String finding = published(new Publication(nowhere, null)).getFirst();
    assertTrue(finding.startsWith("FAIL  publish        clock.publish.usrvclock: socket file " + nowhere + " refused"), finding);
  }

  private static List<String> published(Publication where) {
    return PublishCheck.findings(where).stream().map(Finding::toString).toList();
  }

  @Test
  void shouldFailAnInterfaceThatIsDownOrUnplugged() {
    facts.with("/sys/class/net/eth1/carrier", "0");
    assertEquals(
        "FAIL  red            eth1 10.77.0.2, MTU 1500 has no carrier; check cable and switch port: ethtool eth1", network().getFirst());
    facts.with("/sys/class/net/eth1/operstate", "down");
    assertEquals("FAIL  red            eth1 10.77.0.2, MTU 1500 is down or has no cable; ip link set eth1 up", network().getFirst());
  }

  @Test
  void shouldWarnOfStrictReversePathFilters() {
    facts.with("/proc/sys/net/ipv4/conf/all/rp_filter", "1");
    assertTrue(network().get(1).startsWith("WARN  red            strict reverse-path filter"), network().get(1));
    assertTrue(network().get(1).endsWith("; sysctl -w net.ipv4.conf.eth1.rp_filter=2"), network().get(1));
    facts.with("/proc/sys/net/ipv4/conf/eth1/rp_filter", "2");
    assertTrue(network().get(1).startsWith("OK"), network().get(1));
  }

  @Test
  void shouldFailWhenNoGroupOrFileIsAllowed() {
    facts.with("/proc/self/limits", "Limit   Soft Limit  Hard Limit  Units\nMax open files            64                 4096    files");
    assertEquals("FAIL  igmp           101 open files are needed and 64 allowed; ulimit -n 101", network().get(2));
    facts.with("/proc/sys/net/ipv4/igmp_max_memberships", "0");
    assertTrue(network().get(2).startsWith("FAIL  igmp           no socket may join a group"), network().get(2));
  }

  @Test
  void shouldWantAnIsolatedCoreAtFullSpeed() {
    assertEquals(Level.WARN, kernel("cores").level());
    facts.with("/sys/devices/system/cpu/isolated", "1,4-7");
    assertEquals(Level.OK, kernel("cores").level());
    facts.with("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave");
    assertEquals("cpupower frequency-set -g performance", kernel("power").fix());
  }

  @Test
  void shouldReadListsOfProcessors() {
    assertTrue(KernelChecks.contains("1,4-7", 5));
    assertTrue(KernelChecks.contains("0-1", 0));
    assertFalse(KernelChecks.contains("1,4-7", 3));
    assertFalse(KernelChecks.contains("", 0));
    assertFalse(KernelChecks.contains("(null)", 0));
  }

  @Test
  void shouldKnowSlowClocksAndThrottledThreads() {
    facts.with("/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet")
        .with("/proc/sys/kernel/sched_rt_runtime_us", "100000");
    assertEquals(Level.WARN, kernel("clocksource").level());
    assertEquals(Level.WARN, kernel("realtime").level());
    facts.with("/proc/sys/kernel/sched_rt_runtime_us", "-1");
    assertEquals("unlimited", kernel("realtime").message());
  }

  @Test
  void shouldJudgeTimersByTheirWorstPercent() {
    Distribution latenessNs = new Distribution();
    for (int i = 0; i < 1000; i++) {
      latenessNs.record(2_000);
    }
    assertEquals(Level.OK, TimerCheck.judge(latenessNs, 500_000).level());
    for (int i = 0; i < 20; i++) {
      latenessNs.record(80_000);
    }
    assertEquals(Level.WARN, TimerCheck.judge(latenessNs, 500_000).level());
    for (int i = 0; i < 20; i++) {
      latenessNs.record(3_000_000);
    }
    assertEquals(Level.FAIL, TimerCheck.judge(latenessNs, 500_000).level());
  }

  @Test
  void shouldJudgeTheClock() {
    assertEquals(Level.FAIL, ClockCheck.judge(ClockSnapshot.listening("no PTP"), 80).level());
    ClockSnapshot locked = new ClockSnapshot(0, 0, 0, 0, 1500, 1, ClockState.LOCKED, "following", 0x39A794FFFE07CBD0L, 0);
    assertEquals(
        "locked within 1.2 s, error at most 1.5 us, grandmaster 39-A7-94-FF-FE-07-CB-D0", ClockCheck.judge(locked, 12).message());
  }

  @Test
  void shouldJudgeWhatArrives() {
    InputSpec input = config(PLANT).inputs().getFirst();
    assertEquals(Level.WARN, StreamCheck.judge(input, input.flows().getFirst(), 0).level());
    assertEquals(Level.OK, StreamCheck.judge(input, input.flows().getFirst(), 998).level());
    assertEquals(Level.WARN, StreamCheck.judge(input, input.flows().getFirst(), 2000).level());
  }

  private static Finding judgeAt(double senderPpm) {
    InputSpec input = config(PLANT).inputs().getFirst();
    SourceClockCheck.Heard heard = new SourceClockCheck.Heard(input);
    for (int i = 0; i < 4000; i++) {
      // Timestamps that wrap on their way, and arrivals up to 40 µs late.
      long arrivalNs = Math.round(i * 1e6 / (1 + senderPpm * 1e-6)) + i * 7919L % 40_000;
      heard.onPacket(0xFFFF_0000 + i * 48, 48, arrivalNs);
    }
    return heard.judge().orElseThrow();
  }

  @Test
  void shouldFindASourceThatClaimsPtpAndDrifts() {
    Finding drifting = judgeAt(37);
    assertEquals(Level.WARN, drifting.level());
    assertTrue(drifting.message().matches("declared to be on PTP, but drifts by \\+3[67]\\..*"), drifting.message());
    assertTrue(drifting.fix().contains("timing: recovered") && drifting.fix().contains("./router validate"), drifting.fix());
    assertEquals(Level.OK, judgeAt(0).level());
    Finding wrong = judgeAt(-81_250);
    assertTrue(wrong.message().contains("44100 frames a second"), wrong.message());
  }

  @Test
  void shouldSayNothingOfAClockItHasNotHeard() {
    assertTrue(new SourceClockCheck.Heard(config(PLANT).inputs().getFirst()).judge().isEmpty());
  }

  @Test
  void shouldReadWholeKernelFiles() {
    HostFacts.ofThisHost().read("/proc/sys/kernel/pid_max").ifPresent(text -> assertTrue(text.length() > 1, text));
  }
}
