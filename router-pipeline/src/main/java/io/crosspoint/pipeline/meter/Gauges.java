package io.crosspoint.pipeline.meter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A block of values with one writer, each replaced rather than added to.
 *
 * <p><b>Ordering:</b> stored opaquely: each value is untorn, but two of them need not be of one instant.
 */
public final class Gauges<E extends Enum<E>> {

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] cells;

  public Gauges(Class<E> type) {
    this.cells = new long[type.getEnumConstants().length];
  }

  /** Writer's thread only. */
  public void set(E gauge, long value) {
    CELL.setOpaque(cells, gauge.ordinal(), value);
  }

  /** From any thread; 0 until set. */
  public long get(E gauge) {
    return (long) CELL.getOpaque(cells, gauge.ordinal());
  }
}
