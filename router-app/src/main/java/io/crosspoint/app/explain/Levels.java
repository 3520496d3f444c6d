package io.crosspoint.app.explain;

import io.crosspoint.pipeline.meter.PeakMeter;
import java.util.List;
import java.util.stream.IntStream;

/** Peaks of the last tenth of a second, in dB of full scale. */
final class Levels {

  private static final int WINDOWS = 5;
  private static final double FULL_SCALE = 1L << 31;

  private Levels() {}

  static List<Integer> all(int channels) {
    return IntStream.range(0, channels).boxed().toList();
  }

  /** @param channels from 0 */
  static List<Double> of(PeakMeter meter, List<Integer> channels) {
    long newest = meter.newest();
    long after = newest == PeakMeter.NONE ? PeakMeter.NONE : newest - WINDOWS;
    return channels.stream().map(channel -> decibels(meter.peakSince(channel, after, newest))).toList();
  }

  private static double decibels(int peak) {
    return peak == 0 ? Double.NEGATIVE_INFINITY : 20 * Math.log10(peak / FULL_SCALE);
  }
}
