package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import io.crosspoint.lab.Ptp4l;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** run and doctor beside a real grandmaster. */
class CommandsSystemTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir
  private Path directory;

  private final List<LabHost> hosts = new ArrayList<>();
  private NetworkLab lab;
  private Ptp4l grandmaster;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    Peers.require("ptp4l");
    lab = NetworkLab.pair(hosts);
    grandmaster = Ptp4l.grandmaster(hosts.get(0), "red").start();
    file = Files.writeString(directory.resolve("router.yaml"), """
        name: lab
        networks: { red: { interface: red } }
        clock: { source: ptp, network: red }
        inputs: { in: { streams: [ { network: red, group: 239.77.0.1, port: 5004 } ], format: L24/48000/2, link-offset: 3ms } }
        outputs: { out: { streams: [ { network: red, group: 239.78.0.1, port: 5004 } ], format: L24/48000/2 } }
        routes: [ { from: in, to: out } ]
        http: { listen: 127.0.0.1:0 }
        """);
  }

  @AfterEach
  void close() {
    if (grandmaster != null) {
      grandmaster.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  private PeerProcess router(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, file.toString()));
    arguments.addAll(List.of(more));
    return hosts.get(1).start(RouterProcess.command(arguments.toArray(String[]::new)).toArray(String[]::new));
  }

  @Test
  void shouldBeginWhenTheClockLocksAndHoldItsCourseWithoutTheGrandmaster() {
    try (PeerProcess router = router("run")) {
      Await.until(SOON, "ready", () -> router.output().contains("INFO  ready"));
      grandmaster.kill();
      Await.until(SOON, "holdover", () -> router.output().contains("HOLDOVER"));
      Await.pause(Duration.ofSeconds(2));
      // A machine that stands still costs packets, which is another matter.
      Predicate<String> blamesTheClock = line -> line.contains("not ready") && !line.contains("packets were not sent");
      assertTrue(router.isAlive() && router.lines().stream().noneMatch(blamesTheClock), router.output());
    }
  }

  @Test
  void shouldTellWhichMasterItFollowsAndWhy() {
    List<String> command = RouterProcess.command("clock", "red", "--duration", "8s");
    try (PeerProcess clock = hosts.get(1).start(command.toArray(String[]::new))) {
      assertTrue(clock.awaitExit(SOON));
      assertEquals(0, clock.exitCode(), clock.output());
      clock.awaitLine("\\* grandmaster .* at 10\\.77\\.0\\.1: priority1 10, class 6, .*arbitrary timescale", SOON);
      clock.awaitLine("packets stamped by: kernel; red has no hardware clock", SOON);
      clock.awaitLine("LOCKED .*path delay \\d+ ns.* from master -?\\d+/-?\\d+/-?\\d+ ns \\(min/p50/p99\\); to master -?\\d+/", SOON);
    }
  }

  @Test
  void shouldWatchSeveralNetworksAndSayWhichIsFollowed() {
    List<String> command = RouterProcess.command("clock", "red", "lo", "--duration", "8s");
    try (PeerProcess clock = hosts.get(1).start(command.toArray(String[]::new))) {
      assertTrue(clock.awaitExit(SOON));
      assertEquals(0, clock.exitCode(), clock.output());
      clock.awaitLine("^red: LOCKED ", SOON);
      clock.awaitLine("^lo: LISTENING +no PTP is heard on lo", SOON);
      clock.awaitLine("^following red: preferred and LOCKED", SOON);
    }
  }

  @Test
  void shouldExamineAHealthyHost() {
    try (PeerProcess doctor = router("doctor", "--all")) {
      assertTrue(doctor.awaitExit(SOON));
      // A machine that is busy with other tests has no good timer, and doctor says so.
      List<String> failures = doctor.output().lines().filter(line -> line.startsWith("FAIL") && !line.startsWith("FAIL  timer ")).toList();
      assertEquals(List.of(), failures, doctor.output());
      assertTrue(doctor.output().contains("OK    clock          locked within"), doctor.output());
      assertTrue(doctor.output().contains("WARN  in             nothing arrives at 239.77.0.1:5004 on red"), doctor.output());
    }
  }

  @Test
  void shouldFailAHostWithoutAGrandmaster() {
    grandmaster.kill();
    try (PeerProcess doctor = router("doctor")) {
      assertTrue(doctor.awaitExit(SOON));
      assertEquals(1, doctor.exitCode(), doctor.output());
      assertTrue(doctor.output().contains("FAIL  clock          listening: no PTP is heard on red"), doctor.output());
    }
  }
}
