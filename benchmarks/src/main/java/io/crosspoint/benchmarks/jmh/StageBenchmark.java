package io.crosspoint.benchmarks.jmh;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.benchmarks.rig.RingFeed;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.engine.BugLog;
import io.crosspoint.pipeline.engine.FusedStages;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Shard;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Place, convert and render of stereo L24 routes with 1 ms packets: from the datagram on the ring to the finished packet in the batch. A
 * score is nanoseconds for one packet of one route, with what putting the noise onto the ring costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class StageBenchmark {

  private static final int ROUTES = 64;
  private static final int FRAMES = 48;

  /** What a route does with its audio. */
  public enum Route {
    /** The payload is copied. */
    STRAIGHT,
    /** Both channels have a gain, so every sample is mixed and rounded. */
    GAIN
  }

  @Param Route route = Route.STRAIGHT;

  private final BugLog bugs = new BugLog();
  private Shard shard = shard(1);
  private FusedStages stages = new FusedStages(shard, bugs);
  private RingFeed feed = new RingFeed(shard);

  private static Shard shard(double gain) {
    AudioFormat stereo = new AudioFormat(Encoding.L24, 48_000, 2);
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < ROUTES; i++) {
      inputs.add(Plants.input("in" + i, stereo, FRAMES, 2 * FRAMES));
      outputs.add(Plants.output("out" + i, stereo, FRAMES));
      crosspoints.add(new Crosspoint(i, 0, i, 0, gain));
      crosspoints.add(new Crosspoint(i, 1, i, 1, gain));
    }
    return new Shard(new PlantSpec(inputs, outputs, crosspoints), RingFeed.LEAD_NS, new YieldingWaitStrategy());
  }

  @Setup
  public void prepare() {
    shard = shard(route == Route.STRAIGHT ? 1 : 0.5);
    stages = new FusedStages(shard, bugs);
    feed = new RingFeed(shard);
  }

  @Benchmark
  @OperationsPerInvocation(ROUTES)
  public long packetOfARoute() {
    feed.step();
    stages.run();
    return bugs.count();
  }
}
