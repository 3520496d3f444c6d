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
  void shouldAgreeWithAPlainInterpolationWhateverTheRunsAndChannels() {
    SplittableRandom random = new SplittableRandom(9);
    for (int channels = 1; channels <= 3; channels++) {
      int frames = 3_000;
      int[] samples = random.ints((long) frames * channels).map(sample -> sample / 4 & -256).toArray();
      TruePeak found = new TruePeak(channels, 48_000, new Oversampler());
      for (int done = 0, now; done < frames; done += now) {
        now = Math.min(frames - done, random.nextInt(1, 700));
        found.add(samples, done * channels, now);
      }
      assertEquals(greatestInterpolated(samples, channels), found.maximum(), 1e-6);
    }
  }

  /** The four phases as the recommendation writes them down. */
  private static double greatestInterpolated(int[] samples, int channels) {
    double[][] phases = {
      {0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625, 0.9721679687500,
        -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500},
      {-0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250, 0.7797851562500,
        -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375}
    };
    double greatest = 0;
    for (int i = 0; i < samples.length; i++) {
      greatest = Math.max(greatest, Math.abs(samples[i] * 0x1p-31));
      for (double[] phase : phases) {
        double sum = 0;
        double mirrored = 0;
        for (int tap = 0; tap < 12; tap++) {
          double sample = i - tap * channels < 0 ? 0 : samples[i - tap * channels] * 0x1p-31;
          sum += phase[tap] * sample;
          mirrored += phase[11 - tap] * sample;
        }
        greatest = Math.max(greatest, Math.max(Math.abs(sum), Math.abs(mirrored)));
      }
    }
    return greatest;
  }

  @Test
  void shouldTakeTheGreatestSampleAtHighRates() {
    assertEquals(20 * Math.log10(0.5 * Math.sqrt(0.5)), measuredDb(sine(0.25, 45, 0.5, 48_000), 1, 192_000), 0.01);
  }
}
