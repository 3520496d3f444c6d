package io.crosspoint.pipeline.meter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The greatest sample of each channel of one stream, by windows of some 20 ms of media time, so that a reader who comes in time misses
 * none and the writer needs to know nothing of him.
 *
 * <p><b>Ordering:</b> one writer, which stores a finished window's peaks opaquely and then its number (release).
 */
public final class PeakMeter {

  /** What {@link #newest} says before the first window is complete. */
  public static final long NONE = Long.MIN_VALUE;

  private static final int WINDOWS = 8;
  private static final int EIGHT = 8;
  /** All ones where a sample of stereo belongs to the first channel. */
  private static final int[] LEFT = new int[512];

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle NEWEST;

  static {
    for (int i = 0; i < LEFT.length; i += 2) {
      LEFT[i] = -1;
    }
    try {
      NEWEST = MethodHandles.lookup().findVarHandle(PeakMeter.class, "newest", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int channels;
  private final int windowShift;
  private final int[] peaks;
  private final int[] cells;
  private final @Nullable AudioTrail trail;
  private long window = NONE;

  @SuppressWarnings("UnusedVariable") // By its handle.
  private long newest = NONE;

  public PeakMeter(int channels, int rateHz) {
    this(channels, rateHz, null);
  }

  /** @param trail also gets every frame; null when nobody needs more than peaks */
  public PeakMeter(int channels, int rateHz, @Nullable AudioTrail trail) {
    this.trail = trail;
    this.channels = channels;
    this.windowShift = rateHz > 96_000 ? 12 : rateHz > 48_000 ? 11 : 10;
    this.peaks = new int[channels];
    this.cells = new int[WINDOWS * channels];
  }

  public int channels() {
    return channels;
  }

  /** The newest samples; null where they are not kept. */
  public @Nullable AudioTrail trail() {
    return trail;
  }

  /** Media frames of a window. */
  public int windowFrames() {
    return 1 << windowShift;
  }

  /**
   * Takes frames in. Writer's thread only.
   *
   * @param samples 32-bit, left-justified, interleaved
   * @param at where the frames begin
   * @param index media index that decides which window they belong to; an older one than before still counts in the present window
   */
  public void add(int[] samples, int at, int frames, long index) {
    if (trail != null) {
      trail.add(samples, at, frames);
    }
    long windowOfIndex = index >> windowShift;
    if (windowOfIndex != window) {
      publish(windowOfIndex);
    }
    int end = at + frames * channels;
    int from = channels == 2 ? addPairs(samples, at, end) : EIGHT % channels == 0 ? addByEight(samples, at, end) : at;
    for (int channel = 0; channel < channels; channel++) {
      int peak = peaks[channel];
      for (int i = from + channel; i < end; i += channels) {
        peak = Math.max(peak, magnitude(samples[i]));
      }
      peaks[channel] = peak;
    }
  }

  /** The one's complement of a negative sample: −2^31 has no positive counterpart. */
  private static int magnitude(int sample) {
    return sample ^ (sample >> 31);
  }

  /** Both channels of stereo in one loop without a stride, which the compiler turns into vector instructions. Returns where it stopped. */
  private int addPairs(int[] samples, int at, int end) {
    int[] left = LEFT;
    int start = at;
    while (start < end) {
      int count = Math.min(left.length, end - start);
      int ofLeft = 0;
      int ofRight = 0;
      for (int i = 0; i < count; i++) {
        int magnitude = magnitude(samples[start + i]);
        ofLeft = Math.max(ofLeft, magnitude & left[i]);
        ofRight = Math.max(ofRight, magnitude & ~left[i]);
      }
      raise(0, ofLeft);
      raise(1, ofRight);
      start += count;
    }
    return end;
  }

  /** Eight maxima side by side, because each waits for the one before it; for 1, 4 and 8 channels. Returns where it stopped. */
  private int addByEight(int[] samples, int at, int end) {
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    int e = 0;
    int f = 0;
    int g = 0;
    int h = 0;
    int i = at;
    for (; i + EIGHT <= end; i += EIGHT) {
      a = Math.max(a, magnitude(samples[i]));
      b = Math.max(b, magnitude(samples[i + 1]));
      c = Math.max(c, magnitude(samples[i + 2]));
      d = Math.max(d, magnitude(samples[i + 3]));
      e = Math.max(e, magnitude(samples[i + 4]));
      f = Math.max(f, magnitude(samples[i + 5]));
      g = Math.max(g, magnitude(samples[i + 6]));
      h = Math.max(h, magnitude(samples[i + 7]));
    }
    raise(0, a);
    raise(1, b);
    raise(2, c);
    raise(3, d);
    raise(4, e);
    raise(5, f);
    raise(6, g);
    raise(7, h);
    return i;
  }

  private void raise(int place, int peak) {
    int channel = place & (channels - 1);
    peaks[channel] = Math.max(peaks[channel], peak);
  }

  private void publish(long next) {
    if (window != NONE) {
      if (next < window && window - next < WINDOWS) {
        return;
      }
      int slot = slot(window);
      for (int channel = 0; channel < channels; channel++) {
        CELL.setOpaque(cells, slot + channel, peaks[channel]);
        peaks[channel] = 0;
      }
      // Windows that nothing came in were silent, and their cells still hold what was here a lap ago.
      for (long empty = window + 1; empty < Math.min(next, window + WINDOWS); empty++) {
        for (int channel = 0; channel < channels; channel++) {
          CELL.setOpaque(cells, slot(empty) + channel, 0);
        }
      }
      NEWEST.setRelease(this, window);
    }
    window = next;
  }

  private int slot(long number) {
    return (int) (number & (WINDOWS - 1)) * channels;
  }

  /** Number of the newest complete window. From any thread. */
  public long newest() {
    return (long) NEWEST.getAcquire(this);
  }

  /**
   * The greatest peak since a window that was read before. From any thread.
   *
   * @param after the {@link #newest} of the reading before; windows older than some 120 ms are gone
   * @param upTo the {@link #newest} of this reading
   * @return 0 to 2^31 − 1; 0 when there is no new window
   */
  public int peakSince(int channel, long after, long upTo) {
    if (upTo == NONE || upTo == after) {
      return 0;
    }
    int peak = 0;
    long first = after == NONE || after > upTo ? upTo : Math.max(after + 1, upTo - (WINDOWS - 2));
    for (long number = first; number <= upTo; number++) {
      peak = Math.max(peak, (int) CELL.getOpaque(cells, slot(number) + channel));
    }
    return peak;
  }
}
