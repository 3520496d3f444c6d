package io.crosspoint.benchmarks.rig.convert;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** A resampler under test, opened for one conversion and a number of channels. */
interface Converter extends AutoCloseable {

  /** A packet of 1 ms at 48 kHz: so many frames are handed over at once. */
  int BLOCK_FRAMES = 48;

  /**
   * Takes one block.
   *
   * @param in one array for each channel, read from 0
   * @param out one array for each channel, written from {@code at} on
   * @return output frames that it made
   */
  int process(double[][] in, int frames, double[][] out, int at);

  /**
   * Takes the same block of noise again and again, in the converter's own layout, so that nothing but converting is timed.
   *
   * @return output frames
   */
  long repeat(int blocks);

  @Override
  void close();

  /** Converts a signal, the same on every channel, and returns the first one's output. */
  default double[] convert(IntToDoubleFunction signal, int channels, int outputFrames) {
    double[][] in = new double[channels][BLOCK_FRAMES];
    double[][] out = new double[channels][outputFrames + 64 * BLOCK_FRAMES];
    int done = 0;
    for (int n = 0; done < outputFrames; n += BLOCK_FRAMES) {
      for (int i = 0; i < BLOCK_FRAMES; i++) {
        double sample = signal.applyAsDouble(n + i);
        for (double[] channel : in) {
          channel[i] = sample;
        }
      }
      done += process(in, BLOCK_FRAMES, out, done);
    }
    return Arrays.copyOf(out[0], outputFrames);
  }
}
