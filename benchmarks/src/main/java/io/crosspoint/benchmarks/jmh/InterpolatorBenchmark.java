package io.crosspoint.benchmarks.jmh;

import io.crosspoint.pipeline.convert.History;
import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.Kernel;
import io.crosspoint.pipeline.convert.ReadPointer;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import java.util.SplittableRandom;
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

/** The resampler's inner loop. A score is nanoseconds for an output <em>frame</em>: divide by the channels to compare with the targets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InterpolatorBenchmark {

  private static final int FRAMES = 48;

  /** Nominal rates, and ppm that the source is fast. */
  public enum Ratio {
    NEAR_UNITY(48_000, 48_000, 100),
    FROM_44_1_TO_48(44_100, 48_000, 0),
    FROM_48_TO_44_1(48_000, 44_100, 0),
    FROM_96_TO_48(96_000, 48_000, 0);

    final int fromHz;
    final int toHz;
    final double step;

    Ratio(int fromHz, int toHz, double ppm) {
      this.fromHz = fromHz;
      this.toHz = toHz;
      this.step = fromHz * (1 + ppm * 1e-6) / toHz;
    }
  }

  /** With what. */
  public enum Arithmetic {
    SCALAR,
    VECTOR
  }

  @Param Ratio ratio = Ratio.NEAR_UNITY;

  @Param({"1", "2", "8"})
  int channels;

  @Param Arithmetic arithmetic = Arithmetic.SCALAR;

  private Kernel kernel = Kernel.between(48_000, 48_000);
  private History history = new History(1, 1);
  private Interpolator interpolator = new ScalarInterpolator();
  private double[][] out = new double[0][0];
  private final ReadPointer pointer = new ReadPointer();
  private double part;

  @Setup
  public void prepare() {
    kernel = Kernel.between(ratio.fromHz, ratio.toHz);
    interpolator = arithmetic == Arithmetic.VECTOR ? Interpolator.vector().orElseThrow() : new ScalarInterpolator();
    history = new History(channels, 1024);
    double[][] noise = new double[channels][];
    for (int channel = 0; channel < channels; channel++) {
      noise[channel] = new SplittableRandom(channel).doubles(1024, -1, 1).toArray();
    }
    history.write(0, 1024, noise, 0);
    out = new double[channels][FRAMES];
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public double[][] block() {
    part = part > 0.9 ? 0.0123 : part + 0.0317;
    pointer.moveTo(kernel.taps(), part);
    pointer.setStep(ratio.step);
    interpolator.interpolate(kernel, history, pointer, out, 0, FRAMES);
    return out;
  }
}
