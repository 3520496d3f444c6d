package io.crosspoint.pipeline.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases 15 to 18 of EBU Tech 3341, and 19 below full scale, because integer samples end there. */
class TruePeakTest {

  private static int[] sine(double cyclesPerSample, double degrees, double amplitude, int frames) {
    int[] samples = new int[frames];
    for (int i = 0; i < frames; i++) {
      // Faded in, as the tests are: a sine that begins at once overshoots.
      double fade = Math.min(1, Math.min(i, frames - 1 - i) / 500.0);
      samples[i] = (int) (fade * amplitude * Math.sin(2 * Math.PI * cyclesPerSample * i + Math.toRadians(degrees)) * 0x1p31);
    }
    return samples;
  }

  private static double measuredDb(int[] samples, int channels, int rateHz) {
    TruePeak peak = new TruePeak(channels, rateHz, new Oversampler());
    int frames = samples.length / channels;
    for (int at = 0; at < frames; at += 48) {
      peak.add(samples, at * channels, Math.min(48, frames - at));
    }
    return 20 * Math.log10(peak.maximum());
  }

  @ParameterizedTest
  @CsvSource({"4, 0, 0.5, -6", "4, 45, 0.5, -6", "6, 60, 0.5, -6", "8, 67.5, 0.5, -6", "4, 45, 1.41, 3"})
  void shouldFindThePeakBetweenSamples(int divisor, double degrees, double amplitude, double dbtp) {
    double scale = amplitude > 1 ? 0.5 : 1;
    double measured = measuredDb(sine(1.0 / divisor, degrees, amplitude * scale, 48_000), 1, 48_000) - 20 * Math.log10(scale);
    assertTrue(measured >= dbtp - 0.4 && measured <= dbtp + 0.2, "measured " + measured + " dBTP");
  }

  @Test
  void shouldFindTheSameWhateverHasBeenSkipped() {
    SplittableRandom random = new SplittableRandom(7);
    int[] samples = new int[48_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (int) ((random.nextDouble() - 0.5) * 0x1p31 * (0.1 + 0.9 * Math.abs(Math.sin(i / 3000.0))));
    }
    double whole = measuredDb(samples, 1, 48_000);
    TruePeak pieces = new TruePeak(1, 48_000, new Oversampler());
    double greatest = 0;
    for (int at = 0; at < samples.length; at += 100) {
      pieces.restart();
      pieces.add(samples, at, 100);
      greatest = Math.max(greatest, pieces.maximum());
    }
    assertEquals(whole, 20 * Math.log10(greatest), 1e-9);
  }

  @Test
  void shouldHearEveryChannel() {
    int[] one = sine(0.25, 45, 0.5, 4_800);
    int[] three = new int[one.length * 3];
    for (int i = 0; i < one.length; i++) {
      three[3 * i + 2] = one[i];
    }
    assertEquals(measuredDb(one, 1, 48_000), measuredDb(three, 3, 48_000), 1e-9);
  }

  @Test
  void shouldTakeTheGreatestSampleAtHighRates() {
    assertEquals(20 * Math.log10(0.5 * Math.sqrt(0.5)), measuredDb(sine(0.25, 45, 0.5, 48_000), 1, 192_000), 0.01);
  }
}
