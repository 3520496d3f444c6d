package io.crosspoint.pipeline.meter;

import java.util.Arrays;

/**
 * Four times oversampling by the interpolation of ITU-R BS.1770-4 Annex 2, four phases of twelve coefficients, of which only the greatest
 * magnitude is kept.
 *
 * <p>Two of the phases are the other two backwards. With s the part of a phase that is symmetric and d the part that is not, a phase and
 * its mirror image give s + d and s − d, and the greater magnitude of these is |s| + |d|: half the multiplications. Every loop goes over
 * whole arrays at one and the same place, because that is what the compiler turns into vector instructions.
 *
 * <p><b>Thread:</b> one, which may use it for any number of streams: nothing is kept between two runs.
 */
public final class Oversampler {

  static final int TAPS = 12;
  /** Most samples of a run. */
  static final int RUN = 256;
  /** What the magnitudes of a phase add up to, at most. */
  static final float MOST_GAIN = 2.03f;

  private static final int HALF = TAPS / 2;
  /** The coefficients of the recommendation are whole numbers of 2^−13. */
  private static final float UNIT = 1f / 8192;

  private static final int[][] PHASES = {
    {14, 90, -161, 272, -487, 1125, 7964, -838, 390, -218, 122, -68}, {-239, 240, -424, 730, -1364, 3810, 6388, -1641, 832, -477, 271, -155}
  };

  private final float[][] shifted = new float[TAPS][RUN];
  private final float[][] sums = new float[HALF][RUN];
  private final float[][] differences = new float[HALF][RUN];
  private final float[] symmetric = new float[RUN];
  private final float[] skew = new float[RUN];
  private final float[] greatest = new float[RUN];

  /**
   * @param run {@link #TAPS} − 1 samples from before, then at most {@link #RUN}
   * @param samples without those from before
   * @return the greatest magnitude of the samples in between
   */
  float greatest(float[] run, int samples) {
    for (int tap = 0; tap < TAPS; tap++) {
      System.arraycopy(run, tap, shifted[tap], 0, samples);
    }
    Arrays.fill(greatest, 0, samples, 0);
    for (int tap = 0; tap < HALF; tap++) {
      add(shifted[tap], shifted[TAPS - 1 - tap], sums[tap], samples);
      subtract(shifted[tap], shifted[TAPS - 1 - tap], differences[tap], samples);
    }
    for (int[] phase : PHASES) {
      weigh(phase, 1, sums, symmetric, samples);
      weigh(phase, -1, differences, skew, samples);
      raise(symmetric, skew, greatest, samples);
    }
    float most = 0;
    for (int i = 0; i < samples; i++) {
      most = Math.max(most, greatest[i]);
    }
    return most;
  }

  private static void add(float[] a, float[] b, float[] into, int samples) {
    for (int i = 0; i < samples; i++) {
      into[i] = a[i] + b[i];
    }
  }

  private static void subtract(float[] a, float[] b, float[] into, int samples) {
    for (int i = 0; i < samples; i++) {
      into[i] = a[i] - b[i];
    }
  }

  /** @param mirror 1 for the symmetric part of a phase, −1 for the rest */
  private static void weigh(int[] phase, int mirror, float[][] terms, float[] into, int samples) {
    float w0 = weight(phase, mirror, 0);
    float w1 = weight(phase, mirror, 1);
    float w2 = weight(phase, mirror, 2);
    float w3 = weight(phase, mirror, 3);
    float w4 = weight(phase, mirror, 4);
    float w5 = weight(phase, mirror, 5);
    float[] t0 = terms[0];
    float[] t1 = terms[1];
    float[] t2 = terms[2];
    float[] t3 = terms[3];
    float[] t4 = terms[4];
    float[] t5 = terms[5];
    for (int i = 0; i < samples; i++) {
      into[i] = w0 * t0[i] + w1 * t1[i] + w2 * t2[i] + w3 * t3[i] + w4 * t4[i] + w5 * t5[i];
    }
  }

  private static float weight(int[] phase, int mirror, int tap) {
    return (phase[tap] + mirror * phase[TAPS - 1 - tap]) * UNIT / 2;
  }

  private static void raise(float[] a, float[] b, float[] greatest, int samples) {
    for (int i = 0; i < samples; i++) {
      greatest[i] = Math.max(greatest[i], Math.abs(a[i]) + Math.abs(b[i]));
    }
  }
}
