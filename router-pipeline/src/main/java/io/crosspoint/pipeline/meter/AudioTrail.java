package io.crosspoint.pipeline.meter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The newest 170 ms or so of one stream's samples, for those who measure what takes longer than a hot thread has, such as loudness. The
 * writer copies what passes and never learns whether anyone reads; a reader that falls behind misses frames and can tell how many.
 *
 * <p><b>Ordering:</b> one writer, which says (opaquely, before the copy) what it is about to overwrite and (release, behind it) what is
 * there; any number of readers, each with a position of its own, who look again after copying whether their frames had been overwritten.
 */
public final class AudioTrail {

  private static final VarHandle WRITTEN;
  private static final VarHandle CLAIMED;

  static {
    try {
      WRITTEN = MethodHandles.lookup().findVarHandle(AudioTrail.class, "written", long.class);
      CLAIMED = MethodHandles.lookup().findVarHandle(AudioTrail.class, "claimed", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int channels;
  private final int rateHz;
  private final int capacityFrames;
  private final int[] samples;

  @SuppressWarnings("UnusedVariable") // By its handle.
  private long claimed;

  private long written;

  public AudioTrail(int channels, int rateHz) {
    this.channels = channels;
    this.rateHz = rateHz;
    this.capacityFrames = rateHz > 96_000 ? 32_768 : rateHz > 48_000 ? 16_384 : 8_192;
    this.samples = new int[capacityFrames * channels];
  }

  public int channels() {
    return channels;
  }

  public int rateHz() {
    return rateHz;
  }

  /** How many frames can be behind the writer. */
  public int capacityFrames() {
    return capacityFrames;
  }

  /**
   * Takes frames in. Writer's thread only.
   *
   * @param from 32-bit, left-justified, interleaved
   * @param at where the frames begin
   * @param frames fewer than the capacity
   */
  void add(int[] from, int at, int frames) {
    long first = written;
    CLAIMED.setOpaque(this, first + frames);
    VarHandle.storeStoreFence();
    int place = (int) (first & (capacityFrames - 1));
    int head = Math.min(frames, capacityFrames - place);
    System.arraycopy(from, at, samples, place * channels, head * channels);
    if (head < frames) {
      System.arraycopy(from, at + head * channels, samples, 0, (frames - head) * channels);
    }
    WRITTEN.setRelease(this, first + frames);
  }

  /** Frames written since the beginning: the position behind the newest one. From any thread. */
  public long written() {
    return (long) WRITTEN.getAcquire(this);
  }

  /**
   * Copies frames that have been written. From any thread.
   *
   * @param position of the first frame, at most {@link #written}
   * @param frames no more than are written from there
   * @return whether all of them were still there; if not, what stands in {@code into} is worthless
   */
  public boolean read(long position, int frames, int[] into) {
    int place = (int) (position & (capacityFrames - 1));
    int head = Math.min(frames, capacityFrames - place);
    System.arraycopy(samples, place * channels, into, 0, head * channels);
    if (head < frames) {
      System.arraycopy(samples, 0, into, head * channels, (frames - head) * channels);
    }
    VarHandle.loadLoadFence();
    return (long) CLAIMED.getOpaque(this) - position <= capacityFrames;
  }
}
