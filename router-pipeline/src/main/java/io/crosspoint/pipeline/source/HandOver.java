package io.crosspoint.pipeline.source;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Frames on their way from a source's writer to the ring: pre-allocated cells with one writer and one reader.
 *
 * <p><b>Ordering:</b> the writer fills cells and releases {@code tail}; the reader acquires it, copies, and releases {@code head}. Neither
 * ever waits for the other: a full hand-over refuses, an empty one is empty.
 */
final class HandOver {

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  /** Apart by more than a pair of cache lines, which processors fetch together. */
  private static final int HEAD = 16;

  private static final int TAIL = 48;

  private final int channels;
  private final int chunkFrames;
  private final int mask;
  private final long[] positions = new long[64];
  private final long[] firstIndex;
  private final int[] frames;
  private final int[] epochs;
  private final MemorySegment samples;
  /** Writer's: filled and not yet released. */
  private long filled;

  /**
   * @param chunkFrames frames that a cell takes
   * @param cells a power of two
   */
  HandOver(int channels, int chunkFrames, int cells) {
    this.channels = channels;
    this.chunkFrames = chunkFrames;
    this.mask = cells - 1;
    this.firstIndex = new long[cells];
    this.frames = new int[cells];
    this.epochs = new int[cells];
    this.samples = Arena.ofAuto().allocate(cells * cellBytes(), 64);
  }

  private long cellBytes() {
    return 4L * channels * chunkFrames;
  }

  int chunkFrames() {
    return chunkFrames;
  }

  int channels() {
    return channels;
  }

  /** Cells that can be filled now. Writer's thread. */
  int freeCells() {
    return (int) (mask + 1 - (filled - (long) CELL.getAcquire(positions, HEAD)));
  }

  /** Fills a cell, of which there must be a free one. Writer's thread. */
  void put(long index, int count, int epoch, int[] from, int at) {
    int cell = (int) filled & mask;
    firstIndex[cell] = index;
    frames[cell] = count;
    epochs[cell] = epoch;
    MemorySegment.copy(from, at, samples, JAVA_INT, cell * cellBytes(), count * channels);
    filled++;
  }

  /** Shows the reader what was filled. Writer's thread. */
  void release() {
    CELL.setRelease(positions, TAIL, filled);
  }

  /** Cells that are filled. Reader's thread. */
  int available() {
    return (int) ((long) CELL.getAcquire(positions, TAIL) - positions[HEAD]);
  }

  /** Media index of the first frame of the {@code i}-th filled cell. */
  long firstIndex(int i) {
    return firstIndex[cell(i)];
  }

  /** Number of frames; 0 means that the writer pauses at that index. */
  int frames(int i) {
    return frames[cell(i)];
  }

  int epoch(int i) {
    return epochs[cell(i)];
  }

  /** Copies the frames of a filled cell: left-justified 32-bit samples, interleaved, native order. */
  void copyTo(int i, MemorySegment to, long offset) {
    MemorySegment.copy(samples, cell(i) * cellBytes(), to, offset, 4L * channels * frames(i));
  }

  /** Gives cells back to the writer. Reader's thread. */
  void take(int count) {
    CELL.setRelease(positions, HEAD, positions[HEAD] + count);
  }

  private int cell(int i) {
    return (int) (positions[HEAD] + i) & mask;
  }
}
