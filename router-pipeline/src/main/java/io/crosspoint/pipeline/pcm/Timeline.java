package io.crosspoint.pipeline.pcm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One input's audio, addressed by media index: a ring of frames, each tagged with the index and clock epoch that it was written for, so
 * that a frame of an earlier lap can never be taken for a present one.
 *
 * <p><b>Ordering:</b> written by place (or convert), read by render behind the ring's barrier. The capacity is larger than place can run
 * ahead of render, so a slot is never written while it is read.
 */
public final class Timeline {

  private static final int EPOCH_SHIFT = 54;

  private final int channels;
  private final int mask;
  private final int[] samples;
  private final long[] tags;

  /** @param minimumFrames rounded up to a power of two */
  public Timeline(int channels, int minimumFrames) {
    int capacity = Integer.highestOneBit(Math.max(64, minimumFrames) * 2 - 1);
    this.channels = channels;
    this.mask = capacity - 1;
    this.samples = new int[capacity * channels];
    this.tags = new long[capacity];
    Arrays.fill(tags, Long.MIN_VALUE);
  }

  /** Decodes {@code frames} frames from the wire; at most the capacity. */
  public void write(long index, int frames, int epoch, Encoding encoding, MemorySegment from, long offset) {
    int position = (int) index & mask;
    int head = Math.min(frames, mask + 1 - position);
    Samples.read(encoding, from, offset, samples, position * channels, head * channels);
    if (head < frames) {
      long rest = offset + (long) head * channels * encoding.bytesPerSample();
      Samples.read(encoding, from, rest, samples, 0, (frames - head) * channels);
    }
    tagFrames(index, frames, epoch);
  }

  /** Copies frames that are samples already: 32-bit, left-justified, interleaved, native order. */
  public void writeSamples(long index, int frames, int epoch, MemorySegment from, long offset) {
    for (int i = 0; i < frames; i++) {
      MemorySegment.copy(from, JAVA_INT, offset + 4L * i * channels, samples, position(index + i), channels);
    }
    tagFrames(index, frames, epoch);
  }

  /** Copies frames that are samples already, interleaved, from the beginning of an array. */
  public void writeSamples(long index, int frames, int epoch, int[] from) {
    for (int i = 0; i < frames; i++) {
      System.arraycopy(from, i * channels, samples, position(index + i), channels);
    }
    tagFrames(index, frames, epoch);
  }

  /** Writes a frame as a quieter copy of another one, in the width of 24 bits. */
  public void copyFaded(long fromIndex, long toIndex, int epoch, double gain) {
    int from = position(fromIndex);
    int to = position(toIndex);
    for (int channel = 0; channel < channels; channel++) {
      samples[to + channel] = (int) (samples[from + channel] * gain) & 0xFFFF_FF00;
    }
    tagFrames(toIndex, 1, epoch);
  }

  private void tagFrames(long index, int frames, int epoch) {
    for (int i = 0; i < frames; i++) {
      tags[(int) (index + i) & mask] = tag(index + i, epoch);
    }
  }

  /** Whether the frame of this index and epoch is here. */
  public boolean holds(long index, int epoch) {
    return tags[(int) index & mask] == tag(index, epoch);
  }

  /** How many frames of a range are here. */
  public int countHeld(long index, int frames, int epoch) {
    int held = 0;
    for (int i = 0; i < frames; i++) {
      if (tags[(int) (index + i) & mask] == tag(index + i, epoch)) {
        held++;
      }
    }
    return held;
  }

  /** All samples, interleaved by frame; {@link #position} tells where a frame begins. */
  public int[] samples() {
    return samples;
  }

  /** Where the frame of an index begins in {@link #samples}. */
  public int position(long index) {
    return ((int) index & mask) * channels;
  }

  /** Frames from an index up to where the ring wraps. */
  public int framesToWrap(long index) {
    return mask + 1 - ((int) index & mask);
  }

  public int channels() {
    return channels;
  }

  public int capacityFrames() {
    return mask + 1;
  }

  /** Indices stay below 2^54 for 3,000 years at 192 kHz; the bits above hold the epoch. */
  private static long tag(long index, int epoch) {
    return index ^ ((long) epoch << EPOCH_SHIFT);
  }
}
