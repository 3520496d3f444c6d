package io.crosspoint.pipeline.meter;

import java.util.Arrays;

/**
 * Loudness of one stream after EBU R 128 and ITU-R BS.1770-4: momentary (400 ms) and short-term (3 s), each moved on every 100 ms, and
 * integrated over all since the beginning or {@link #restart}, gated. What it says follows from the samples alone.
 *
 * <p><b>Thread:</b> one.
 */
public final class Loudness {

  private static final double OFFSET_DB = -0.691;
  /** Parts of 100 ms: four are a momentary block, thirty a short-term one. */
  private static final int MOMENTARY_PARTS = 4;

  private static final int SHORT_TERM_PARTS = 30;

  private final double[] weights;
  private final int channels;
  private final int partFrames;
  private final KWeighting filter;
  private final double[] squares;
  private final LoudnessGate gate = new LoudnessGate();
  private final double[] parts = new double[SHORT_TERM_PARTS];
  private long partsDone;
  private long partsAtRestart;
  private int framesInPart;

  /**
   * @param rateHz a multiple of ten
   * @param weights of each channel in the sum: 1, 1.41 for surround channels, 0 for low-frequency effects
   */
  public Loudness(int rateHz, double... weights) {
    this.weights = weights.clone();
    this.channels = weights.length;
    this.partFrames = rateHz / 10;
    this.filter = new KWeighting(channels, rateHz);
    this.squares = new double[channels];
  }

  /** Where nothing is known of the channels' places: each counts alike. */
  public static Loudness ofEqualChannels(int rateHz, int channels) {
    double[] weights = new double[channels];
    Arrays.fill(weights, 1);
    return new Loudness(rateHz, weights);
  }

  /**
   * Takes frames in.
   *
   * @param samples 32-bit, left-justified, interleaved
   * @param at where the frames begin
   */
  public void add(int[] samples, int at, int frames) {
    int done = 0;
    while (done < frames) {
      int now = Math.min(frames - done, partFrames - framesInPart);
      filter.addSquares(samples, at + done * channels, now, squares);
      done += now;
      framesInPart += now;
      if (framesInPart == partFrames) {
        endPart();
      }
    }
  }

  private void endPart() {
    double energy = 0;
    for (int channel = 0; channel < channels; channel++) {
      energy += weights[channel] * squares[channel] / partFrames;
      squares[channel] = 0;
    }
    parts[(int) (partsDone % SHORT_TERM_PARTS)] = energy;
    partsDone++;
    framesInPart = 0;
    if (partsDone - partsAtRestart >= MOMENTARY_PARTS) {
      gate.add(mean(MOMENTARY_PARTS));
    }
  }

  /** LUFS; minus infinity for digital silence, NaN before 400 ms. */
  public double momentaryLufs() {
    return lufs(mean(MOMENTARY_PARTS));
  }

  /** LUFS; minus infinity for digital silence, NaN before 3 s. */
  public double shortTermLufs() {
    return lufs(mean(SHORT_TERM_PARTS));
  }

  /** LUFS; NaN while nothing was louder than −70 LUFS. */
  public double integratedLufs() {
    return gate.lufs();
  }

  /** Begins a new programme: integrated loudness forgets what was. */
  public void restart() {
    gate.clear();
    partsAtRestart = partsDone + (framesInPart > 0 ? 1 : 0);
  }

  private double mean(int newest) {
    if (partsDone < newest) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 1; i <= newest; i++) {
      sum += parts[(int) ((partsDone - i) % SHORT_TERM_PARTS)];
    }
    return sum / newest;
  }

  static double lufs(double energy) {
    return OFFSET_DB + 10 * Math.log10(energy);
  }

  static double energy(double lufs) {
    return Math.pow(10, (lufs - OFFSET_DB) / 10);
  }
}
