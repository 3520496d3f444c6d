package io.crosspoint.pipeline.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@link PlayoutSnapshot} of a source: a sequence lock, so that the transmitter never waits for a reader and a reader never sees
 * parts of two snapshots.
 *
 * <p><b>Ordering:</b> the writer marks the sequence odd, then a store-store fence (a release store would only order what stands
 * <em>before</em> it, and the values could become visible first), the values, and the even mark with release. A reader loads the mark with
 * acquire, the values, a load-load fence, and the mark again; between two equal even marks no value has changed. The stress tests of the
 * benchmarks show it on the processor at hand.
 *
 * <p><b>Thread:</b> one writer, the one that closes frames; any number of readers.
 */
public final class Playout {

  static final int CONSUMED = 0;
  static final int MONOTONIC = 1;
  static final int RAW = 2;
  static final int PTP = 3;
  static final int EPOCH = 4;
  static final int STEPPED = 5;
  static final int FIELDS = 6;

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  /** The mark has a cache line of its own, with unused ones beside it: writers of neighbouring objects do not slow readers down. */
  private static final int MARK = 16;

  private static final int FIRST = MARK + 1;

  private final long[] cells = new long[FIRST + FIELDS + 16];

  /** Replaces the snapshot. The writer's thread only; wait-free. */
  public void publish(long consumedIndex, long monotonicNs, long rawNs, long ptpNs, int epoch, long steppedNs) {
    long mark = cells[MARK];
    CELL.setOpaque(cells, MARK, mark + 1);
    VarHandle.storeStoreFence();
    CELL.setOpaque(cells, FIRST + CONSUMED, consumedIndex);
    CELL.setOpaque(cells, FIRST + MONOTONIC, monotonicNs);
    CELL.setOpaque(cells, FIRST + RAW, rawNs);
    CELL.setOpaque(cells, FIRST + PTP, ptpNs);
    CELL.setOpaque(cells, FIRST + EPOCH, (long) epoch);
    CELL.setOpaque(cells, FIRST + STEPPED, steppedNs);
    CELL.setRelease(cells, MARK, mark + 2);
  }

  /** The newest snapshot, or null before the transmitter has consumed anything. From any thread. */
  public @Nullable PlayoutSnapshot snapshot() {
    long[] values = new long[FIELDS];
    if (!read(values)) {
      return null;
    }
    return new PlayoutSnapshot(values[CONSUMED], values[MONOTONIC], values[RAW], values[PTP], (int) values[EPOCH], values[STEPPED]);
  }

  /**
   * Copies the newest snapshot without allocating.
   *
   * @return false before the first
   */
  boolean read(long[] into) {
    while (true) {
      long mark = (long) CELL.getAcquire(cells, MARK);
      if (mark == 0) {
        return false;
      }
      for (int i = 0; i < FIELDS; i++) {
        into[i] = (long) CELL.getOpaque(cells, FIRST + i);
      }
      VarHandle.loadLoadFence();
      if ((mark & 1) == 0 && (long) CELL.getOpaque(cells, MARK) == mark) {
        return true;
      }
      Thread.onSpinWait();
    }
  }

  /** The consumed index alone; 0 before the first snapshot. */
  long consumedIndex() {
    return (long) CELL.getOpaque(cells, FIRST + CONSUMED);
  }
}
