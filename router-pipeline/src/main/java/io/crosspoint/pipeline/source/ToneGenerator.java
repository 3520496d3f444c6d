package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.stream.IntStream;

/**
 * Test signals as functions of media index: two routers on one clock play them sample for sample alike, and a restarted one goes on where
 * it would have been.
 *
 * <p>Sines come from tables of one period, so that nothing drifts, and are computed in strict arithmetic, so that no processor differs.
 */
public final class ToneGenerator implements FrameGenerator {

  private static final double FULL_SCALE = 0x1p31 - 0x1p8;
  private static final int[] BEEPS_HZ = {250, 500, 1000};
  private static final int SWEEP_S = 10;
  private static final int SWEEP_CYCLE_S = 12;
  private static final double SWEEP_FROM_HZ = 20;
  private static final double SWEEP_TO_HZ = 20_000;
  private static final int OCTAVES = 17;
  /** One over the RMS of a sum of that many even distributions over ±1 (variance 1/3 each) and a white one. */
  private static final double PINK_SCALE = 1 / Math.sqrt((OCTAVES + 1) / 3.0);

  private final ToneSignal signal;
  private final int channels;
  private final int rateHz;
  private final double amplitude;
  private final int cutMask;
  private final int[] tone;
  private final int[][] beeps;

  /**
   * @param levelDb of a sine's peak against full scale, at most 0
   * @param frequencyHz of the line-up tone
   */
  public ToneGenerator(AudioFormat format, ToneSignal signal, double levelDb, int frequencyHz) {
    this.signal = signal;
    this.channels = format.channels();
    this.rateHz = format.rateHz();
    this.amplitude = FULL_SCALE * StrictMath.pow(10, Math.min(0, levelDb) / 20);
    this.cutMask = -1 << (32 - 8 * format.encoding().bytesPerSample());
    this.tone = period(frequencyHz);
    this.beeps = IntStream.of(BEEPS_HZ).mapToObj(this::period).toArray(int[][]::new);
  }

  /** A whole number of periods in a whole number of samples. */
  private int[] period(int frequencyHz) {
    int[] samples = new int[rateHz / gcd(frequencyHz, rateHz)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = rounded(StrictMath.sin(2 * Math.PI * ((long) i * frequencyHz % rateHz) / rateHz));
    }
    return samples;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private int rounded(double value) {
    long step = -(long) cutMask;
    return (int) (Math.round(value * amplitude / step) * step);
  }

  @Override
  public void generate(long firstIndex, int frames, int[] samples) {
    for (int i = 0; i < frames; i++) {
      for (int channel = 0; channel < channels; channel++) {
        samples[i * channels + channel] = sample(firstIndex + i, channel);
      }
    }
  }

  private int sample(long index, int channel) {
    return switch (signal) {
      case LINE_UP -> at(tone, index);
      case EBU -> isInterruptedEbu(index, channel) ? 0 : at(tone, index);
      case GLITS -> isInterruptedGlits(index, channel) ? 0 : at(tone, index);
      case SWEEP -> sweep(index);
      case PINK -> rounded(pink(index, channel));
      case IDENT -> ident(index, channel + 1);
    };
  }

  private static int at(int[] period, long index) {
    return period[(int) Math.floorMod(index, (long) period.length)];
  }

  /** Quarter seconds since the beginning of a cycle of so many seconds. */
  private int quarter(long index, int cycleS) {
    return (int) (Math.floorMod(index, (long) cycleS * rateHz) * 4 / rateHz);
  }

  private boolean isInterruptedEbu(long index, int channel) {
    return channel % 2 == 0 && quarter(index, 3) == 0;
  }

  private boolean isInterruptedGlits(long index, int channel) {
    int quarter = quarter(index, 4);
    return channel % 2 == 0 ? quarter == 0 : quarter == 2 || quarter == 4;
  }

  private int sweep(long index) {
    double seconds = (double) Math.floorMod(index, (long) SWEEP_CYCLE_S * rateHz) / rateHz;
    if (seconds >= SWEEP_S) {
      return 0;
    }
    double slope = StrictMath.log(Math.min(SWEEP_TO_HZ, 0.45 * rateHz) / SWEEP_FROM_HZ) / SWEEP_S;
    return rounded(StrictMath.sin(2 * Math.PI * SWEEP_FROM_HZ / slope * StrictMath.expm1(slope * seconds)));
  }

  /** Each octave holds a random value for twice as long as the one above, and none changes together with another (Voss, McCartney). */
  private static double pink(long index, int channel) {
    double sum = unit(index, -1, channel);
    for (int octave = 0; octave < OCTAVES; octave++) {
      long held = (index + (1L << octave)) >> (octave + 1);
      sum += unit(held, octave, channel);
    }
    return sum * PINK_SCALE * Math.sqrt(0.5);
  }

  /** An even distribution over ±1 (SplitMix64's finaliser). */
  private static double unit(long value, int octave, int channel) {
    long z = value * 0x9E37_79B9_7F4A_7C15L + (octave + 2) * 0xD1B5_4A32_D192_ED03L + channel * 0x8CB9_2BA7_2F3D_8DD7L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return (double) ((z ^ (z >>> 31)) >> 11) * 0x1p-52;
  }

  /** Beeps of an eighth of a second in every quarter, a half of silence between two digits; a digit 0 is left out. */
  private int ident(long index, int number) {
    long position = Math.floorMod(index, 8L * rateHz);
    int eighth = (int) (position * 8 / rateHz);
    int[] digits = {number / 100, number / 10 % 10, number % 10};
    int begin = 0;
    for (int d = 0; d < digits.length; d++) {
      int end = begin + 2 * digits[d];
      if (eighth >= begin && eighth < end) {
        return (eighth - begin) % 2 == 0 ? at(beeps[d], index) : 0;
      }
      begin = digits[d] == 0 ? begin : end + 4;
    }
    return 0;
  }
}
