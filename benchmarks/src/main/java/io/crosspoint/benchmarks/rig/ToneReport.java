package io.crosspoint.benchmarks.rig;

import io.crosspoint.pipeline.convert.SineFit;
import java.util.Arrays;

/**
 * A recorded tone, judged in windows of 50 ms: a least-squares sine whose amplitude and phase may change as parabolas (a rate that is being
 * followed changes slowly; anything faster is noise), and a predictor of three samples that finds every break, however small.
 *
 * @param worstDb and {@code medianDb}: everything that is not the tone, relative to it, over the windows
 * @param breaks samples that deviate by more than 1e-5 of full scale from what the two before them foretell
 * @param largestBreak the largest such deviation; rounding to 24 bits alone makes 4e-7
 * @param toneHz as it stands in the samples, if there are 48,000 in a second
 */
record ToneReport(int windows, double medianDb, double worstDb, long breaks, double largestBreak, double toneHz) {

  private static final int WINDOW = 2400;
  private static final int RATE_HZ = 48_000;
  private static final double BREAK = 1e-5;

  static ToneReport of(double[] samples, double nearHz) {
    int windows = samples.length / WINDOW;
    double toneHz = frequency(samples, nearHz);
    double radians = 2 * Math.PI * toneHz / RATE_HZ;
    double[] db = new double[windows];
    for (int i = 0; i < windows; i++) {
      db[i] = new SineFit(samples, i * WINDOW, (i + 1) * WINDOW, radians, 2).residualDb();
    }
    Arrays.sort(db);
    long breaks = 0;
    double largest = 0;
    for (int i = 2; i < samples.length; i++) {
      double miss = Math.abs(samples[i] - 2 * Math.cos(radians) * samples[i - 1] + samples[i - 2]);
      largest = Math.max(largest, miss);
      breaks += miss > BREAK ? 1 : 0;
    }
    return new ToneReport(windows, db[windows / 2], db[windows - 1], breaks, largest, toneHz);
  }

  /** From how the phase advances from window to window; the median, so that breaks do not count. */
  private static double frequency(double[] samples, double nearHz) {
    double radians = 2 * Math.PI * nearHz / RATE_HZ;
    int windows = samples.length / WINDOW;
    double[] turns = new double[windows - 1];
    double before = new SineFit(samples, 0, WINDOW, radians).phase();
    for (int i = 1; i < windows; i++) {
      double phase = new SineFit(samples, i * WINDOW, (i + 1) * WINDOW, radians).phase();
      turns[i - 1] = Math.IEEEremainder(phase - before, 2 * Math.PI);
      before = phase;
    }
    Arrays.sort(turns);
    return nearHz + turns[turns.length / 2] / (2 * Math.PI) * RATE_HZ / WINDOW;
  }
}
