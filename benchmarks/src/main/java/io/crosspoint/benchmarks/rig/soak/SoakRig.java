package io.crosspoint.benchmarks.rig.soak;

import io.crosspoint.benchmarks.rig.MachineUse;
import io.crosspoint.benchmarks.rig.ProcessUse;
import io.crosspoint.benchmarks.rig.RouterProcess;
import io.crosspoint.benchmarks.rig.WireReport;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Ptp4l;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the plant and its users, samples it each second, and writes what there was to see. */
public final class SoakRig {

  private static final int ROUTES = 64;
  /** Before the first sample: everything that will happen has happened once, so that what is loaded or compiled for it is. */
  private static final int SETTLE_S = 60;

  private final Path launcher;
  private final int seconds;
  private final Path results;
  private final SoakPlant plant = new SoakPlant(ROUTES);
  private final ServiceAtWork users = new ServiceAtWork(plant);
  private final List<Sample> samples = new ArrayList<>();
  private int missedScrapes;

  private SoakRig(Path launcher, int seconds, Path results) {
    this.launcher = launcher;
    this.seconds = seconds;
    this.results = results;
  }

  /** {@code SoakRig LAUNCHER MINUTES RESULT-DIRECTORY} */
  public static void main(String[] arguments) throws Exception {
    new SoakRig(Path.of(arguments[0]), Integer.parseInt(arguments[1]) * 60, Path.of(arguments[2])).run();
  }

  private void run() throws Exception {
    Path directory = Files.createTempDirectory("soak");
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost studio = lab.host("plant");
      LabHost router = lab.host("router");
      lab.connect("red", "10.77.0", studio, router);
      try (Ptp4l grandmaster = Ptp4l.grandmaster(studio, "red").start()) {
        grandmaster.awaitMaster();
        soak(directory, studio, router);
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void soak(Path directory, LabHost studio, LabHost host) throws Exception {
    Path file = Files.writeString(directory.resolve("soak.yaml"), plant.yaml(false));
    Path pauses = directory.resolve("pauses.log");
    int wholeS = SETTLE_S + seconds + 120;
    try (PeerProcess talk =
            studio.start(
                launcher.toString(), "talk", "--interface", "red", "--group", "239.77.0.1", "--streams",
                Integer.toString(plant.streams()), "--packet-time", "1ms", "--duration", wholeS + "s");
        RouterProcess router = RouterProcess.start(host, launcher, file, PauseLog.OPTIONS.formatted(pauses))) {
      talk.awaitLine("talking", Duration.ofSeconds(30));
      host.call(() -> sample(router.process(), SETTLE_S, false));
      WireReport wire;
      try (PeerProcess listen = listen(studio)) {
        host.call(() -> sample(router.process(), seconds, true));
        if (!listen.awaitExit(Duration.ofSeconds(90))) {
          throw new IllegalStateException("the wire analyser did not end");
        }
        wire = WireReport.of(listen.lines());
      }
      talk.signal("TERM");
      talk.awaitExit(Duration.ofSeconds(5));
      String talker = talk.lines().stream().filter(line -> line.startsWith("sent")).findFirst().orElse("");
      SoakReport report = new SoakReport(samples, PauseLog.parse(Files.readAllLines(pauses)), wire);
      report.write(results, List.of("- the users: " + users.done() + "; " + missedScrapes + " scrapes missed", "- the talker: " + talker));
    }
  }

  private PeerProcess listen(LabHost studio) {
    return studio.start(
        launcher.toString(), "listen", "--interface", "red", "--group", "239.78.0.1", "--streams", Integer.toString(ROUTES),
        "--packet-time", "1ms", "--duration", seconds + "s", "--expect", "counter", "--json");
  }

  /** A scrape each second, a take each twenty and a reload each minute. */
  private boolean sample(PeerProcess router, int forSeconds, boolean isKept) throws IOException {
    long beginNs = System.nanoTime();
    for (int second = 0; second <= forSeconds; second++) {
      long earlyNs = beginNs + second * 1_000_000_000L - System.nanoTime();
      if (earlyNs > 0) {
        Await.pause(Duration.ofNanos(earlyNs));
      }
      if (second % 20 == 10) {
        users.take();
      }
      if (second % 60 == 35) {
        users.reload();
      }
      scrape(router, isKept);
      if (second % 60 == 0 && isKept) {
        System.out.printf("%d of %d min, %.0f MB resident%n", second / 60, forSeconds / 60, ProcessUse.residentMegabytes(router));
      }
    }
    return true;
  }

  private void scrape(PeerProcess router, boolean isKept) throws IOException {
    MetricsPage page;
    try {
      page = users.scrape();
    } catch (IOException e) {
      missedScrapes++;
      return;
    }
    if (isKept) {
      samples.add(
          Sample.of(
              page, System.currentTimeMillis(), ProcessUse.residentMegabytes(router), ProcessUse.cpuSeconds(router), stolenTicks()));
    }
  }

  /** Hundredths of a second in which the machine's processors were somebody else's. */
  private static long stolenTicks() throws IOException {
    return MachineUse.processors(Files.readAllLines(Path.of("/proc/stat"))).stolen();
  }
}
