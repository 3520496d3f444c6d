package io.crosspoint.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.api.Health;
import io.crosspoint.app.api.Observation;
import io.crosspoint.app.api.Observations;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.linux.LinuxClocks;
import io.crosspoint.ptp.linux.UnixDatagram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket of our own in the place of systemd's. */
class SupervisorTest {

  private static final long PID = 42;
  private static final long NOW_NS = 5_000_000_123_456L;

  @TempDir
  private Path directory;

  private UnixDatagram manager;
  private Path name;

  @BeforeEach
  void listen() throws IOException {
    Assumptions.assumeTrue(LinuxClocks.isAvailable(), "Linux only");
    name = directory.resolve("notify");
    manager = UnixDatagram.bind(name);
  }

  @AfterEach
  void close() {
    if (manager != null) {
      manager.close();
    }
  }

  private Supervisor supervisor(String... more) {
    Map<String, String> environment = new HashMap<>(Map.of("NOTIFY_SOCKET", name.toString()));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return Supervisor.of(environment, PID, () -> NOW_NS);
  }

  /** Everything that has arrived; on one host a datagram is there when the call that sent it has returned. */
  private List<String> heard() {
    List<String> heard = new ArrayList<>();
    while (manager.receive()) {
      heard.add(new String(manager.datagram(), StandardCharsets.UTF_8));
    }
    return heard;
  }

  @Test
  void shouldSayWhatSystemdExpects() {
    try (Supervisor supervisor = supervisor()) {
      supervisor.ready();
      supervisor.reloading();
      supervisor.status("two\nlines");
      supervisor.alive();
      supervisor.stopping();
    }
    assertEquals(
        List.of("READY=1", "RELOADING=1\nMONOTONIC_USEC=5000000123", "STATUS=two lines", "WATCHDOG=1", "STOPPING=1"), heard());
  }

  @Test
  void shouldCutAStatusThatNoDatagramHolds() {
    try (Supervisor supervisor = supervisor()) {
      supervisor.status("ü".repeat(5000));
    }
    String only = heard().getFirst();
    assertTrue(only.startsWith("STATUS=üüü") && only.length() < 250 && only.length() > 150, only);
  }

  @Test
  void shouldBeSilentWithoutASocketOrWithoutAListener() throws IOException {
    for (Map<String, String> environment : List.<Map<String, String>>of(Map.of(), Map.of("NOTIFY_SOCKET", "vsock:2:1"))) {
      try (Supervisor nobody = Supervisor.of(environment, PID, () -> NOW_NS)) {
        nobody.ready();
        assertEquals(0, nobody.watchdogNs());
      }
    }
    try (Supervisor gone = Supervisor.of(Map.of("NOTIFY_SOCKET", directory.resolve("nobody").toString()), PID, () -> NOW_NS)) {
      gone.ready();
      gone.ready();
    }
    Supervisor closed = supervisor();
    closed.close();
    closed.ready();
    assertEquals(List.of(), heard());
  }

  @Test
  void shouldHeedTheWatchdogThatIsMeantForThisProcess() {
    for (String[] each : new String[][] {
        {"5000000", "42", "5000000000"}, {"5000000", "43", "0"}, {"", "42", "0"}, {"-1", "42", "0"}, {"9223372036854775807", "42", "0"}}) {
      try (Supervisor supervisor = supervisor("WATCHDOG_USEC", each[0], "WATCHDOG_PID", each[1])) {
        assertEquals(Long.parseLong(each[2]), supervisor.watchdogNs(), String.join(" ", each));
      }
    }
  }

  @Test
  void shouldStarveTheWatchdogWhenOneTickStandsStill() {
    long[] rounds = {10, 20};
    try (Supervisor supervisor = supervisor("WATCHDOG_USEC", "5000000")) {
      Watchdog watchdog = new Watchdog(supervisor, () -> rounds);
      watchdog.look();
      assertEquals(List.of("WATCHDOG=1"), heard());
      rounds[0]++;
      rounds[1]++;
      watchdog.look();
      assertEquals(List.of("WATCHDOG=1"), heard());
      rounds[0]++;
      watchdog.look();
      watchdog.look();
      assertEquals(List.of(), heard());
      rounds[0]++;
      rounds[1]++;
      watchdog.look();
      assertEquals(List.of("WATCHDOG=1"), heard());
    }
  }

  @Test
  void shouldBeReadyWhenTheOutputsTransmitAndTellItsStateOnce() {
    Observations made = Observations.healthy();
    Observation before = made.build();
    Observation now = made.next().build();
    try (Supervision supervision = new Supervision(supervisor(), () -> new long[0], before.atNs())) {
      supervision.observe(before, now, Health.between(before, now));
      supervision.observe(before, now, Health.between(before, now));
    }
    List<String> heard = heard();
    assertEquals(3, heard.size(), heard.toString());
    assertEquals("STATUS=ready; clock locked to 00-00-00-00-00-00-00-01; 1 of 1 inputs receiving, 2 outputs", heard.get(0));
    assertEquals(List.of("READY=1", "STOPPING=1"), heard.subList(1, 3));
  }

  @Test
  void shouldNotWaitForAClockForEver() {
    Observations made = Observations.healthy().withClock(ClockState.LISTENING);
    Observation before = made.build();
    try (Supervision supervision = new Supervision(supervisor(), () -> new long[0], before.atNs())) {
      Observations late = made;
      for (long ns = 0; ns <= Supervision.PATIENCE_NS - 500_000_000L; ns += 500_000_000L) {
        late = late.silent();
        supervision.observe(before, late.build(), Health.between(before, late.build()));
      }
      assertFalse(heard().contains("READY=1"));
      late = late.silent();
      supervision.observe(before, late.build(), Health.between(before, late.build()));
      assertTrue(heard().contains("READY=1"));
    }
  }
}
