package io.crosspoint.benchmarks.jmh;

import io.crosspoint.benchmarks.rig.convert.PacketPath;
import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import java.lang.foreign.MemorySegment;
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

/** From an L24 packet to an L24 packet through the resampler. A score is nanoseconds for a <em>frame</em>. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PacketPathBenchmark {

  @Param({"2", "8"})
  int channels;

  @Param InterpolatorBenchmark.Arithmetic arithmetic = InterpolatorBenchmark.Arithmetic.SCALAR;

  @Param({"false", "true"})
  boolean isDithered;

  private PacketPath path = new PacketPath(48_000, 48_000, 100, 1, new ScalarInterpolator(), false);

  @Setup
  public void prepare() {
    boolean isVector = arithmetic == InterpolatorBenchmark.Arithmetic.VECTOR;
    Interpolator interpolator = isVector ? Interpolator.vector().orElseThrow() : new ScalarInterpolator();
    path = new PacketPath(48_000, 48_000, 100, channels, interpolator, isDithered);
  }

  @Benchmark
  @OperationsPerInvocation(48)
  public MemorySegment packet() {
    return path.packet();
  }
}
