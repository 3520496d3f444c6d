package io.crosspoint.ptp.clock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The sequence of a seqlock: one writer that never waits, readers that copy and then ask whether the copy is whole. It is odd while the
 * writer writes.
 *
 * <pre>
 *   writer: beginWrite(); plain stores; endWrite();
 *   reader: long begun = beginRead(); plain loads into locals; if (isWhole(begun)) use the locals; else again, or go on with the last ones
 * </pre>
 *
 * A reader must bound its attempts: one that is more urgent than a writer that was stopped in the middle would wait for ever.
 *
 * <p><b>Thread:</b> {@link #beginWrite} and {@link #endWrite} by one; the rest by any. Neither locks nor allocates.
 */
public final class SequenceLock {

  private static final VarHandle SEQUENCE;

  static {
    try {
      SEQUENCE = MethodHandles.lookup().findVarHandle(SequenceLock.class, "sequence", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through the handle only
  private long sequence;

  /** No store that follows is seen before the odd sequence. */
  public void beginWrite() {
    SEQUENCE.setOpaque(this, (long) SEQUENCE.getOpaque(this) + 1);
    VarHandle.storeStoreFence();
  }

  /** Every store before is seen by who sees the even sequence. */
  public void endWrite() {
    SEQUENCE.setRelease(this, (long) SEQUENCE.getOpaque(this) + 1);
  }

  /** No load that follows is made before this one. */
  public long beginRead() {
    return (long) SEQUENCE.getAcquire(this);
  }

  /** Whether nothing was written since {@link #beginRead} returned {@code begun}; every load before is complete by then. */
  public boolean isWhole(long begun) {
    VarHandle.acquireFence();
    return (begun & 1) == 0 && (long) SEQUENCE.getOpaque(this) == begun;
  }
}
