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
  /** Frames that are looked at together: fewer, and less can be skipped at once; more, and less of a programme can be skipped. */
  private static final int RUN_FRAMES = 512;

  private static final double FULL_SCALE = 0x1p-31;

  private final int channels;
  private final boolean isInterpolated;
  private final Oversampler oversampler;
  /** The last frames, halved: the next run begins with them. */
  private final int[] history;

  /** Greatest sample of the last run. */
  private int peakBefore;

  private double maximum;

  /** @param oversampler of the calling thread */
  public TruePeak(int channels, int rateHz, Oversampler oversampler) {
    this.channels = channels;
    this.isInterpolated = rateHz <= 96_000;
    this.oversampler = oversampler;
    this.history = new int[channels * HISTORY];
  }

  /**
   * Takes frames in.
   *
   * @param samples 32-bit, left-justified, interleaved
   * @param at where the frames begin
   */
  public void add(int[] samples, int at, int frames) {
    for (int done = 0; done < frames; done += RUN_FRAMES) {
      addRun(samples, at + done * channels, Math.min(RUN_FRAMES, frames - done));
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

  private void addRun(int[] samples, int at, int frames) {
    int peak = greatest(samples, at, at + frames * channels);
    maximum = Math.max(maximum, peak * FULL_SCALE);
    if (isInterpolated) {
      interpolate(samples, at, frames, Math.max(peak, peakBefore) * FULL_SCALE);
      peakBefore = frames < HISTORY ? Math.max(peak, peakBefore) : peak;
    }
  }

  private void interpolate(int[] samples, int at, int frames, double peak) {
    int before = history.length;
    int now = frames * channels;
    if (Oversampler.canExceed(maximum, peak)) {
      int[] run = oversampler.run(before + now);
      System.arraycopy(history, 0, run, 0, before);
      halve(samples, at, run, before, now);
      maximum = oversampler.greatest(frames, channels, peak, maximum);
    }
    int kept = Math.max(0, before - now);
    System.arraycopy(history, before - kept, history, 0, kept);
    halve(samples, at + now - (before - kept), history, kept, before - kept);
  }

  /** One's complement, which is all the same for a peak of 31 bits, and has a result for −2^31. */
  private static int greatest(int[] samples, int at, int end) {
    int greatest = 0;
    for (int i = at; i < end; i++) {
      greatest = Math.max(greatest, samples[i] ^ (samples[i] >> 31));
    }
    return greatest;
  }

  /** In units of 2^−30 of full scale. */
  private static void halve(int[] samples, int at, int[] into, int place, int count) {
    for (int i = 0; i < count; i++) {
      into[place + i] = samples[at + i] >> 1;
    }
  }
}
