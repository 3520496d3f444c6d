package io.crosspoint.pipeline.matrix;

import org.jspecify.annotations.Nullable;

/**
 * The table that holds now and those that will hold from later media times. Every stage that needs routes keeps its own, fed by the same
 * COMMAND events. Allocates nothing after construction.
 */
public final class RouteSchedule {

  /** Changes that may wait. One more, and the first of them holds before its time; whoever submits them keeps count. */
  public static final int MOST_PENDING = 64;

  private static final int MASK = MOST_PENDING - 1;

  private final @Nullable RouteTable[] tables = new @Nullable RouteTable[MOST_PENDING];
  private final long[] fromPtpNs = new long[MOST_PENDING];
  private final int[] epochs = new int[MOST_PENDING];
  private int first;
  private int pending;
  private RouteTable current;

  public RouteSchedule(RouteTable initial) {
    this.current = initial;
  }

  /**
   * Takes a change to hold from a PTP time on. Changes hold in the order in which they came, whatever their times say.
   *
   * @param epoch of the clock that the time was read from
   * @return the table that this change has pushed out because too many waited, or null
   */
  public @Nullable RouteTable add(RouteTable table, long fromPtpNs, int epoch) {
    RouteTable before = pending == MOST_PENDING ? next() : null;
    int slot = (first + pending) & MASK;
    tables[slot] = table;
    this.fromPtpNs[slot] = fromPtpNs;
    epochs[slot] = epoch;
    pending++;
    return before;
  }

  /** Counts what the current table and every pending one read. */
  public void countIn(ReadCounts counts) {
    counts.add(current);
    for (int place = 0; place < pending; place++) {
      counts.add(table(place));
    }
  }

  /** Whether the next change holds at a PTP time. One of another epoch holds at once: its time says nothing here. */
  public boolean isDue(long ptpNs, int clockEpoch) {
    return pending > 0 && isDue(0, ptpNs, clockEpoch);
  }

  private boolean isDue(int place, long ptpNs, int clockEpoch) {
    int slot = (first + place) & MASK;
    return fromPtpNs[slot] <= ptpNs || epochs[slot] != clockEpoch;
  }

  /** Makes the next change current; call only when one is pending. Returns the table that held until now. */
  public RouteTable next() {
    RouteTable before = current;
    current = table(0);
    tables[first] = null;
    first = (first + 1) & MASK;
    pending--;
    return before;
  }

  public RouteTable current() {
    return current;
  }

  /** How many changes hold before a PTP time, from the next one on without a gap. */
  int pendingUntil(long ptpNs, int clockEpoch) {
    int count = 0;
    while (count < pending && isDue(count, ptpNs, clockEpoch)) {
      count++;
    }
    return count;
  }

  /** A pending table, the next one first. */
  RouteTable table(int place) {
    RouteTable table = tables[(first + place) & MASK];
    if (table == null) {
      throw new IllegalStateException("no change is pending");
    }
    return table;
  }

  /** When a pending table holds. */
  long fromPtpNs(int place) {
    return fromPtpNs[(first + place) & MASK];
  }

  /** Whether none of the next so many changes touches an output. */
  boolean isUntouched(int output, int count) {
    for (int place = 0; place < count; place++) {
      if (table(place).mix(output) != current.mix(output)) {
        return false;
      }
    }
    return true;
  }
}
