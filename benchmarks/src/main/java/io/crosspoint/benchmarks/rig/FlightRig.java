package io.crosspoint.benchmarks.rig;

import com.lmax.disruptor.YieldingWaitStrategy;
import com.sun.management.ThreadMXBean;
import io.crosspoint.app.config.FlightChoice;
import io.crosspoint.app.flight.FlightDeck;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import io.crosspoint.pipeline.engine.BugLog;
import io.crosspoint.pipeline.engine.FusedStages;
import io.crosspoint.pipeline.engine.PatternTalker;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Shard;
import io.crosspoint.pipeline.engine.Simulation;
import io.crosspoint.pipeline.flight.FlightRecorder;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The flight recorder: what it costs the thread that it runs on, and how fast {@code router replay} makes again what it kept.
 *
 * <p>The recording is of a simulated run with jitter and loss, as fast as this process can; file and replay are those of the product.
 */
public final class FlightRig {

  private static final int ROUTES = 64;
  private static final int PACKET_FRAMES = 48;
  private static final long START_PTP_NS = 1_800_000_000_000_000_000L;
  private static final long RECORD_BYTES = 400;
  private static final int ROUNDS = 15;
  private static final int ROUND_STEPS = 2_000;
  private static final int REPLAYS = 3;

  private final List<String> rows = new ArrayList<>();
  private final String router;
  private final Path directory;
  private final int seconds;

  private FlightRig(String router, Path directory, int seconds) {
    this.router = router;
    this.directory = directory;
    this.seconds = seconds;
  }

  /** {@code FlightRig ROUTER DIRECTORY RECORDED-SECONDS RESULT-FILE} */
  public static void main(String[] arguments) throws Exception {
    FlightRig rig = new FlightRig(arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    rig.say("# Flight recorder and replay");
    rig.say("");
    rig.measureCost();
    rig.say("");
    rig.measureReplay();
    Files.write(Path.of(arguments[3]), rig.rows);
    System.exit(0);
  }

  /** One shard of the plant on the calling thread, with or without a recorder. */
  private static final class Bench {
    final BugLog bugs = new BugLog();
    final FusedStages stages;
    final RingFeed feed;
    final double[] percents = new double[ROUNDS];
    long allocated;

    Bench(@Nullable FlightRecorder recorder) {
      Shard shard = new Shard(plant(), RingFeed.LEAD_NS, 0, new YieldingWaitStrategy(), new ScalarInterpolator(), recorder);
      this.stages = new FusedStages(shard, bugs);
      this.feed = new RingFeed(shard);
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        feed.step();
        stages.run();
      }
    }

    void measure(int round) {
      ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long bytesBefore = thread.getCurrentThreadAllocatedBytes();
      long before = thread.getCurrentThreadCpuTime();
      run(ROUND_STEPS);
      percents[round] = (thread.getCurrentThreadCpuTime() - before) / 1e4 / ROUND_STEPS;
      allocated += thread.getCurrentThreadAllocatedBytes() - bytesBefore;
    }
  }

  private void measureCost() {
    Bench without = new Bench(null);
    // Longer than the caches, so that what it writes goes to memory, as on air.
    Bench with = new Bench(FlightRecorder.ofBytes(256L << 20));
    for (int i = 0; i < 3; i++) {
      without.run(5_000);
      with.run(5_000);
    }
    double[] more = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Bench first = round % 2 == 0 ? without : with;
      Bench second = round % 2 == 0 ? with : without;
      first.measure(round);
      second.measure(round);
      more[round] = with.percents[round] - without.percents[round];
    }
    if (without.bugs.count() + with.bugs.count() > 0) {
      throw new IllegalStateException("the pipeline threw");
    }
    Arrays.sort(more);
    say("What it costs: %d stereo L24 routes, 1 ms packets; place, convert and render of one shard without sockets; processor time of that"
        .formatted(ROUTES));
    say("thread for a second of audio, %d rounds of %d s each way, in turns.".formatted(ROUNDS, ROUND_STEPS / 1000));
    say("");
    say("| | % of a core, median | least to most | bytes allocated |");
    say("|---|---|---|---|");
    say(row("without the recorder", sorted(without.percents), Long.toString(without.allocated)));
    say(row("with the recorder", sorted(with.percents), Long.toString(with.allocated)));
    say(row("**the recorder** (differences of rounds; target ≤ 2)", more, ""));
  }

  private static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  private static String row(String name, double[] sorted, String last) {
    return String.format(
        Locale.ROOT, "| %s | %.2f | %.2f to %.2f | %s |", name, sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1], last);
  }

  private void measureReplay() throws Exception {
    Path file = record();
    try {
      say("Replay: `router replay` of %d s of %d routes with jitter and loss, %.0f MB, in a process of its own; the time is of the whole"
          .formatted(seconds, ROUTES, Files.size(file) / 1e6));
      say("process, start of the JVM included.");
      say("");
      say("| run | s | times real time (target ≥ 20) | processor s | result |");
      say("|---|---|---|---|---|");
      for (int run = 1; run <= REPLAYS; run++) {
        replay(run, file);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** As the product freezes: through its own deck. */
  private Path record() throws Exception {
    PlantSpec plant = plant();
    FlightRecorder recorder = FlightRecorder.ofBytes(seconds * 1000L * ROUTES * RECORD_BYTES);
    Simulation simulation = new Simulation(plant, RingFeed.LEAD_NS, START_PTP_NS, recorder);
    for (int input = 0; input < ROUTES; input++) {
      int phase = input;
      simulation.add(
          new PatternTalker(input, plant.inputs().get(input), input, START_PTP_NS)
              .delay(50_000, 200_000)
              .random(input)
              .lose(packet -> packet % 10_007 == phase));
    }
    for (int second = 0; second < seconds; second++) {
      simulation.run(1_000_000_000L);
    }
    FlightDeck.Flown flown = new FlightDeck.Flown("rig", "measured", 37, RingFeed.LEAD_NS, () -> List.of(simulation.flight()));
    FlightChoice choice = new FlightChoice(seconds * 1_000_000_000L, directory, 1);
    try (FlightDeck deck = new FlightDeck(choice, directory, flown, InstantSource.system())) {
      return directory.resolve(deck.request("a measurement").get().name());
    }
  }

  private void replay(int run, Path file) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", "time \"$0\" replay \"$1\" 2>&1", router, file.toString());
    builder.environment().put("ROUTER_AS_BUILT", "1");
    builder.environment().put("TIMEFORMAT", "took %R %U %S");
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    List<String> lines = text.lines().toList();
    String result = lines.stream().filter(line -> line.contains("bit-exact")).findFirst().orElse("failed: " + text.strip());
    String[] took = lines.getLast().split(" ");
    double tookS = Double.parseDouble(took[1]);
    say(String.format(
        Locale.ROOT, "| %d | %.2f | %.1f | %.2f | %s |", run, tookS, seconds / tookS,
        Double.parseDouble(took[2]) + Double.parseDouble(took[3]), result));
  }

  private static PlantSpec plant() {
    AudioFormat stereo = new AudioFormat(Encoding.L24, 48_000, 2);
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < ROUTES; i++) {
      inputs.add(Plants.input("in" + i, stereo, PACKET_FRAMES, 3 * PACKET_FRAMES));
      outputs.add(Plants.output("out" + i, stereo, PACKET_FRAMES));
      crosspoints.addAll(Plants.wholeStream(i, i, 2));
    }
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  private void say(String row) {
    rows.add(row);
    System.out.println(row);
  }
}
