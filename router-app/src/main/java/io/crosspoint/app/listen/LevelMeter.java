package io.crosspoint.app.listen;

import io.crosspoint.pipeline.pcm.Encoding;
import java.util.ArrayList;
import java.util.List;

/** Peak and RMS of every channel since the beginning. */
final class LevelMeter {

  /** An AM824 word carries its audio in the lower 24 bits (ST 2110-31 clause 5.5). */
  private final int shift;

  private final long[] peaks;
  private final double[] squares;
  private long frames;

  LevelMeter(Encoding encoding, int channels) {
    this.shift = encoding == Encoding.AM824 ? 8 : 0;
    this.peaks = new long[channels];
    this.squares = new double[channels];
  }

  /** @param samples left-justified, interleaved */
  void onFrames(int[] samples, int count) {
    int channels = peaks.length;
    for (int frame = 0, at = 0; frame < count; frame++) {
      for (int channel = 0; channel < channels; channel++, at++) {
        long sample = (long) samples[at] << shift;
        int value = (int) sample;
        peaks[channel] = Math.max(peaks[channel], Math.abs((long) value));
        squares[channel] += (double) value * value;
      }
    }
    frames += count;
  }

  /** dBFS; a full-scale sine has a peak of 0 and an RMS of −3.01. Silence is {@link Double#NEGATIVE_INFINITY}. */
  record Level(double peakDb, double rmsDb) {}

  List<Level> levels() {
    List<Level> levels = new ArrayList<>();
    for (int channel = 0; channel < peaks.length; channel++) {
      double rms = frames == 0 ? 0 : Math.sqrt(squares[channel] / frames);
      levels.add(new Level(decibels((double) peaks[channel]), decibels(rms)));
    }
    return levels;
  }

  private static double decibels(double amplitude) {
    return 20 * Math.log10(amplitude / 0x1p31);
  }
}
