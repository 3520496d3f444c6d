package io.crosspoint.pipeline.meter;

import java.util.Arrays;

/**
 * Four times oversampling by the interpolation of ITU-R BS.1770-4 Annex 2, four phases of twelve coefficients, of which only the greatest
 * magnitude is kept.
 *
 * <p>Two of the phases are the other two backwards. With s the part of a phase that is symmetric and d the part that is not, a phase and
 * its mirror image give s + d and s − d, and the greater magnitude of these is |s| + |d|: half the multiplications. A pair of phases is
 * only looked at where it can exceed the maximum that stands already: it can make no more of samples than its coefficients' magnitudes
 * add up to.
 *
 * <p>Channels stay interleaved. Each loop adds one pair of coefficients for a whole run, integers into floats: larger loops, and those that
 * read and write arrays of one type at different places, the compiler does not turn into vector instructions.
 *
 * <p><b>Thread:</b> one, which may use it for any number of streams: nothing is kept between two runs.
 */
public final class Oversampler {

  static final int TAPS = 12;

  private static final int HALF = TAPS / 2;
  /** The coefficients of the recommendation are whole numbers of 2^−13, samples here of 2^−30. */
  private static final float UNIT = 0x1p-43f;

  /** Between two samples, where most is to be found, then beside them. */
  private static final int[][] PHASES = {
    {-239, 240, -424, 730, -1364, 3810, 6388, -1641, 832, -477, 271, -155}, {14, 90, -161, 272, -487, 1125, 7964, -838, 390, -218, 122, -68}
  };

  /** What a pair of phases makes of samples at most, and a little for rounding. */
  private static final double[] MOST_GAIN = {2.03, 1.44};

  private final float[][] symmetric = new float[PHASES.length][HALF];
  private final float[][] skew = new float[PHASES.length][HALF];
  private int[] run = new int[0];
  private float[] sums = new float[0];
  private float[] differences = new float[0];

  public Oversampler() {
    for (int phase = 0; phase < PHASES.length; phase++) {
      for (int tap = 0; tap < HALF; tap++) {
        int weight = PHASES[phase][tap];
        int mirrored = PHASES[phase][TAPS - 1 - tap];
        symmetric[phase][tap] = (weight + mirrored) * UNIT / 2;
        skew[phase][tap] = (weight - mirrored) * UNIT / 2;
      }
    }
  }

  /** Whether what lies between samples can exceed a maximum. */
  static boolean canExceed(double maximum, double peak) {
    return peak * MOST_GAIN[0] > maximum;
  }

  /** Where a run is to be put: {@link #TAPS} − 1 frames from before, then the others, in units of 2^−30 of full scale. */
  int[] run(int samples) {
    run = run.length < samples ? new int[samples] : run;
    return run;
  }

  /**
   * Looks at the {@link #run}.
   *
   * @param frames without those from before
   * @param peak no sample is greater
   * @param maximum that stands already
   * @return the greatest magnitude of the samples in between, where it is more than the maximum, and else the maximum
   */
  double greatest(int frames, int channels, double peak, double maximum) {
    int samples = frames * channels;
    if (sums.length < samples) {
      sums = new float[samples];
      differences = new float[samples];
    }
    double most = maximum;
    for (int phase = 0; phase < PHASES.length; phase++) {
      if (peak * MOST_GAIN[phase] > most) {
        weigh(samples, channels, phase);
        most = Math.max(most, greatest(samples));
      }
    }
    return most;
  }

  private void weigh(int samples, int channels, int phase) {
    Arrays.fill(sums, 0, samples, 0);
    Arrays.fill(differences, 0, samples, 0);
    for (int tap = 0; tap < HALF; tap++) {
      addPair(tap * channels, (TAPS - 1 - tap) * channels, samples, symmetric[phase][tap], skew[phase][tap]);
    }
  }

  private void addPair(int place, int mirrored, int samples, float weight, float skewWeight) {
    int[] x = run;
    float[] s = sums;
    float[] d = differences;
    for (int i = 0; i < samples; i++) {
      float a = x[place + i];
      float b = x[mirrored + i];
      s[i] += weight * (a + b);
      d[i] += skewWeight * (a - b);
    }
  }

  private float greatest(int samples) {
    float[] s = sums;
    float[] d = differences;
    float most = 0;
    for (int i = 0; i < samples; i++) {
      most = Math.max(most, Math.abs(s[i]) + Math.abs(d[i]));
    }
    return most;
  }
}
