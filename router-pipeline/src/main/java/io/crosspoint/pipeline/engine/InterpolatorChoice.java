package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.convert.History;
import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.Kernel;
import io.crosspoint.pipeline.convert.ReadPointer;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Which inner loop resamples on this host: measured at start, on the kernels and channel counts of this very plant, with both compiled.
 * Vector instructions are mostly several times faster, but not on every processor, and not if the compiler does not get round to them.
 *
 * <p>Decided once for the process, so that the calls on the hot path meet one class only.
 */
final class InterpolatorChoice {

  private static final int BLOCK_FRAMES = 48;
  private static final int LEAST_ROUNDS = 2_000;
  private static final int TIMED_RUNS = 25;
  private static final int TIMED_ROUNDS = 8;
  private static final long SHORTEST_NS = 200_000_000;
  private static final long LONGEST_NS = 2_000_000_000;

  private final Supplier<Interpolator> supplier;
  private final String reason;

  private InterpolatorChoice(Supplier<Interpolator> supplier, String reason) {
    this.supplier = supplier;
    this.reason = reason;
  }

  /** Takes some tenths of a second where there is anything to resample. */
  static InterpolatorChoice measure(PlantSpec plant) {
    List<Work> works = works(plant);
    if (works.isEmpty()) {
      return new InterpolatorChoice(ScalarInterpolator::new, "");
    }
    Optional<Interpolator> vector = Interpolator.vector();
    if (vector.isEmpty()) {
      return new InterpolatorChoice(ScalarInterpolator::new, "resampling with plain arithmetic: no vector module in this JVM");
    }
    double speedUp = speedUp(works, new ScalarInterpolator(), vector.get());
    if (speedUp <= 1) {
      return new InterpolatorChoice(
          ScalarInterpolator::new, "resampling with plain arithmetic: vector instructions are %.1f times as fast here".formatted(speedUp));
    }
    return new InterpolatorChoice(
        () -> Interpolator.vector().orElseThrow(),
        "resampling with vector instructions, %.1f times as fast as plain arithmetic here".formatted(speedUp));
  }

  /** Makes one for each thread. */
  Supplier<Interpolator> supplier() {
    return supplier;
  }

  /** What was chosen why; empty where nothing is resampled. */
  String reason() {
    return reason;
  }

  private static double speedUp(List<Work> works, Interpolator scalar, Interpolator vector) {
    CompilerWatch compiler = new CompilerWatch(SHORTEST_NS, LONGEST_NS);
    for (int round = 0; round < LEAST_ROUNDS || compiler.shouldGoOn(); round++) {
      int frames = 1 + round % BLOCK_FRAMES;
      for (Work work : works) {
        work.run(scalar, frames);
        work.run(vector, frames);
      }
    }
    long scalarNs = Long.MAX_VALUE;
    long vectorNs = Long.MAX_VALUE;
    for (int run = 0; run < TIMED_RUNS; run++) {
      scalarNs = Math.min(scalarNs, time(works, scalar));
      vectorNs = Math.min(vectorNs, time(works, vector));
    }
    return (double) scalarNs / vectorNs;
  }

  private static long time(List<Work> works, Interpolator interpolator) {
    long startNs = System.nanoTime();
    for (int round = 0; round < TIMED_ROUNDS; round++) {
      for (Work work : works) {
        work.run(interpolator, BLOCK_FRAMES);
      }
    }
    return System.nanoTime() - startNs;
  }

  private static List<Work> works(PlantSpec plant) {
    List<Integer> rates = plant.outputs().stream().map(output -> output.format().rateHz()).distinct().toList();
    List<Work.Shape> shapes = plant.inputs().stream().flatMap(input -> shapes(input, rates)).distinct().toList();
    List<Work> works = new ArrayList<>();
    for (Work.Shape shape : shapes) {
      works.add(new Work(shape));
    }
    return works;
  }

  private static Stream<Work.Shape> shapes(InputSpec input, List<Integer> rates) {
    int fromHz = input.format().rateHz();
    return rates.stream()
        .filter(toHz -> input.isConvertedFor(toHz) && Kernel.isSupported(fromHz) && Kernel.isSupported(toHz))
        .map(toHz -> new Work.Shape(fromHz, toHz, input.format().channels()));
  }

  /** Blocks of one shape, as the convert stage will have them; a whole position now and then, where the loop is another. */
  private static final class Work {

    private static final int COPIED_OF = 16;

    private final Kernel kernel;
    private final History history;
    private final ReadPointer pointer = new ReadPointer();
    private final double[][] block;
    private final Shape shape;
    private int blocks;

    private record Shape(int fromHz, int toHz, int channels) {}

    Work(Shape shape) {
      this.shape = shape;
      this.kernel = Kernel.between(shape.fromHz, shape.toHz);
      int frames = 2 * kernel.taps() + (int) ((long) BLOCK_FRAMES * shape.fromHz / shape.toHz) + 2;
      this.history = new History(shape.channels, frames);
      history.extendTo(frames);
      this.block = new double[shape.channels][BLOCK_FRAMES];
    }

    void run(Interpolator interpolator, int frames) {
      if (++blocks % COPIED_OF == 0) {
        pointer.moveTo(kernel.taps(), 0L);
        pointer.setStep(1, 1);
        interpolator.interpolate(kernel, history, pointer, block, 0, 2);
      }
      pointer.moveTo(kernel.taps(), (blocks % COPIED_OF) / (double) COPIED_OF);
      pointer.setStep((double) shape.fromHz / shape.toHz * (1 + 50e-6));
      interpolator.interpolate(kernel, history, pointer, block, 0, frames);
    }
  }
}
