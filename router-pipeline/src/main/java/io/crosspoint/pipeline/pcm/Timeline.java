package io.crosspoint.pipeline.pcm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.crosspoint.ptp.clock.SequenceLock;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * One input's audio, addressed by media index: a ring of frames, each tagged with the lap and clock epoch that it was written for, so
 * that a frame of an earlier lap can never be taken for a present one.
 *
 * <p>Frames nearly always come one behind the other, so the timeline also remembers the run of frames that was written last without a gap:
 * whether a whole packet lies within it is one comparison, where asking every tag would cost as much as copying the packet.
 *
 * <p><b>Ordering:</b> written by place (or convert), read by render behind the ring's barrier. The capacity is larger than place can run
 * ahead of render, so a slot is never written while it is read. The run may be: it only grows (release), or is replaced under a
 * {@link SequenceLock}, and a reader that meets that asks the tags.
 */
public final class Timeline {

  private static final int EPOCH_SHIFT = 54;

  private static final VarHandle RUN_END;

  static {
    try {
      RUN_END = MethodHandles.lookup().findVarHandle(Timeline.class, "runEnd", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int channels;
  private final int mask;
  private final int lapShift;
  private final int[] samples;
  private final long[] tags;

  /** The newest run: indices from here to the end were written for its epoch; of these the last {@link #capacityFrames} are here. */
  private long runFirst;

  private long runEnd;
  private int runEpoch;
  /** Held while the run is replaced. */
  private final SequenceLock runLock = new SequenceLock();

  /** @param minimumFrames rounded up to a power of two */
  public Timeline(int channels, int minimumFrames) {
    int capacity = Integer.highestOneBit(Math.max(64, minimumFrames) * 2 - 1);
    this.channels = channels;
    this.mask = capacity - 1;
    this.lapShift = Integer.numberOfTrailingZeros(capacity);
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
    int position = (int) index & mask;
    int head = Math.min(frames, mask + 1 - position);
    Arrays.fill(tags, position, position + head, tag(index, epoch));
    if (head < frames) {
      Arrays.fill(tags, 0, frames - head, tag(index + head, epoch));
    }
    boolean isOfRun = epoch == runEpoch && index <= runEnd && index >= Math.max(runFirst, runEnd - capacityFrames());
    if (!isOfRun) {
      beginRun(index, epoch);
    }
    if (index + frames > runEnd) {
      RUN_END.setRelease(this, index + frames);
    }
  }

  private void beginRun(long index, int epoch) {
    runLock.beginWrite();
    runFirst = index;
    runEpoch = epoch;
    RUN_END.setOpaque(this, index);
    runLock.endWrite();
  }

  private boolean isWithinRun(long index, int frames, int epoch) {
    long begun = runLock.beginRead();
    long end = (long) RUN_END.getAcquire(this);
    boolean isWithin = epoch == runEpoch && index >= Math.max(runFirst, end - capacityFrames()) && index + frames <= end;
    return isWithin && runLock.isWhole(begun);
  }

  /** Whether the frame of this index and epoch is here. */
  public boolean holds(long index, int epoch) {
    return tags[(int) index & mask] == tag(index, epoch);
  }

  /** How many frames of a range are here. */
  public int countHeld(long index, int frames, int epoch) {
    if (isWithinRun(index, frames, epoch)) {
      return frames;
    }
    int held = 0;
    for (int i = 0; i < frames; i++) {
      if (holds(index + i, epoch)) {
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

  /** Where a frame stands in its lap its place tells. Laps stay below 2^54 for 3,000 years at 192 kHz; the bits above hold the epoch. */
  private long tag(long index, int epoch) {
    return (index >> lapShift) ^ ((long) epoch << EPOCH_SHIFT);
  }
}
