package io.crosspoint.pipeline.meter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A block of counters with one writer.
 *
 * <p><b>Ordering:</b> the writer stores opaquely, so a reader sees every value untorn and eventually, and the hot path pays a plain store.
 */
public final class Counters<E extends Enum<E> & Counter> {

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] cells;
  private final E[] names;

  public Counters(Class<E> type) {
    this.names = type.getEnumConstants();
    this.cells = new long[names.length];
  }

  /** Adds one. Writer's thread only. */
  public void increment(E counter) {
    add(counter, 1);
  }

  /** Writer's thread only. */
  public void add(E counter, long amount) {
    int cell = counter.ordinal();
    CELL.setOpaque(cells, cell, cells[cell] + amount);
  }

  /** From any thread. */
  public long get(E counter) {
    return (long) CELL.getOpaque(cells, counter.ordinal());
  }

  /** What the block counts, in order of declaration. */
  public E[] names() {
    return names.clone();
  }
}
