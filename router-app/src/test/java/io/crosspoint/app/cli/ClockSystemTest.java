package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import io.crosspoint.lab.Ptp4l;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.SharedClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Routers that share a clock, and a router on two PTP networks, beside real grandmasters. */
@Timeout(180)
@Isolated("what it hears, or how punctual it is, depends on the processors")
class ClockSystemTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern BATCHES = Pattern.compile("^crosspoint_transmit_batches_total\\{[^}]*} ([0-9.E+]+)$", Pattern.MULTILINE);
  private static final int HTTP_PORT = 8080;
  private static final int COMPARISONS = 21;
  private static final long AGREED_NS = 5_000;

  @TempDir
  private Path directory;

  private final List<Ptp4l> grandmasters = new ArrayList<>();
  private NetworkLab lab;

  @AfterEach
  void close() {
    grandmasters.forEach(Ptp4l::close);
    if (lab != null) {
      lab.close();
    }
  }

  private void grandmaster(LabHost host, String network) {
    grandmasters.add(Ptp4l.grandmaster(host, network).start());
  }

  private PeerProcess router(LabHost host, String name, String networks, String clock) throws IOException {
    Path file = Files.writeString(directory.resolve(name + ".yaml"), """
        name: %s
        networks: { %s }
        clock: { %s }
        inputs: {}
        outputs: { out: { streams: [ { network: red, group: 239.78.0.1, port: 5004 } ], format: L24/48000/2 } }
        routes: []
        http: { listen: 127.0.0.1:%d }
        """.formatted(name, networks, clock, HTTP_PORT));
    return host.start(RouterProcess.command("run", file.toString()).toArray(String[]::new));
  }

  @Test
  void shouldGiveItsClockToAnotherRouter() throws IOException {
    Peers.require("ptp4l");
    lab = NetworkLab.open();
    LabHost plant = lab.host("gm");
    LabHost first = lab.host("first");
    LabHost second = lab.host("second");
    lab.connect("red", "10.77.0", plant, first, second);
    grandmaster(plant, "red");
    String red = "red: { interface: red }";
    Path overlay = directory.resolve("overlay");
    Path firstFile = directory.resolve("first.clock");
    Path secondFile = directory.resolve("second.clock");
    String publish = "publish: { usrvclock: %s, file: %s }".formatted(overlay, firstFile);
    String follow = "source: usrvclock, path: %s, publish: { file: %s }".formatted(overlay, secondFile);
    try (PeerProcess origin = router(first, "first", red, "source: ptp, network: red, " + publish)) {
      Await.until(SOON, "the first router is ready", () -> origin.output().contains("INFO  ready"));
      try (PeerProcess follower = router(second, "second", red, follow)) {
        Await.until(SOON, "the second router is ready", () -> follower.output().contains("INFO  ready"));
        long apartNs = usualDifferenceNs(firstFile, secondFile);
        assertTrue(apartNs <= AGREED_NS, "they differ by " + apartNs + " ns");
        assertTrue(Files.exists(overlay));
      }
    }
    assertFalse(Files.exists(overlay), "the overlay's socket goes with the router");
    try (SharedClock clock = SharedClock.reader(firstFile)) {
      assertEquals(ClockState.LISTENING, clock.read().orElseThrow().state(), "nobody keeps this clock any more");
    }
  }

  /** The median: between two publications the origin knows what its follower was not told yet, the more so on a host that stood still. */
  private static long usualDifferenceNs(Path one, Path other) throws IOException {
    HostClocks clocks = HostClocks.ofThisHost();
    long[] apartNs = new long[COMPARISONS];
    try (SharedClock first = SharedClock.reader(one);
        SharedClock second = SharedClock.reader(other)) {
      for (int i = 0; i < COMPARISONS; i++) {
        ClockSnapshot ours = first.read().orElseThrow();
        ClockSnapshot theirs = second.read().orElseThrow();
        assertEquals(ClockState.LOCKED, ours.state());
        assertEquals(ClockState.LOCKED, theirs.state());
        long rawNs = clocks.rawNs();
        apartNs[i] = Math.abs(ours.ptpAtRaw(rawNs) - theirs.ptpAtRaw(rawNs));
        Await.pause(Duration.ofMillis(100));
      }
    }
    Arrays.sort(apartNs);
    return apartNs[COMPARISONS / 2];
  }

  @Test
  void shouldGoOnWithTheOtherNetworkWhenThePreferredGrandmasterDies() throws Exception {
    Peers.require("ptp4l");
    lab = NetworkLab.open();
    LabHost redMaster = lab.host("gm-red");
    LabHost blueMaster = lab.host("gm-blue");
    LabHost host = lab.host("router");
    lab.connect("red", "10.77.0", redMaster, host);
    lab.connect("blue", "10.78.0", blueMaster, host);
    grandmaster(redMaster, "red");
    grandmaster(blueMaster, "blue");
    try (PeerProcess router = router(
        host, "both", "red: { interface: red }, blue: { interface: blue }", "source: ptp, networks: [red, blue]")) {
      Await.until(SOON, "ready", () -> router.output().contains("INFO  ready"));
      Await.until(SOON, "red is followed, blue is locked", () -> isSelected(host, "red") && isLocked(host, "blue"));
      grandmasters.getFirst().kill();
      Await.until(SOON, "blue is followed", () -> isSelected(host, "blue"));
      double batches = batches(host);
      Await.until(SOON, "two seconds of audio on blue's clock", () -> batches(host) - batches > 2_000);
      Await.until(SOON, "ready", () -> get(host, "/readyz").startsWith("200"));
      // A host that stands still may cost packets; the clock may not.
      assertFalse(router.output().lines().anyMatch(line -> line.contains("not ready") && line.contains("clock")), router.output());
      String status = get(host, "/api/v1/status");
      assertTrue(status.contains("{\"network\":\"blue\",\"selected\":true,\"state\":\"locked\""), status);
      assertTrue(status.contains("{\"network\":\"red\",\"selected\":false,\"state\":\"holdover\""), status);
      assertTrue(get(host, "/metrics").contains("crosspoint_ptp_masters{network=\"blue\"} 1\n"));
    }
  }

  private static boolean isSelected(LabHost host, String network) {
    return get(host, "/metrics").contains("crosspoint_clock_selected{network=\"" + network + "\"} 1\n");
  }

  private static boolean isLocked(LabHost host, String network) {
    return get(host, "/metrics").contains("crosspoint_ptp_state{network=\"" + network + "\",state=\"locked\"} 1\n");
  }

  private static double batches(LabHost host) {
    Matcher line = BATCHES.matcher(get(host, "/metrics"));
    assertTrue(line.find());
    return Double.parseDouble(line.group(1));
  }

  /** The code and the body of an answer inside a host. */
  private static String get(LabHost host, String path) {
    try {
      return host.call(() -> {
        HttpURLConnection connection =
            (HttpURLConnection) URI.create("http://127.0.0.1:" + HTTP_PORT + path).toURL().openConnection();
        try {
          int code = connection.getResponseCode();
          try (InputStream body = code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return code + "\n" + new String(body.readAllBytes(), StandardCharsets.UTF_8);
          }
        } finally {
          connection.disconnect();
        }
      });
    } catch (Exception e) {
      throw new AssertionError("GET " + path, e);
    }
  }
}
