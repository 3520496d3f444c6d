package io.crosspoint.pipeline.matrix;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The table that holds now and those that will hold from later media times. Every stage that needs routes keeps its own, fed by the same
 * COMMAND events.
 */
public final class RouteSchedule {

  private record Change(RouteTable table, long fromPtpNs) {}

  private final ArrayDeque<Change> pending = new ArrayDeque<>();
  private RouteTable current;

  public RouteSchedule(RouteTable initial) {
    this.current = initial;
  }

  /** Takes a change to hold from a PTP time on. Changes hold in the order in which they came, whatever their times say. */
  public void add(RouteTable table, long fromPtpNs) {
    pending.add(new Change(table, fromPtpNs));
  }

  /**
   * Makes every change current that holds at a PTP time.
   *
   * @return whether there was one
   */
  public boolean advanceTo(long ptpNs) {
    boolean hasChanged = false;
    while (!pending.isEmpty() && pending.getFirst().fromPtpNs <= ptpNs) {
      current = pending.removeFirst().table;
      hasChanged = true;
    }
    return hasChanged;
  }

  public RouteTable current() {
    return current;
  }

  /** When the next change holds, or {@link Long#MAX_VALUE} when none is pending. */
  public long nextFromPtpNs() {
    return pending.isEmpty() ? Long.MAX_VALUE : pending.getFirst().fromPtpNs;
  }

  /** Whether the present table or a pending one reads an input for any of these outputs. */
  public boolean reads(int input, List<Integer> outputs) {
    if (reads(current, input, outputs)) {
      return true;
    }
    for (Change change : pending) {
      if (reads(change.table, input, outputs)) {
        return true;
      }
    }
    return false;
  }

  private static boolean reads(RouteTable table, int input, List<Integer> outputs) {
    for (int output : outputs) {
      for (int read : table.mix(output).inputs) {
        if (read == input) {
          return true;
        }
      }
    }
    return false;
  }
}
