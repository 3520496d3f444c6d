package io.crosspoint.benchmarks.rig.plant;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.engine.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A part of a day of a plant, from the start of its router on. In the middle of it the 32-bit timestamps wrap.
 *
 * @param streams inputs, and outputs
 * @param seed what everything follows from
 */
record PlantDay(int streams, int seconds, Director.Pace pace, long seed) {

  private static final long SECOND = 1_000_000_000L;
  private static final long LEAD_NS = 500_000;
  /** Before outputs go on air, and before what is spoken is heard everywhere. */
  private static final long BEGIN_NS = 2 * SECOND;
  private static final long TIMESTAMPS = 1L << 32;
  /** In October 2025; sequence numbers wrap there as well. */
  private static final long WRAP = 820;
  /** One in so many outputs is a mix of two inputs all day. */
  private static final int MIX_EVERY = 32;

  Tally run() {
    SplittableRandom random = new SplittableRandom(seed);
    StreamShape[] shapes = new StreamShape[streams];
    int[] frames = new int[streams];
    Patch[] patches = new Patch[streams];
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    int[] slots = IntStream.range(0, streams).toArray();
    for (int i = 0; i < streams; i++) {
      shapes[i] = StreamShape.random(random);
      frames[i] = random.nextInt(4) == 0 ? StreamShape.MOST_FRAMES / 2 : StreamShape.MOST_FRAMES;
      patches[i] =
          i % MIX_EVERY == MIX_EVERY - 1
              ? new Patch(Patch.ALWAYS, 0, new int[] {i, i - 1}, new double[] {0.5, 0.25})
              : Patch.of(i);
      inputs.add(shapes[i].spec("in" + i));
      outputs.add(Director.outputSpec(i, frames[i]));
      crosspoints.addAll(patches[i].crosspoints(slots, i));
    }
    long wrapPtpNs = PlantTime.timeOf(WRAP * TIMESTAMPS);
    Simulation simulation = new Simulation(new PlantSpec(inputs, outputs, crosspoints), LEAD_NS, wrapPtpNs - SECOND * seconds / 2);
    Tally tally = new Tally();
    PlantTime time = new PlantTime();
    time.set(simulation.nowPtpNs(), simulation.rawNs());
    Speech speech = new Speech();
    Senders senders = new Senders(speech, time, tally, seed, shapes, simulation.rawNs());
    Ears ears = new Ears(speech, time, senders, tally, frames, patches);
    simulation.add((Simulation.Talker) senders).add((Simulation.Listener) ears);
    simulation.run(BEGIN_NS / 2);
    for (int input = 0; input < streams; input++) {
      senders.start(input, simulation.rawNs(), SECOND);
    }
    new Director(simulation, time, senders, ears, tally, pace, seed, frames).run(SECOND * seconds);
    return tally;
  }
}
