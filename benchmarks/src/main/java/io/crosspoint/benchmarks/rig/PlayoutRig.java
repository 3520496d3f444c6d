package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Timestamped sources: when frames were said to leave, 100 ms before, against when the kernel of the listener received them; what reading
 * the playout snapshot costs; and what 256 channels from another process cost.
 */
public final class PlayoutRig {

  private static final String GROUP = "239.78.0.1";
  private static final int CHANNELS = 256;
  /** Half the window. */
  private static final int AHEAD_MS = 100;

  private final Path launcher;
  private final int seconds;
  private final List<String> rows = new ArrayList<>();

  private PlayoutRig(Path launcher, int seconds) {
    this.launcher = launcher;
    this.seconds = seconds;
  }

  /** {@code PlayoutRig LAUNCHER SECONDS RESULT-FILE} */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PlayoutRig rig = new PlayoutRig(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    rig.say("# Timestamped sources, " + rig.seconds + " s each");
    rig.say("");
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost plant = lab.host("plant");
      LabHost router = lab.host("router");
      lab.connect("red", "10.77.0", plant, router);
      for (String mode : List.of("plain", "wake", "read")) {
        rig.measureDepartures(plant, router, mode);
      }
      rig.measureProcess(router);
    }
    Files.write(Path.of(arguments[2]), rig.rows);
  }

  private void measureDepartures(LabHost plant, LabHost router, String mode) throws IOException {
    Path predictions = Files.createTempFile("rig", ".predicted");
    Path arrivals = Files.createTempFile("rig", ".arrived");
    int listenS = seconds + 12;
    try (PeerProcess listener = java(plant, PlayoutListener.class, "red", GROUP, String.valueOf(listenS), arrivals.toString());
        PeerProcess probe =
            java(router, PlayoutProbe.class, "red", GROUP, String.valueOf(seconds), predictions.toString(), mode)) {
      if (!probe.awaitExit(Duration.ofSeconds(seconds + 30)) || !listener.awaitExit(Duration.ofSeconds(30))) {
        throw new IllegalStateException("the probe did not end:\n" + probe.output() + listener.output());
      }
      if (probe.exitCode() != 0) {
        throw new IllegalStateException("the probe failed:\n" + probe.output());
      }
      say("- " + switch (mode) {
        case "wake" -> "beside a thread that wakes up 1000 times a second and reads the time";
        case "read" -> "beside a thread that wakes up 1000 times a second and reads the playout snapshot";
        default -> "alone";
      });
      probe.lines().stream().filter(line -> line.startsWith("tick") || line.contains("ns each")).forEach(line -> say("  - " + line));
      compare(read(predictions), read(arrivals));
    } finally {
      Files.delete(predictions);
      Files.delete(arrivals);
    }
  }

  private void compare(Map<Integer, Long> predicted, Map<Integer, Long> arrived) {
    long[] off =
        arrived.entrySet().stream()
            .flatMapToLong(entry -> {
              Long leavesNs = predicted.get(entry.getKey());
              return leavesNs == null ? LongStream.empty() : LongStream.of(Math.abs(entry.getValue() - leavesNs));
            })
            .sorted().toArray();
    if (off.length == 0) {
      throw new IllegalStateException("no packet was predicted: " + predicted.size() + " predictions, " + arrived.size() + " arrivals");
    }
    say(
        "  - predicted departure against the kernel's receive stamp, %d packets: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, worst %.1f us"
            .formatted(
                off.length, off[off.length / 2] / 1e3, off[off.length * 99 / 100] / 1e3, off[(int) (off.length * 999L / 1000)] / 1e3,
                off[off.length - 1] / 1e3));
  }

  private static Map<Integer, Long> read(Path file) throws IOException {
    Map<Integer, Long> times = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ");
      times.put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
    }
    return times;
  }

  private void measureProcess(LabHost host) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("rig");
    Path socket = directory.resolve("feed");
    Path file = Files.writeString(directory.resolve("rig.yaml"), yaml(socket));
    try (RouterProcess router = RouterProcess.start(host, launcher, file)) {
      try (PeerProcess writer = java(host, ProcessWriter.class, socket.toString(), String.valueOf(seconds + 6), String.valueOf(AHEAD_MS))) {
        Thread.sleep(3000);
        JsonNode before = source(router);
        double busy = share(router, seconds);
        JsonNode after = source(router);
        if (!writer.awaitExit(Duration.ofSeconds(20))) {
          throw new IllegalStateException("the writer did not end:\n" + writer.output());
        }
        // Afterwards, because a router that has just started compiles.
        double idle = share(router, seconds);
        say("- %d channels from another process, 32 bits each, %d ms ahead, on air on 4 outputs".formatted(CHANNELS, AHEAD_MS));
        say("  - the router's processor: %.1f %% of a core, %.1f %% with nothing written: %.1f %% for the source".formatted(
            100 * busy, 100 * idle, 100 * (busy - idle)));
        say("  - in the run: %d frames played, %d in holes, %d refused late, %d refused because of a flood".formatted(
            since(before, after, "played", "played_frames"), since(before, after, "played", "hole_frames"),
            since(before, after, "written", "late_frames"), since(before, after, "written", "full_frames")));
        writer.lines().stream().filter(line -> line.startsWith("writer")).forEach(line -> say("  - " + line));
        say("  - resident: %.0f MB".formatted(ProcessUse.residentMegabytes(router.process())));
      }
    } finally {
      // The router keeps its state beside its file.
      try (Stream<Path> left = Files.list(directory)) {
        left.forEach(path -> path.toFile().delete());
      }
      Files.delete(directory);
    }
  }

  private static double share(RouterProcess router, int forSeconds) throws InterruptedException {
    double before = ProcessUse.cpuSeconds(router.process());
    long beginNs = System.nanoTime();
    Thread.sleep(forSeconds * 1000L);
    return (ProcessUse.cpuSeconds(router.process()) - before) * 1e9 / (System.nanoTime() - beginNs);
  }

  private static JsonNode source(RouterProcess router) {
    return router.status().path("inputs").path(0).path("source");
  }

  private static long since(JsonNode before, JsonNode after, String block, String counter) {
    return after.path(block).path(counter).asLong() - before.path(block).path(counter).asLong();
  }

  private static String yaml(Path socket) {
    StringBuilder text = new StringBuilder("name: rig\nnetworks: { lo: { interface: 127.0.0.1 } }\nclock: { source: local }\n");
    text.append("inputs: { in: { process: { socket: ").append(socket).append(" }, format: L24/48000/").append(CHANNELS).append(" } }\n");
    text.append("outputs:\n");
    for (int i = 0; i < CHANNELS / 64; i++) {
      text.append("  out%d: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/64 }\n"
          .formatted(i, 25_004 + 2 * i));
    }
    text.append("routes:\n");
    for (int i = 0; i < CHANNELS / 64; i++) {
      text.append("  - { from: in/%d-%d, to: out%d }\n".formatted(64 * i + 1, 64 * i + 64, i));
    }
    return text.append("http: { listen: 127.0.0.1:8080 }\n").toString();
  }

  private static PeerProcess java(LabHost host, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseZGC", "-Xms256m", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return host.start(command.toArray(String[]::new));
  }

  private void say(String row) {
    rows.add(row);
    System.out.println(row);
  }
}
