package io.crosspoint.pipeline.meter;

/**
 * The greatest level between samples of one stream (ITU-R BS.1770-4 Annex 2). Above 96 kHz samples stand so close that the greatest of them
 * will do.
 *
 * <p>A run of samples is only interpolated where the result can exceed the maximum that stands already: no phase can make more of them than
 * its coefficients' magnitudes add up to. The maximum is exact all the same, and most of a programme costs next to nothing.
 *
 * <p><b>Thread:</b> one.
 */
public final class TruePeak {

  private static final int HISTORY = Oversampler.TAPS - 1;
  private static final float FULL_SCALE = 1f / (1L << 31);

  private final int channels;
  private final boolean isInterpolated;
  private final Oversampler oversampler;
  private final float[] histories;
  private final float[] run = new float[HISTORY + Oversampler.RUN];
  private float maximum;

  /** @param oversampler of the calling thread */
  public TruePeak(int channels, int rateHz, Oversampler oversampler) {
    this.channels = channels;
    this.isInterpolated = rateHz <= 96_000;
    this.oversampler = oversampler;
    this.histories = new float[channels * HISTORY];
  }

  /**
   * Takes frames in.
   *
   * @param samples 32-bit, left-justified, interleaved
   * @param at where the frames begin
   */
  public void add(int[] samples, int at, int frames) {
    for (int done = 0; done < frames; done += Oversampler.RUN) {
      int now = Math.min(Oversampler.RUN, frames - done);
      for (int channel = 0; channel < channels; channel++) {
        addRun(samples, at + done * channels + channel, now, channel);
      }
    }
  }

  /** Greatest magnitude of any channel since {@link #restart}; full scale is 1, and it can be more. */
  public double maximum() {
    return maximum;
  }

  /** Begins a new maximum. */
  public void restart() {
    maximum = 0;
  }

  private void addRun(int[] samples, int at, int frames, int channel) {
    System.arraycopy(histories, channel * HISTORY, run, 0, HISTORY);
    for (int i = 0; i < frames; i++) {
      run[HISTORY + i] = samples[at + i * channels] * FULL_SCALE;
    }
    float peak = 0;
    for (int i = 0; i < HISTORY + frames; i++) {
      peak = Math.max(peak, Math.abs(run[i]));
    }
    maximum = Math.max(maximum, peak);
    if (isInterpolated && peak * Oversampler.MOST_GAIN > maximum) {
      maximum = Math.max(maximum, oversampler.greatest(run, frames));
    }
    System.arraycopy(run, frames, histories, channel * HISTORY, HISTORY);
  }
}
