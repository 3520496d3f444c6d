package io.crosspoint.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.cli.RouterProcess;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The router under a supervisor: an abstract socket, as systemd in a container has it, and the unit that systemd itself examines. */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class SupervisedSystemTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LISTENER = """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind("\\0" + sys.argv[1])
      print("listening", flush=True)
      while True:
          print(s.recv(4096).decode().replace("\\n", " "), flush=True)
      """;

  @TempDir
  private Path directory;

  @Test
  void shouldTellItsSupervisorFromReadyToStopping() throws IOException {
    Peers.require("python3");
    Path file = Files.writeString(directory.resolve("router.yaml"), """
        name: supervised
        networks: { lo: { interface: 127.0.0.1 } }
        clock: { source: local }
        inputs: { tone: { tone: { signal: line-up }, format: L24/48000/2 } }
        outputs: { out: { streams: [ { network: lo, host: 127.0.0.1, port: 9 } ], format: L24/48000/2 } }
        routes: [ { from: tone, to: out } ]
        http: { listen: 127.0.0.1:0 }
        """);
    String name = "crosspoint-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    List<String> command = new ArrayList<>(List.of("env", "NOTIFY_SOCKET=@" + name, "WATCHDOG_USEC=300000"));
    command.addAll(RouterProcess.command("run", file.toString(), "--log", "json"));
    try (PeerProcess manager = PeerProcess.start(List.of("python3", "-c", LISTENER, name))) {
      manager.awaitLine("listening", SOON);
      try (PeerProcess router = PeerProcess.start(command)) {
        manager.awaitLine("^READY=1", SOON);
        manager.awaitLine("^STATUS=ready; clock freerun", SOON);
        Await.until(SOON, "food for the watchdog", () -> manager.lines().stream().filter("WATCHDOG=1"::equals).count() > 3);
        router.signal("TERM");
        assertTrue(router.awaitExit(SOON));
        assertEquals(0, router.exitCode(), router.output());
        assertTrue(
            router.lines().stream().allMatch(line -> line.startsWith("{\"@timestamp\":\"") && line.endsWith("}")), router.output());
      }
      manager.awaitLine("^STOPPING=1", SOON);
    }
  }

  @Test
  void shouldShipAUnitThatSystemdFindsSoundAndConfined() throws IOException {
    Peers.require("systemd-analyze");
    String shipped = Files.readString(Path.of("..", "config", "service", "crosspoint.service"));
    // Examined where nothing is installed: what it starts need only be there.
    Path unit = Files.writeString(directory.resolve("crosspoint.service"), shipped.replaceAll("(?m)^(Exec\\w+=-?)\\S+", "$1/bin/true"));
    assertEquals("", PeerProcess.run(List.of("systemd-analyze", "verify", unit.toString())).strip());
    String verdict = PeerProcess.run(List.of("systemd-analyze", "security", "--offline=true", "--threshold=26", unit.toString()));
    assertTrue(verdict.contains("Overall exposure level"), verdict);
  }
}
