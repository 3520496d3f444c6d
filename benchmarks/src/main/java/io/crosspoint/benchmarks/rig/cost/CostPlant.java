package io.crosspoint.benchmarks.rig.cost;

import io.crosspoint.benchmarks.rig.MachineUse;
import io.crosspoint.benchmarks.rig.ProcessUse;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Ptp4l;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two hosts, a link and a grandmaster, on which contenders appear one after the other. Everything but the contender is on processor 0,
 * where this process was started.
 */
final class CostPlant implements AutoCloseable {

  private static final Pattern TALKER = Pattern.compile("skipped (\\d+);");
  /** What a contender may take until it carries everything. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final double FLOWING = 0.9;
  private static final Duration COMPILING = Duration.ofSeconds(70);
  private static final double COMPILED = 0.02;
  private static final Duration QUIET = Duration.ofSeconds(4);

  private final CostRig.Tools tools;
  private final NetworkLab lab = NetworkLab.open();
  private final LabHost plant;
  private final LabHost router;

  CostPlant(CostRig.Tools tools) {
    this.tools = tools;
    try {
      plant = lab.host("plant");
      router = lab.host("router");
      lab.connect("red", "10.77.0", plant, router);
      // Sockets bound to any address, as GStreamer's are, else lose whole groups to one another: the kernel takes the first that it finds.
      router.run("sysctl", "-qw", "net.ipv4.udp_early_demux=0");
      lab.owned(Ptp4l.grandmaster(plant, "red").start()).awaitMaster();
    } catch (Throwable failed) {
      lab.close();
      throw failed;
    }
  }

  Point measure(Contender contender, Workload load, int seconds) throws Exception {
    try (PeerProcess talk = talk(load, seconds)) {
      talk.awaitLine("talking", Duration.ofSeconds(15));
      try (Contender.Running running = contender.start(plant, router, load, tools)) {
        awaitFlow(running, load);
        Await.pause(contender.settling());
        awaitCompilers(running.processes());
        return measure(running.processes(), load, seconds, talk);
      }
    }
  }

  private PeerProcess talk(Workload load, int seconds) {
    return plant.start(
        tools.launcher().toString(), "talk", "--interface", "red", "--group", "239.77.0.1", "--streams", Integer.toString(load.speaking()),
        "--packet-time", load.scenario().inPacketTime(), "--duration", (seconds + 150) + "s");
  }

  /** Whoever compiles while it runs is measured when it has done so. On a processor with little to spare that takes a while. */
  private static void awaitCompilers(List<PeerProcess> processes) {
    double[] before = {compilerSeconds(processes)};
    boolean _ = Await.within(COMPILING, () -> {
      Await.pause(QUIET);
      double now = compilerSeconds(processes);
      boolean isQuiet = now - before[0] <= COMPILED * QUIET.toMillis() / 1e3;
      before[0] = now;
      return isQuiet;
    });
  }

  private static double compilerSeconds(List<PeerProcess> processes) {
    return processes.stream().mapToDouble(process -> ProcessUse.cpuSeconds(process, name -> name.matches("C[12] Compiler.*"))).sum();
  }

  /** Whoever never carries nearly all of it is measured as it is. */
  private void awaitFlow(Contender.Running running, Workload load) {
    double[] before = {sent(), System.nanoTime()};
    boolean _ = Await.within(PATIENCE, () -> {
      Await.pause(Duration.ofMillis(500));
      double now = sent();
      double nowNs = System.nanoTime();
      double perSecond = (now - before[0]) * 1e9 / (nowNs - before[1]);
      before[0] = now;
      before[1] = nowNs;
      running.processes().stream().filter(process -> !process.isAlive()).findAny().ifPresent(process -> {
        throw new IllegalStateException("it ended: " + process.output().lines().findFirst().orElse("without a word"));
      });
      return perSecond >= FLOWING * load.packetsPerSecond();
    });
  }

  private long sent() {
    return MachineUse.udp(router.run("cat", "/proc/net/snmp").lines().toList(), "OutDatagrams");
  }

  private Point measure(List<PeerProcess> processes, Workload load, int seconds, PeerProcess talk) throws Exception {
    long startNs = System.nanoTime();
    double cpuBefore = cpuSeconds(processes);
    List<String> statBefore = stat();
    Heard heard = WireEar.hear(plant, load.scenario(), seconds);
    double cpuPercent = 1e11 * (cpuSeconds(processes) - cpuBefore) / (System.nanoTime() - startNs);
    List<String> statAfter = stat();
    double residentMegabytes = processes.stream().mapToDouble(ProcessUse::residentMegabytes).sum();
    long threads = processes.stream().mapToLong(ProcessUse::threads).sum();
    talk.signal("TERM");
    boolean hasEnded = talk.awaitExit(Duration.ofSeconds(10));
    Matcher said = TALKER.matcher(talk.output());
    if (!hasEnded || !said.find()) {
      throw new IllegalStateException("the talker did not say what it had sent");
    }
    return new Point(
        load.routes(),
        cpuPercent,
        busyPercent(statBefore, statAfter, Contender.PROCESSOR),
        busyPercent(statBefore, statAfter, 1 - Contender.PROCESSOR),
        residentMegabytes,
        threads,
        heard,
        Long.parseLong(said.group(1)),
        10 * (MachineUse.processors(statAfter).stolen() - MachineUse.processors(statBefore).stolen()));
  }

  private static double cpuSeconds(List<PeerProcess> processes) {
    return processes.stream().mapToDouble(ProcessUse::cpuSeconds).sum();
  }

  private static List<String> stat() throws IOException {
    return Files.readAllLines(Path.of("/proc/stat"));
  }

  private static double busyPercent(List<String> before, List<String> after, int processor) {
    return MachineUse.processor(after, processor).busyPercentSince(MachineUse.processor(before, processor));
  }

  @Override
  public void close() {
    lab.close();
  }
}
