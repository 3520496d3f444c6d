package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Ptp4l;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Routes of a plant, end to end: {@code talk} and {@code listen} in one namespace, {@code run} in the other, a ptp4l grandmaster between;
 * and, in the same run and from the same place, a C talker that sleeps to absolute times and sends the same 64 packets in one call.
 *
 * <p>Departures on the wire are kernel receive stamps at the listener against {@code timestamp + packet time}.
 */
public final class RouteRig {

  private static final List<Scenario> SCENARIOS =
      List.of(
          new Scenario("64 routes, 1 ms to 1 ms, link offset 10 ms", 64, "1ms", "1ms", "10ms"),
          new Scenario("64 routes, 1 ms to 1 ms, link offset 2 ms", 64, "1ms", "1ms", "2ms"),
          new Scenario("64 routes, 1 ms to 1 ms, link offset 2 ms, outputs 4 at a time", 64, 4, "1ms", "1ms", "2ms"),
          new Scenario("64 routes, 1 ms to 1 ms, link offset 2 ms, outputs 8 at a time", 64, 8, "1ms", "1ms", "2ms"),
          new Scenario("8 routes, 5 ms to 1 ms, link offset 6.5 ms", 8, "5ms", "1ms", "6.5ms"),
          new Scenario("8 routes, 1 ms to 125 us, link offset 2 ms", 8, "1ms", "125us", "2ms"),
          new Scenario("8 routes, 125 us to 125 us, link offset 0.75 ms", 8, "125us", "125us", "0.75ms"));

  private final Path launcher;
  private final Path talker;
  private final int seconds;
  private final List<String> rows = new ArrayList<>();

  private RouteRig(Path launcher, Path talker, int seconds) {
    this.launcher = launcher;
    this.talker = talker;
    this.seconds = seconds;
  }

  /** {@code RouteRig LAUNCHER TALKER SECONDS RESULT-FILE [PART-OF-A-SCENARIO'S-NAME]} */
  public static void main(String[] arguments) throws IOException {
    RouteRig rig = new RouteRig(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    String wanted = arguments.length > 4 ? arguments[4] : "";
    for (Scenario scenario : SCENARIOS) {
      if (scenario.name().contains(wanted)) {
        rig.measure(scenario);
      }
    }
    Files.write(Path.of(arguments[3]), rig.rows);
  }

  private void measure(Scenario scenario) throws IOException {
    say("## " + scenario.name() + ", " + seconds + " s");
    say("");
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost plant = lab.host("plant");
      LabHost router = lab.host("router");
      lab.connect("red", "10.77.0", plant, router);
      try (Ptp4l grandmaster = Ptp4l.grandmaster(plant, "red").start()) {
        grandmaster.awaitMaster();
        if (scenario.routes() == 64) {
          measureYardstick(scenario, plant, router);
        }
        measureRouter(scenario, plant, router);
      }
    }
    say("");
  }

  /** The C talker sends from the router's place, so both cross the same link to the same listener. */
  private void measureYardstick(Scenario scenario, LabHost plant, LabHost router) {
    String address = router.address("red");
    String streams = Integer.toString(scenario.routes());
    try (PeerProcess process =
        router.start("taskset", "-c", "1", talker.toString(), address, "239.78.0.1", "5004", streams, Integer.toString(seconds + 6))) {
      WireReport wire = listen(scenario, plant, seconds / 2);
      reportDepartures("C talker", wire, Collections.nCopies(wire.streams(), 0L));
      process.awaitExit(Duration.ofSeconds(seconds + 10));
    }
  }

  private void measureRouter(Scenario scenario, LabHost plant, LabHost routerHost) throws IOException {
    Path file = Files.createTempFile("rig", ".yaml");
    Files.writeString(file, scenario.yaml("red"));
    String streams = Integer.toString(scenario.routes());
    try (PeerProcess talk =
            plant.start(
                launcher.toString(), "talk", "--interface", "red", "--group", "239.77.0.1", "--streams", streams, "--packet-time",
                scenario.inPacketTime(), "--duration", (seconds + 60) + "s");
        RouterProcess router = RouterProcess.start(routerHost, launcher, file)) {
      talk.awaitLine("talking", Duration.ofSeconds(10));
      long startNs = System.nanoTime();
      double cpuBefore = ProcessUse.cpuSeconds(router.process());
      JsonNode before = router.status();
      WireReport wire = listen(scenario, plant, seconds);
      double cpuShare = (ProcessUse.cpuSeconds(router.process()) - cpuBefore) * 1e9 / (System.nanoTime() - startNs);
      reportDepartures("Crosspoint", wire, offsetsNs(before));
      reportRouter(before, router.status(), cpuShare, ProcessUse.residentMegabytes(router.process()));
      reportIntegrity(wire);
      talk.signal("TERM");
      talk.awaitExit(Duration.ofSeconds(5));
      talk.lines().stream().filter(line -> line.startsWith("sent")).forEach(line -> say("- the talker: " + line));
    } finally {
      Files.delete(file);
    }
  }

  private WireReport listen(Scenario scenario, LabHost plant, int forSeconds) {
    PeerProcess listen =
        plant.start(
            launcher.toString(), "listen", "--interface", "red", "--group", "239.78.0.1", "--streams",
            Integer.toString(scenario.routes()), "--packet-time", scenario.outPacketTime(), "--duration", forSeconds + "s", "--expect",
            "counter", "--json");
    if (!listen.awaitExit(Duration.ofSeconds(forSeconds + 20))) {
      throw new IllegalStateException("the wire analyser did not end");
    }
    return WireReport.of(listen.lines());
  }

  private static List<Long> offsetsNs(JsonNode status) {
    List<Long> offsets = new ArrayList<>();
    status.path("outputs").forEach(output -> offsets.add(output.path("departureOffsetNs").asLong()));
    return offsets;
  }

  /** @param offsetsNs how long after the deadline each stream is to leave */
  private void reportDepartures(String who, WireReport wire, List<Long> offsetsNs) {
    say(
        "- %s, departure on the wire after the deadline: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, worst %.1f us (medians over %d streams)"
            .formatted(
                who,
                wire.median(offsetsNs, "departureNs", "p50") / 1e3,
                wire.median(offsetsNs, "departureNs", "p99") / 1e3,
                wire.median(offsetsNs, "departureNs", "p999") / 1e3,
                wire.largest("departureNs", "max") / 1e3,
                wire.streams()));
  }

  private void reportRouter(JsonNode before, JsonNode after, double cpuShare, double residentMegabytes) {
    JsonNode output = after.path("outputs").path(0);
    JsonNode lateness = output.path("latenessNs");
    say(
        "- deadline to the send call since start: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, worst %.1f us"
            .formatted(
                lateness.path("p50").asLong() / 1e3,
                lateness.path("p99").asLong() / 1e3,
                lateness.path("p999").asLong() / 1e3,
                lateness.path("max").asLong() / 1e3));
    JsonNode now = output.path("deadlines");
    JsonNode then = before.path("outputs").path(0).path("deadlines");
    say(
        "- batches in the run: %d, late %d, skipped %d"
            .formatted(since(then, now, "batches"), since(then, now, "late"), since(then, now, "skipped")));
    say("- processor: %.1f %% of a core; resident: %.0f MB; clock bound: %d ns"
        .formatted(100 * cpuShare, residentMegabytes, after.path("clock").path("errorBoundNs").asLong()));
    say("- inputs: lost %d, late %d, missing frames %d in the run"
        .formatted(inputs(before, after, "lost"), inputs(before, after, "late"), inputs(before, after, "missing_frames")));
  }

  private void reportIntegrity(WireReport wire) {
    say(
        "- at the listener: %d streams, %d packets, lost %d (dropped by its host: %d), sequence jumps %d, timestamp jumps %d"
            .formatted(
                wire.streams(),
                wire.sum("packets"),
                wire.sum("lost"),
                wire.sum("droppedByHost"),
                wire.sum("sequenceJumps"),
                wire.sum("timestampJumps")));
    say(
        "- samples: wrong %d, silent frames %d; latency %d to %d frames, changes %d"
            .formatted(
                wire.sum("pattern", "wrongSamples"),
                wire.sum("pattern", "silentFrames"),
                wire.smallest("pattern", "minLatencyFrames"),
                wire.largest("pattern", "maxLatencyFrames"),
                wire.sum("pattern", "latencyChanges")));
  }

  private static long since(JsonNode then, JsonNode now, String counter) {
    return now.path(counter).asLong() - then.path(counter).asLong();
  }

  private static long inputs(JsonNode before, JsonNode after, String counter) {
    long sum = 0;
    for (int i = 0; i < after.path("inputs").size(); i++) {
      sum += since(before.path("inputs").path(i).path("counters"), after.path("inputs").path(i).path("counters"), counter);
    }
    return sum;
  }

  private void say(String row) {
    rows.add(row);
    System.out.println(row);
  }
}
