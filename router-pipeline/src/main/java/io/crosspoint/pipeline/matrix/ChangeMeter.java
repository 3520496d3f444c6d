package io.crosspoint.pipeline.matrix;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which changes of routes render has carried out for one transmit group, and from when: the truth that a tally shows.
 *
 * <p><b>Ordering:</b> written by render, which stores a change's time before its number (release); read by the control thread (acquire).
 * As many times are kept as changes can wait.
 */
public final class ChangeMeter {

  private static final VarHandle NUMBER;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    try {
      NUMBER = MethodHandles.lookup().findVarHandle(ChangeMeter.class, "number", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] heldFromPtpNs = new long[RouteSchedule.MOST_PENDING];

  @SuppressWarnings("UnusedVariable") // By its handle.
  private long number;

  /** Before the first change. */
  public ChangeMeter() {
    this(0);
  }

  /** @param changeNumber of the change that holds already when the group begins */
  public ChangeMeter(long changeNumber) {
    this.number = changeNumber;
  }

  /** Render's thread only. */
  void hold(long changeNumber, long ptpNs) {
    CELL.setOpaque(heldFromPtpNs, slot(changeNumber), ptpNs);
    NUMBER.setRelease(this, changeNumber);
  }

  /** The newest change that holds; 0 while that is the plan. */
  public long number() {
    return (long) NUMBER.getAcquire(this);
  }

  /** PTP time of the first frame that a change held for. Only of the newest changes, as many as can wait. */
  public long heldFromPtpNs(long changeNumber) {
    return (long) CELL.getOpaque(heldFromPtpNs, slot(changeNumber));
  }

  private static int slot(long changeNumber) {
    return (int) changeNumber & (RouteSchedule.MOST_PENDING - 1);
  }
}
