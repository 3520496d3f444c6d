package io.crosspoint.benchmarks.rig;

import com.lmax.disruptor.YieldingWaitStrategy;
import com.sun.management.ThreadMXBean;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.engine.BugLog;
import io.crosspoint.pipeline.engine.FusedStages;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Shard;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What a mixing matrix costs: the stages of a shard, whole, in this process, fed in simulated time as fast as they go; without sockets,
 * which the rig of routes measures. The figure is processor time of the thread over the media time that it has carried.
 */
public final class MixRig {

  private static final int CHANNELS = 64;
  private static final int PACKET_FRAMES = 48;
  private static final int STEPS_PER_SECOND = 1000;
  private static final int ROUNDS = 9;

  /**
   * Streams of so many channels each, 64 channels on either side; all crosspoints open, or one input to each output, untouched.
   */
  private record Shape(String name, int streamChannels, Encoding output, boolean isFull) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("64 × 64, all open: 8 streams of 8 channels on either side", 8, Encoding.L24, true),
          new Shape("64 × 64, all open: 32 stereo streams on either side", 2, Encoding.L24, true),
          new Shape("64 × 64, all open, L24 onto L16 with dither: 8 streams of 8 channels", 8, Encoding.L16, true),
          new Shape("64 channels straight through: 8 streams of 8 channels", 8, Encoding.L24, false),
          new Shape("64 channels straight through: 32 stereo streams", 2, Encoding.L24, false));

  private final int seconds;
  private final List<String> rows = new ArrayList<>();

  private MixRig(int seconds) {
    this.seconds = seconds;
  }

  /** {@code MixRig MEDIA-SECONDS-PER-ROUND RESULT-FILE} */
  public static void main(String[] arguments) throws IOException {
    MixRig rig = new MixRig(Integer.parseInt(arguments[0]));
    rig.measure();
    Files.write(Path.of(arguments[1]), rig.rows);
  }

  private void measure() {
    say("# Mixing matrix");
    say("");
    say("48 kHz, L24, 1 ms packets, every gain another one; place, convert and render of one shard on one thread, without sockets;");
    say("processor time of that thread for a second of audio, %d rounds of %d s of audio each.".formatted(ROUNDS, seconds));
    say("");
    say("| | crosspoints | % of a core, median | least to most | render, µs of each ms | bytes allocated |");
    say("|---|---|---|---|---|---|");
    for (Shape shape : SHAPES) {
      measure(shape);
    }
  }

  private void measure(Shape shape) {
    PlantSpec plant = plant(shape);
    BugLog bugs = new BugLog();
    Shard shard = new Shard(plant, RingFeed.LEAD_NS, new YieldingWaitStrategy());
    FusedStages stages = new FusedStages(shard, bugs);
    RingFeed feed = new RingFeed(shard);
    run(feed, stages, 10 * STEPS_PER_SECOND);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Distribution render = shard.stageMeters().getLast().transmitNs();
    long rendersBefore = render.count();
    long renderNsBefore = render.sumNs();
    double[] percents = new double[ROUNDS];
    long allocated = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long bytesBefore = thread.getCurrentThreadAllocatedBytes();
      long before = thread.getCurrentThreadCpuTime();
      run(feed, stages, seconds * STEPS_PER_SECOND);
      percents[round] = (thread.getCurrentThreadCpuTime() - before) / 1e7 / seconds;
      allocated += thread.getCurrentThreadAllocatedBytes() - bytesBefore;
    }
    if (bugs.count() > 0) {
      throw new IllegalStateException("the pipeline threw", bugs.drain().getFirst());
    }
    if (shard.outputCounters().getFirst().get(OutputCounter.PACKETS) == 0) {
      throw new IllegalStateException("nothing was rendered");
    }
    Arrays.sort(percents);
    double renderUs = (render.sumNs() - renderNsBefore) / 1e3 / Math.max(1, render.count() - rendersBefore);
    say(
        String.format(
            Locale.ROOT, "| %s | %d | %.1f | %.1f to %.1f | %.1f | %d |", shape.name, plant.crosspoints().size(), percents[ROUNDS / 2],
            percents[0], percents[ROUNDS - 1], renderUs, allocated));
  }

  private static void run(RingFeed feed, FusedStages stages, int steps) {
    for (int step = 0; step < steps; step++) {
      feed.step();
      stages.run();
    }
  }

  private static PlantSpec plant(Shape shape) {
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = new ArrayList<>();
    for (int i = 0; i < CHANNELS / shape.streamChannels; i++) {
      AudioFormat in = new AudioFormat(Encoding.L24, 48_000, shape.streamChannels);
      inputs.add(Plants.input("in" + i, in, PACKET_FRAMES, 2 * PACKET_FRAMES));
      outputs.add(Plants.output("out" + i, new AudioFormat(shape.output, 48_000, shape.streamChannels), PACKET_FRAMES));
    }
    SplittableRandom random = new SplittableRandom(64);
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int to = 0; to < CHANNELS; to++) {
      for (int from = 0; from < CHANNELS; from++) {
        if (shape.isFull || from == to) {
          double gain = shape.isFull ? random.nextDouble(-0.05, 0.05) : 1;
          int width = shape.streamChannels;
          crosspoints.add(new Crosspoint(from / width, from % width, to / width, to % width, gain));
        }
      }
    }
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  private void say(String row) {
    rows.add(row);
    System.out.println(row);
  }
}
