package io.crosspoint.pipeline.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The minimum requirements of EBU Tech 3341 that need no recorded programme, and what BS.1770-4 says of single tones. */
class LoudnessTest {

  private static final double TOLERANCE_LU = 0.1;
  private static final double FIVE_CHANNELS_SURROUND = 1.41;

  /** A 1 kHz tone of several sections, as the tests of Tech 3341 are made of. */
  private static final class Tone {
    final int rateHz;
    final Loudness loudness;
    final int channels;
    private long frame;

    Tone(int rateHz, double... weights) {
      this.rateHz = rateHz;
      this.channels = weights.length;
      this.loudness = new Loudness(rateHz, weights);
    }

    static Tone stereo(int rateHz) {
      return new Tone(rateHz, 1, 1);
    }

    /** @param dbfs peak level of each channel, or of all when only one is given */
    Tone play(double seconds, double... dbfs) {
      int frames = (int) Math.round(seconds * rateHz);
      int[] samples = new int[frames * channels];
      for (int i = 0; i < frames; i++, frame++) {
        double sine = Math.sin(2 * Math.PI * 1000 * frame / rateHz);
        for (int c = 0; c < channels; c++) {
          double level = Math.pow(10, dbfs[dbfs.length == 1 ? 0 : c] / 20);
          samples[i * channels + c] = (int) Math.round(level * sine * (Integer.MAX_VALUE - 255)) & -256;
        }
      }
      // In pieces of a packet, as they come.
      for (int at = 0; at < frames; at += 48) {
        loudness.add(samples, at * channels, Math.min(48, frames - at));
      }
      return this;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {44_100, 48_000, 88_200, 96_000, 192_000})
  void shouldReadTheLevelOfAToneAtEveryRate(int rateHz) {
    for (double dbfs : new double[] {-23, -33}) {
      Tone tone = Tone.stereo(rateHz).play(20, dbfs);
      assertEquals(dbfs, tone.loudness.momentaryLufs(), TOLERANCE_LU);
      assertEquals(dbfs, tone.loudness.shortTermLufs(), TOLERANCE_LU);
      assertEquals(dbfs, tone.loudness.integratedLufs(), TOLERANCE_LU);
    }
  }

  @Test
  void shouldIgnoreWhatIsTenLuBelowTheProgramme() {
    Tone tone = Tone.stereo(48_000).play(10, -36).play(60, -23).play(10, -36);
    assertEquals(-23, tone.loudness.integratedLufs(), TOLERANCE_LU);
  }

  @Test
  void shouldIgnoreWhatIsBelowTheAbsoluteGate() {
    Tone tone = Tone.stereo(48_000).play(10, -72).play(10, -36).play(60, -23).play(10, -36).play(10, -72);
    assertEquals(-23, tone.loudness.integratedLufs(), TOLERANCE_LU);
  }

  @Test
  void shouldAverageWhatIsWithinTheGates() {
    Tone tone = Tone.stereo(48_000).play(20, -26).play(20.1, -20).play(20, -26);
    assertEquals(-23, tone.loudness.integratedLufs(), TOLERANCE_LU);
  }

  @Test
  void shouldWeighSurroundChannels() {
    Tone tone = new Tone(48_000, 1, 1, 1, FIVE_CHANNELS_SURROUND, FIVE_CHANNELS_SURROUND).play(20, -28, -28, -24, -30, -30);
    assertEquals(-23, tone.loudness.integratedLufs(), TOLERANCE_LU);
  }

  @Test
  void shouldLeaveLowFrequencyEffectsOut() {
    Tone tone = new Tone(48_000, 1, 1, 1, 0, FIVE_CHANNELS_SURROUND, FIVE_CHANNELS_SURROUND).play(20, -28, -28, -24, -3, -30, -30);
    assertEquals(-23, tone.loudness.integratedLufs(), TOLERANCE_LU);
  }

  @Test
  void shouldReadOneChannelOfAFullScaleToneAsBs1770Says() {
    assertEquals(-3.01, new Tone(48_000, 1).play(5, 0).loudness.momentaryLufs(), 0.02);
  }

  @Test
  void shouldHoldShortTermConstantOverItsThreeSeconds() {
    Tone tone = Tone.stereo(48_000);
    for (int i = 0; i < 5; i++) {
      tone.play(1.34, -20);
      assertShortTermIfKnown(tone);
      tone.play(1.66, -30);
      assertShortTermIfKnown(tone);
    }
  }

  private static void assertShortTermIfKnown(Tone tone) {
    double lufs = tone.loudness.shortTermLufs();
    assertTrue(Double.isNaN(lufs) || Math.abs(lufs + 23) <= TOLERANCE_LU, "short-term " + lufs);
  }

  @Test
  void shouldHoldMomentaryConstantOverItsFourHundredMilliseconds() {
    Tone tone = Tone.stereo(48_000);
    for (int i = 0; i < 25; i++) {
      tone.play(0.18, -20);
      tone.play(0.22, -30);
      assertEquals(-23, tone.loudness.momentaryLufs(), TOLERANCE_LU);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05, 1.2, 1.35, 1.5, 1.65, 1.8, 1.95, 2.1, 2.25, 2.4, 2.55, 2.7, 2.85})
  void shouldFindTheGreatestShortTermWhereverTheToneBegins(double silenceSeconds) {
    Tone tone = Tone.stereo(48_000).play(3 + silenceSeconds, -200);
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 30; i++) {
      tone.play(0.1, -23);
      greatest = Math.max(greatest, tone.loudness.shortTermLufs());
    }
    for (int i = 0; i < 10; i++) {
      tone.play(0.1, -200);
      greatest = Math.max(greatest, tone.loudness.shortTermLufs());
    }
    assertEquals(-23, greatest, TOLERANCE_LU);
  }

  @Test
  void shouldBeginAnewWhenToldTo() {
    Tone tone = Tone.stereo(48_000).play(10, -10);
    tone.loudness.restart();
    assertTrue(Double.isNaN(tone.loudness.integratedLufs()));
    assertEquals(-23, tone.play(10, -23).loudness.integratedLufs(), TOLERANCE_LU);
  }

  @Test
  void shouldKnowNothingBeforeItsWindowsAreFullAndNothingOfSilence() {
    Tone tone = Tone.stereo(48_000).play(0.39, -23);
    assertTrue(Double.isNaN(tone.loudness.momentaryLufs()));
    tone.play(2.6, -23);
    assertTrue(Double.isNaN(tone.loudness.shortTermLufs()));
    Tone silence = new Tone(48_000, 1, 1);
    silence.loudness.add(new int[48_000 * 10], 0, 48_000 * 5);
    assertEquals(Double.NEGATIVE_INFINITY, silence.loudness.momentaryLufs());
    assertTrue(Double.isNaN(silence.loudness.integratedLufs()));
  }

  @Test
  void shouldHaveTheTabulatedFiltersAtFortyEightKilohertz() {
    KWeighting filter = new KWeighting(1, 48_000);
    assertEquals(1.53512485958697, filter.b0, 1e-9);
    assertEquals(-2.69169618940638, filter.b1, 1e-9);
    assertEquals(1.19839281085285, filter.b2, 1e-9);
    assertEquals(-1.69065929318241, filter.a1, 1e-9);
    assertEquals(0.73248077421585, filter.a2, 1e-9);
    assertEquals(-1.99004745483398, filter.passA1, 1e-9);
    assertEquals(0.99007225036621, filter.passA2, 1e-9);
  }

  @Test
  void shouldReadEveryNumberOfChannelsAlike() {
    SplittableRandom random = new SplittableRandom(3);
    int[] mono = random.ints(48_000L * 4).toArray();
    double one = loudness(mono, 1);
    for (int channels = 2; channels <= 8; channels++) {
      int[] all = new int[mono.length * channels];
      for (int i = 0; i < all.length; i++) {
        all[i] = mono[i / channels];
      }
      assertEquals(one + 10 * Math.log10(channels), loudness(all, channels), 1e-9);
    }
  }

  @Test
  void shouldHearASoundBehindSilenceAndTheEndOfItInTheSilenceBehind() {
    int[] samples = new int[96_000];
    samples[20_001] = 1 << 30;
    samples[70_000] = -(1 << 30);
    double[] frameByFrame = new double[1];
    double[] inPieces = new double[1];
    KWeighting one = new KWeighting(1, 48_000);
    KWeighting other = new KWeighting(1, 48_000);
    for (int i = 0; i < samples.length; i++) {
      one.addSquares(samples, i, 1, frameByFrame);
    }
    for (int i = 0; i < samples.length; i += 1_200) {
      other.addSquares(samples, i, 1_200, inPieces);
    }
    assertEquals(frameByFrame[0], inPieces[0], 1e-12 * frameByFrame[0]);
    assertTrue(inPieces[0] > 0.5, "both sounds");
  }

  private static double loudness(int[] samples, int channels) {
    double[] weights = new double[channels];
    Arrays.fill(weights, 1);
    Loudness loudness = new Loudness(48_000, weights);
    loudness.add(samples, 0, samples.length / channels);
    return loudness.integratedLufs();
  }
}
