package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.meter.Counters;

/** Brings a writer's samples to the width of the format. Belongs to the writer's thread. */
final class SampleLimits {

  private final int shift;
  private final int cutMask;
  private final double scale;
  private final double greatest;
  private final Counters<SourceCounter> counters;

  /** @param bits 16, 24 or 32 */
  SampleLimits(int bits, Counters<SourceCounter> counters) {
    this.shift = 32 - bits;
    this.cutMask = -1 << shift;
    this.scale = Math.scalb(1.0, bits - 1);
    this.greatest = scale - 1;
    this.counters = counters;
  }

  void cut(int[] samples, int at, int[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = samples[at + i] & cutMask;
    }
  }

  void round(float[] samples, int at, int[] to, int count) {
    int bad = 0;
    for (int i = 0; i < count; i++) {
      double scaled = Math.rint(samples[at + i] * scale);
      // Also true of what is not a number.
      if (!(scaled >= -scale && scaled <= greatest)) {
        bad++;
      }
      // A cast makes nothing of what is not a number.
      to[i] = (int) Math.max(-scale, Math.min(greatest, scaled)) << shift;
    }
    if (bad > 0) {
      countBad(samples, at, count);
    }
  }

  private void countBad(float[] samples, int at, int count) {
    for (int i = 0; i < count; i++) {
      double scaled = Math.rint(samples[at + i] * scale);
      if (Double.isNaN(scaled)) {
        counters.increment(SourceCounter.NAN_SAMPLES);
      } else if (scaled < -scale || scaled > greatest + 1) {
        counters.increment(SourceCounter.CLIPPED_SAMPLES);
      }
    }
  }
}
