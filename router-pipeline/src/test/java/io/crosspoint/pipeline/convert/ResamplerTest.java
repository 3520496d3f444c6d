package io.crosspoint.pipeline.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.pcm.Quantizer;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

  private static final double MINUS_1_DBFS = Math.pow(10, -1 / 20.0);
  private static final int[] RATES = {44_100, 48_000, 88_200, 96_000, 192_000};
  private static final int FRAMES = 16_384;
  /** Until the history is full of signal. */
  private static final int SETTLED = 512;

  private static double[] resample(Kernel kernel, double ratio, int outputFrames, IntToDoubleFunction signal) {
    Resampler resampler = new Resampler(kernel, 1, 64, new ScalarInterpolator());
    resampler.setRatio(ratio);
    return drain(resampler, outputFrames, signal);
  }

  private static double[] drain(Resampler resampler, int outputFrames, IntToDoubleFunction signal) {
    double[][] in = new double[1][1];
    double[][] out = new double[1][outputFrames];
    int done = 0;
    for (int n = 0; done < outputFrames; n++) {
      in[0][0] = signal.applyAsDouble(n);
      resampler.write(in, 0, 1);
      done += resampler.read(out, done, outputFrames - done);
    }
    return out[0];
  }

  private static SineFit measure(int fromHz, int toHz, double ppm, double toneHz) {
    double ratio = (double) fromHz / toHz * (1 + ppm * 1e-6);
    double in = 2 * Math.PI * toneHz / fromHz;
    double[] out = resample(Kernel.between(fromHz, toHz), ratio, FRAMES, n -> MINUS_1_DBFS * Math.sin(in * n));
    return new SineFit(out, SETTLED, FRAMES, in * ratio);
  }

  static Stream<Arguments> ratios() {
    return Stream.of(
        Arguments.of(48_000, 48_000, 100), Arguments.of(48_000, 48_000, -100), Arguments.of(48_000, 48_000, 1000),
        Arguments.of(48_000, 48_000, 37.3), Arguments.of(44_100, 48_000, 0), Arguments.of(44_100, 48_000, 100),
        Arguments.of(48_000, 44_100, 0), Arguments.of(48_000, 44_100, -37), Arguments.of(44_100, 44_100, 100),
        Arguments.of(96_000, 48_000, 3), Arguments.of(48_000, 96_000, 3), Arguments.of(192_000, 48_000, 3),
        Arguments.of(96_000, 44_100, 0), Arguments.of(44_100, 192_000, 0), Arguments.of(96_000, 88_200, 0));
  }

  @ParameterizedTest
  @MethodSource("ratios")
  void shouldAddLessThanMinus150DecibelsOfDistortionAndNoise(int fromHz, int toHz, double ppm) {
    for (double toneHz : new double[] {20, 997, 10_000, 19_000, 20_000}) {
      double thdN = measure(fromHz, toHz, ppm, toneHz).residualDb();
      assertTrue(thdN <= -150, toneHz + " Hz: " + thdN + " dB");
    }
  }

  @Test
  void shouldPassTheAudioBandFlatBetweenAnyTwoRates() {
    for (int fromHz : RATES) {
      for (int toHz : RATES) {
        for (double toneHz : new double[] {20, 997, 10_000, 17_321, 20_000}) {
          double gainDb = 20 * Math.log10(measure(fromHz, toHz, 5, toneHz).amplitude() / MINUS_1_DBFS);
          assertEquals(0, gainDb, 0.001, fromHz + " to " + toHz + " at " + toneHz + " Hz");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "96000,48000,28000", "192000,48000,28000", "88200,48000,28000", "96000,44100,24100", "192000,44100,24100", "88200,44100,24100"
  })
  void shouldLetNoAliasIntoTheAudioBand(int fromHz, int toHz, double edgeHz) {
    Kernel kernel = Kernel.between(fromHz, toHz);
    for (double toneHz = edgeHz; toneHz < fromHz / 2.0; toneHz *= 1.11) {
      double in = 2 * Math.PI * toneHz / fromHz;
      double[] out = resample(kernel, (double) fromHz / toHz, 4096, n -> Math.sin(in * n));
      double power = 0;
      for (int i = SETTLED; i < out.length; i++) {
        power += out[i] * out[i];
      }
      double db = 10 * Math.log10(2 * power / (out.length - SETTLED));
      assertTrue(db <= -150, toneHz + " Hz: " + db + " dB");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {44_100, 48_000, 88_200, 96_000, 192_000})
  void shouldCopyBitForBitAtTheSameRate(int rateHz) {
    SplittableRandom random = new SplittableRandom(4);
    double[] words = random.doubles(100_000, -1, 1).toArray();

    double[] out = resample(Kernel.between(rateHz, rateHz), 1, words.length, n -> n < words.length ? words[n] : 0);

    assertArrayEquals(words, out);
  }

  @ParameterizedTest
  @CsvSource({"48000,48000,0.667", "44100,48000,0.908", "48000,44100,0.917", "96000,96000,0.334", "96000,48000,0.480"})
  void shouldDelayByHalfItsTaps(int fromHz, int toHz, double delayMs) {
    Resampler resampler = new Resampler(Kernel.between(fromHz, toHz), 1, 64, new ScalarInterpolator());
    resampler.setRatio((double) fromHz / toHz);
    double[][] frame = new double[1][1];
    int written = 0;
    int read = 0;
    while (read == 0) {
      resampler.write(frame, 0, 1);
      written++;
      read = resampler.read(frame, 0, 1);
    }

    assertEquals(resampler.delayFrames(), written - 1, "input frames behind the one that comes out");
    assertTrue(1000.0 * resampler.delayFrames() / fromHz <= delayMs);
  }

  @Test
  void shouldAnswerAnImpulseSymmetricallyWithUnitArea() {
    double[] out = resample(Kernel.between(48_000, 96_000), 0.5, 512, n -> n == 100 ? 1 : 0);

    double sum = 0;
    for (int i = 1; i < 64; i++) {
      assertEquals(out[200 - i], out[200 + i], 1e-8);
    }
    for (double sample : out) {
      sum += sample;
    }
    assertEquals(1, out[200], 1e-7);
    assertEquals(2, sum, 1e-6);
  }

  @Test
  void shouldKeepThePhaseOfEveryTone() {
    for (double toneHz : new double[] {20, 997, 10_000, 19_000, 20_000}) {
      assertEquals(0, measure(48_000, 48_000, 100, toneHz).phase(), 1e-6);
      assertEquals(0, measure(44_100, 48_000, 0, toneHz).phase(), 1e-6);
    }
  }

  /** The ideal signal is known at every point of the ramp, because the read position is: the sum of all steps so far. */
  @Test
  void shouldFollowARampWithoutASingleDiscontinuity() {
    Resampler resampler = new Resampler(Kernel.between(48_000, 48_000), 1, 64, new ScalarInterpolator());
    resampler.rampTo(1 + 100e-6, 20_000);
    double tone = 2 * Math.PI * 6000 / 48_000;

    double[] out = drain(resampler, 40_000, n -> Math.sin(tone * n));

    double position = 0;
    double ratio = 1;
    for (int i = 0; i < out.length; i++) {
      if (i >= SETTLED) {
        assertEquals(Math.sin(tone * position), out[i], 3e-8);
      }
      position += ratio;
      ratio = Math.min(1 + 100e-6, ratio + 100e-6 / 20_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"false,-141", "true,-137"})
  void shouldBeLimitedByTheQuantizersAlone(boolean isDithered, double mostDb) {
    Quantizer quantizer = new Quantizer(24, 1);
    double in = 2 * Math.PI * 997 / 48_000;
    double full = Math.scalb(1.0, 31);
    double ratio = 1 + 100e-6;

    double[] out =
        resample(
            Kernel.between(48_000, 48_000), ratio, FRAMES,
            n -> quantizer.quantize(full * MINUS_1_DBFS * Math.sin(in * n), n, 0, isDithered));
    for (int i = 0; i < out.length; i++) {
      out[i] = quantizer.quantize(out[i], i, 1, isDithered);
    }

    double thdN = new SineFit(out, SETTLED, FRAMES, in * ratio).residualDb();
    assertTrue(thdN <= mostDb, thdN + " dB");
  }

  @Test
  void shouldTreatEveryChannelAlike() {
    Resampler resampler = new Resampler(Kernel.between(44_100, 48_000), 5, 4096, new ScalarInterpolator());
    resampler.setRatio(44_100 / 48_000.0);
    double[][] in = new double[5][4096];
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 4096; i++) {
      double sample = random.nextDouble();
      for (double[] channel : in) {
        channel[i] = sample;
      }
    }
    double[][] out = new double[5][5000];

    resampler.write(in, 0, 4096);
    int frames = resampler.read(out, 0, 5000);

    assertEquals((4096 - 40) * 48_000 / 44_100, frames, 1);
    for (int channel = 1; channel < 5; channel++) {
      assertArrayEquals(out[0], out[channel]);
    }
  }

  @Test
  void shouldMakeTheSameOfTwoChannelsAsOfOne() {
    double[] noise = new SplittableRandom(3).doubles(2000, -1, 1).toArray();
    Kernel kernel = Kernel.between(48_000, 48_000);
    double[] mono = resample(kernel, 1 + 100e-6, 1900, n -> noise[n]);
    Resampler stereo = new Resampler(kernel, 2, 2000, new ScalarInterpolator());
    stereo.setRatio(1 + 100e-6);
    double[][] out = new double[2][1900];

    stereo.write(new double[][] {noise, noise}, 0, 2000);
    stereo.read(out, 0, 1900);

    // The sums are taken in another order, so the last bits may differ.
    assertArrayEquals(mono, out[0], 1e-14);
    assertArrayEquals(out[0], out[1]);
  }

  @Test
  void shouldRefuseRatesThatItHasNoKernelFor() {
    assertThrows(IllegalArgumentException.class, () -> Kernel.between(32_000, 48_000));
  }
}
