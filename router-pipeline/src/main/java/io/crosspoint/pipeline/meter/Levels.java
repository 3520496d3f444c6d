package io.crosspoint.pipeline.meter;

import java.util.Arrays;

/**
 * Peak, clipping and silence of one stream, from its {@link PeakMeter}'s windows. Someone off the hot path asks it to look, at least ten
 * times a second so that no window is gone by then; times are arguments.
 *
 * <p><b>Thread:</b> {@link #look} by one; the results may be read by any.
 */
public final class Levels {

  /** A channel is silent when no sample is above −60 dBFS: noise of a line input is, and the quietest programme is not for long. */
  private static final int SILENCE = (int) ((1L << 31) / 1000);

  /** Speech pauses; a channel that is silent for less is not called so. */
  private static final long SILENT_AFTER_NS = 3_000_000_000L;

  private static final double FULL_SCALE = 1L << 31;

  private final PeakMeter peaks;
  private final int fullScale;
  private final long[] soundedNs;
  private final HeldMaximum held;
  private long read = PeakMeter.NONE;
  private long clips;

  private volatile Reading reading = new Reading(0, 0, 0, 0);

  /**
   * What was found at the last look.
   *
   * @param peak greatest sample of any channel of the last five to ten seconds, full scale being 1
   * @param clips looks since the beginning that found a channel at full scale, all channels together
   * @param silentChannels that had nothing above −60 dBFS for 3 s
   * @param silenceNs since any channel was above −60 dBFS
   */
  public record Reading(double peak, long clips, int silentChannels, long silenceNs) {}

  /**
   * @param bits of a sample on the wire: they decide what the greatest one is
   * @param nowNs monotonic time
   */
  public Levels(PeakMeter peaks, int bits, long nowNs) {
    this.peaks = peaks;
    this.fullScale = Integer.MAX_VALUE & -(1 << (32 - bits));
    this.soundedNs = new long[peaks.channels()];
    this.held = new HeldMaximum(nowNs);
    Arrays.fill(soundedNs, nowNs);
  }

  /** @param nowNs monotonic time */
  public void look(long nowNs) {
    long newest = peaks.newest();
    int greatest = 0;
    int silent = 0;
    long newestSoundNs = Long.MIN_VALUE;
    for (int channel = 0; channel < soundedNs.length; channel++) {
      int peak = peaks.peakSince(channel, read, newest);
      greatest = Math.max(greatest, peak);
      clips += peak >= fullScale ? 1 : 0;
      soundedNs[channel] = peak > SILENCE ? nowNs : soundedNs[channel];
      silent += nowNs - soundedNs[channel] >= SILENT_AFTER_NS ? 1 : 0;
      newestSoundNs = Math.max(newestSoundNs, soundedNs[channel]);
    }
    read = newest;
    held.add(greatest / FULL_SCALE, nowNs);
    reading = new Reading(held.value(), clips, silent, Math.max(0, nowNs - newestSoundNs));
  }

  public Reading reading() {
    return reading;
  }
}
