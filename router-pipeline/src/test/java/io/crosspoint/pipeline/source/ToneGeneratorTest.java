package io.crosspoint.pipeline.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Test signals: level, rhythm and spectrum, and that they are functions of the media index. */
class ToneGeneratorTest {

  private static final int RATE = 48_000;
  private static final long SOMEWHERE = 85_000_000_000_123L;

  private static ToneGenerator tone(ToneSignal signal, int channels) {
    return new ToneGenerator(new AudioFormat(Encoding.L24, RATE, channels), signal, -18, 1000);
  }

  private static int[] play(ToneGenerator tone, int channels, long first, int frames) {
    int[] samples = new int[frames * channels];
    tone.generate(first, frames, samples);
    return samples;
  }

  @ParameterizedTest
  @EnumSource(ToneSignal.class)
  void shouldBeAFunctionOfTheIndex(ToneSignal signal) {
    int[] whole = play(tone(signal, 4), 4, SOMEWHERE, 5000);
    ToneGenerator other = tone(signal, 4);
    for (int at = 0; at < 5000; at += 50) {
      assertArrayEquals(Arrays.copyOfRange(whole, at * 4, (at + 50) * 4), play(other, 4, SOMEWHERE + at, 50));
    }
    assertTrue(Arrays.stream(whole).allMatch(sample -> (sample & 0xFF) == 0), "24 bits");
  }

  @Test
  void shouldPlayTheLineUpToneAtItsLevel() {
    int[] samples = play(tone(ToneSignal.LINE_UP, 1), 1, SOMEWHERE, RATE);
    double peakDb = 20 * Math.log10(Arrays.stream(samples).max().orElseThrow() / 0x1p31);
    assertEquals(-18, peakDb, 0.001);
    for (int i = 48; i < RATE; i++) {
      assertEquals(samples[i - 48], samples[i]);
    }
    assertEquals(0, samples[(int) Math.floorMod(-SOMEWHERE, 48L)]);
  }

  /** In eighths of a second from the beginning of a cycle of 4 s, and one of 3 s. */
  @Test
  void shouldInterruptAsTheStandardsSay() {
    long cycle = Math.floorDiv(SOMEWHERE, 12L * RATE) * 12 * RATE;
    assertEquals("..##############################", rhythm(ToneSignal.GLITS, cycle, 0, 32));
    assertEquals("####..##..######################", rhythm(ToneSignal.GLITS, cycle, 1, 32));
    assertEquals("####..##..######################", rhythm(ToneSignal.GLITS, cycle + 4L * RATE, 3, 32));
    assertEquals("..######################", rhythm(ToneSignal.EBU, cycle + 3L * RATE, 0, 24));
    assertEquals("########################", rhythm(ToneSignal.EBU, cycle, 1, 24));
  }

  /** Channel 13 beeps once at 500 Hz, then three times at 1 kHz. */
  @Test
  void shouldBeepTheNumberOfTheChannel() {
    long cycle = Math.floorDiv(SOMEWHERE, 8L * RATE) * 8 * RATE;
    assertEquals("#.....#.#.#.............", rhythm(ToneSignal.IDENT, cycle, 12, 24));
    assertEquals("#.......................", rhythm(ToneSignal.IDENT, cycle, 0, 24));
  }

  private static String rhythm(ToneSignal signal, long first, int channel, int eighths) {
    StringBuilder heard = new StringBuilder();
    int[] samples = play(tone(signal, 16), 16, first, eighths * RATE / 8);
    for (int eighth = 0; eighth < eighths; eighth++) {
      boolean isLoud = false;
      for (int i = eighth * RATE / 8; i < (eighth + 1) * RATE / 8; i++) {
        isLoud |= samples[i * 16 + channel] != 0;
      }
      heard.append(isLoud ? '#' : '.');
    }
    return heard.toString();
  }

  /** Passes 20 Hz to 20 kHz in ten seconds: 1 kHz in the middle, counted by its zero crossings. */
  @Test
  void shouldSweepAnOctaveInTheTimeOfAnyOther() {
    long cycle = Math.floorDiv(SOMEWHERE, 12L * RATE) * 12 * RATE;
    int[] samples = play(tone(ToneSignal.SWEEP, 1), 1, cycle, 12 * RATE);
    for (int at = 1; at < 10; at++) {
      int crossings = 0;
      for (int i = at * RATE - RATE / 8; i < at * RATE + RATE / 8; i++) {
        crossings += samples[i] >= 0 != samples[i + 1] >= 0 ? 1 : 0;
      }
      assertEquals(20 * Math.pow(1000, at / 10.0), crossings * 2, Math.max(4, 0.03 * crossings * 2), "second " + at);
    }
    assertTrue(Arrays.stream(samples, 10 * RATE, 12 * RATE).allMatch(sample -> sample == 0));
  }

  /** Power in each octave is alike, which is what 3 dB an octave means; channels have nothing to do with each other. */
  @Test
  void shouldPlayPinkNoise() {
    int frames = 1 << 18;
    int[] both = play(tone(ToneSignal.PINK, 2), 2, SOMEWHERE, frames);
    double[] left = new double[frames];
    double cross = 0;
    double power = 0;
    for (int i = 0; i < frames; i++) {
      left[i] = both[2 * i] / 0x1p31;
      power += left[i] * left[i] / frames;
      cross += left[i] * both[2 * i + 1] / 0x1p31 / frames;
    }
    assertEquals(-21, 10 * Math.log10(power), 1.0);
    assertEquals(0, cross / power, 0.15);
    double previous = Double.NaN;
    for (int octave = 0; octave < 8; octave++) {
      double band = bandPower(left, 0.25 / (1 << octave));
      if (octave > 0) {
        assertEquals(previous, band, 2.0, "octave " + octave);
      }
      previous = band;
    }
  }

  /** Haar wavelet: the power of an octave below a fraction of the rate, in dB. */
  private static double bandPower(double[] samples, double fraction) {
    int half = (int) Math.round(0.25 / fraction);
    double sum = 0;
    int count = 0;
    for (int at = 0; at + 2 * half <= samples.length; at += 2 * half) {
      double difference = 0;
      for (int i = 0; i < half; i++) {
        difference += samples[at + i] - samples[at + half + i];
      }
      sum += difference * difference / (2.0 * half);
      count++;
    }
    return 10 * Math.log10(sum / count / half);
  }
}
