package io.crosspoint.pipeline.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The build starts its tests with the vector module; {@link #main} is started without. */
class InterpolatorTest {

  private static final int HISTORY = 4096;
  private static final int FRAMES = 1000;

  private static Interpolator vector() {
    return Interpolator.vector().orElseThrow(() -> new AssertionError("start tests with --add-modules jdk.incubator.vector"));
  }

  private static History noise(int channels) {
    History history = new History(channels, HISTORY);
    SplittableRandom random = new SplittableRandom(channels);
    double[][] samples =
        IntStream.range(0, channels).mapToObj(channel -> random.doubles(HISTORY, -1, 1).toArray()).toArray(double[][]::new);
    history.write(0, HISTORY, samples, 0);
    return history;
  }

  private static double[][] read(Interpolator interpolator, Kernel kernel, int channels, double step) {
    double[][] out = new double[channels][FRAMES];
    ReadPointer pointer = new ReadPointer();
    pointer.moveTo(kernel.taps(), 0L);
    pointer.setStep(step);
    SplittableRandom random = new SplittableRandom(7);
    History history = noise(channels);
    for (int done = 0; done < FRAMES; ) {
      int block = Math.min(FRAMES - done, 1 + random.nextInt(50));
      interpolator.interpolate(kernel, history, pointer, out, done, block);
      done += block;
    }
    return out;
  }

  static Stream<Arguments> ratios() {
    return Stream.of(
        Arguments.of(48_000, 48_000, 100), Arguments.of(48_000, 48_000, -5000), Arguments.of(44_100, 48_000, 0),
        Arguments.of(48_000, 44_100, 37), Arguments.of(96_000, 48_000, 0), Arguments.of(44_100, 44_100, -1),
        Arguments.of(192_000, 48_000, 5), Arguments.of(44_100, 192_000, 0));
  }

  @ParameterizedTest
  @MethodSource("ratios")
  void shouldAgreeButForTheLastBitsInVectorsAndInScalars(int fromHz, int toHz, double ppm) {
    Kernel kernel = Kernel.between(fromHz, toHz);
    double step = Math.min(3, (double) fromHz / toHz) * (1 + ppm * 1e-6);
    for (int channels = 1; channels <= 9; channels++) {
      double[][] scalars = read(new ScalarInterpolator(), kernel, channels, step);
      double[][] vectors = read(vector(), kernel, channels, step);
      for (int channel = 0; channel < channels; channel++) {
        assertArrayEquals(scalars[channel], vectors[channel], 4e-15, channels + " channels, channel " + channel);
      }
    }
  }

  /** Steps of a quarter: every fourth frame is at a whole position, where the kernel of equal rates is the identity. */
  @ParameterizedTest
  @CsvSource({"1", "2", "5", "8"})
  void shouldCopyAtWholePositions(int channels) {
    Kernel kernel = Kernel.between(48_000, 48_000);
    History history = noise(channels);
    for (Interpolator interpolator : List.of(new ScalarInterpolator(), vector())) {
      double[][] out = read(interpolator, kernel, channels, 0.25);
      for (int channel = 0; channel < channels; channel++) {
        for (int i = 0; i < FRAMES; i += 4) {
          assertEquals(history.channel(channel)[history.position(kernel.taps() + i / 4)], out[channel][i]);
        }
      }
    }
  }

  @Test
  void shouldAddLessThanMinus150DecibelsInVectors() {
    Kernel kernel = Kernel.between(48_000, 48_000);
    double tone = 2 * Math.PI * 20_000 / 48_000;
    Resampler resampler = new Resampler(kernel, 2, HISTORY, vector());
    resampler.setRatio(1 + 100e-6);
    double[] sine = IntStream.range(0, HISTORY).mapToDouble(n -> Math.sin(tone * n)).toArray();
    double[][] out = new double[2][HISTORY];

    resampler.write(new double[][] {sine, sine}, 0, HISTORY);
    int frames = resampler.read(out, 0, HISTORY);

    double thdN = new SineFit(out[1], 128, frames, tone * (1 + 100e-6)).residualDb();
    assertTrue(thdN <= -150, thdN + " dB");
  }

  @ParameterizedTest
  @CsvSource({"false,1", "false,2", "false,8", "true,1", "true,2", "true,8"})
  void shouldAllocateNothingOnceCompiled(boolean isVector, int channels) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Kernel kernel = Kernel.between(44_100, 48_000);
    Interpolator interpolator = isVector ? vector() : new ScalarInterpolator();
    History history = noise(channels);
    double[][] out = new double[channels][48];
    ReadPointer pointer = new ReadPointer();
    pointer.setStep(44_100, 48_000);
    long allocated = -1;
    // Until it is compiled every vector is an object; when that is depends on what else the machine does.
    for (int window = 0; window < 500 && allocated != 0; window++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int block = 0; block < 1000; block++) {
        pointer.moveTo(kernel.taps(), block * 1e-3);
        interpolator.interpolate(kernel, history, pointer, out, 0, 48);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }

    assertEquals(0, allocated);
  }

  @Test
  void shouldDoWithoutVectorsWhereTheirModuleIsMissing() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-cp",
                System.getProperty("java.class.path"), InterpolatorTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor(), said);
    assertEquals("resampled without vectors", said.strip());
  }

  public static void main(String[] arguments) {
    assertFalse(Interpolator.vector().isPresent());
    double[][] out = read(Interpolator.vector().orElseGet(ScalarInterpolator::new), Kernel.between(48_000, 48_000), 2, 1);
    assertEquals(noise(2).channel(1)[noise(2).position(64)], out[1][0]);
    System.out.println("resampled without vectors");
  }
}
