package io.crosspoint.pipeline.convert;

import java.util.Arrays;

/**
 * The newest frames of one stream as doubles, one array for each channel, addressed by frame index. Every frame is stored twice, a capacity
 * apart, so that any stretch of up to a capacity of frames is contiguous and an inner loop needs no wrap.
 *
 * <p>Frames that were passed over are silence. Samples keep the unit that they were written in.
 *
 * <p><b>Thread:</b> belongs to one thread; allocates nothing after construction.
 */
public final class History {

  private final double[][] samples;
  private final int capacity;
  private final int mask;
  private long end;

  /** @param minimumFrames rounded up to a power of two */
  public History(int channels, int minimumFrames) {
    this.capacity = Integer.highestOneBit(Math.max(64, minimumFrames) * 2 - 1);
    this.mask = capacity - 1;
    this.samples = new double[channels][2 * capacity];
  }

  /** Writes interleaved integers, from {@code from[at]} on. Frames that are older than the capacity are ignored. */
  public void write(long index, int frames, int[] from, int at) {
    int channels = samples.length;
    prepare(index, frames);
    for (int i = (int) Math.clamp(end - capacity - index, 0L, frames); i < frames; i++) {
      int position = (int) (index + i) & mask;
      for (int channel = 0; channel < channels; channel++) {
        double sample = from[at + i * channels + channel];
        samples[channel][position] = sample;
        samples[channel][position + capacity] = sample;
      }
    }
  }

  /** Writes one array for each channel, from {@code from[channel][at]} on. */
  public void write(long index, int frames, double[][] from, int at) {
    prepare(index, frames);
    for (int i = (int) Math.clamp(end - capacity - index, 0L, frames); i < frames; i++) {
      int position = (int) (index + i) & mask;
      for (int channel = 0; channel < samples.length; channel++) {
        samples[channel][position] = from[channel][at + i];
        samples[channel][position + capacity] = from[channel][at + i];
      }
    }
  }

  /** Makes everything below {@code newEnd} readable; what was never written is silence. */
  public void extendTo(long newEnd) {
    if (newEnd > end) {
      silence(newEnd);
      end = newEnd;
    }
  }

  /** Forgets all; the next frame that is written begins a new history. */
  public void clear(long newEnd) {
    for (double[] channel : samples) {
      Arrays.fill(channel, 0);
    }
    end = newEnd;
  }

  /** One behind the newest frame. */
  public long end() {
    return end;
  }

  /** Frames before {@link #end} that are kept. */
  public int capacityFrames() {
    return capacity;
  }

  public int channels() {
    return samples.length;
  }

  /** The samples of a channel; {@link #position} tells where to read. */
  double[] channel(int channel) {
    return samples[channel];
  }

  /** Where a stretch of frames that begins at an index lies in {@link #channel}. */
  int position(long index) {
    return (int) index & mask;
  }

  private void prepare(long index, int frames) {
    if (index + frames > end) {
      if (index > end) {
        silence(index);
      }
      end = index + frames;
    }
  }

  /** Clears the frames from {@link #end} up to an index: an earlier lap's audio stands there. */
  private void silence(long upTo) {
    for (long index = Math.max(end, upTo - capacity); index < upTo; index++) {
      int position = (int) index & mask;
      for (double[] channel : samples) {
        channel[position] = 0;
        channel[position + capacity] = 0;
      }
    }
  }
}
