package io.crosspoint.ptp.clock;

import java.util.concurrent.locks.LockSupport;

/**
 * Where a source publishes its clock, and where everybody reads it: ten values behind a {@link SequenceLock}, because a new immutable
 * snapshot for each publication would be garbage on the thread that shall make none.
 *
 * <p><b>Thread:</b> {@link #publish} by the source's; {@link #read} by any with a reading of its own, wait-free and without allocating;
 * {@link #snapshot} by any, allocates.
 */
public final class ClockCell {

  /** Some 20 ns each; a writer that runs is done within one of them. */
  private static final int ATTEMPTS = 32;

  private static final long WRITING_NS = 10_000;
  private static final int REHEARSALS = 20_000;

  private final SequenceLock lock = new SequenceLock();
  private long rawNs;
  private long monoNs;
  private long ptpNs;
  private double rate;
  private long errorBoundNs;
  private int epoch;
  private ClockState state = ClockState.LISTENING;
  private String reason = "";
  private long grandmaster;
  private int domain;

  public ClockCell() {
    publish(new ClockReading());
  }

  /** A clock that goes on as it is. */
  public static ClockCell of(ClockSnapshot clock) {
    ClockCell cell = new ClockCell();
    cell.publish(ClockReading.of(clock));
    return cell;
  }

  /** Readers see the old or the new clock whole. */
  public void publish(ClockReading clock) {
    lock.beginWrite();
    rawNs = clock.rawNs;
    monoNs = clock.monoNs;
    ptpNs = clock.ptpNs;
    rate = clock.rate;
    errorBoundNs = clock.errorBoundNs;
    epoch = clock.epoch;
    state = clock.state;
    reason = clock.reason;
    grandmaster = clock.grandmaster;
    domain = clock.domain;
    lock.endWrite();
  }

  /**
   * Brings a reading up to date. It stays as it is when the writer was stopped in the middle of writing: the line before goes on, and is
   * right to some nanoseconds until the next reading.
   *
   * @return whether it is up to date
   */
  public boolean read(ClockReading into) {
    for (int i = 0; i < ATTEMPTS; i++) {
      long begun = lock.beginRead();
      long newRawNs = rawNs;
      long newMonoNs = monoNs;
      long newPtpNs = ptpNs;
      double newRate = rate;
      long newErrorBoundNs = errorBoundNs;
      int newEpoch = epoch;
      ClockState newState = state;
      String newReason = reason;
      long newGrandmaster = grandmaster;
      int newDomain = domain;
      if (lock.isWhole(begun)) {
        into.setLine(newRawNs, newMonoNs, newPtpNs, newRate, newErrorBoundNs, newEpoch);
        into.setState(newState, newReason);
        into.setReference(newGrandmaster, newDomain);
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /** The newest clock, for those who may wait for a writer that was stopped in the middle, and may allocate. */
  public ClockSnapshot snapshot() {
    ClockReading reading = new ClockReading();
    while (!read(reading)) {
      LockSupport.parkNanos(WRITING_NS);
    }
    return reading.snapshot();
  }

  /**
   * Reads until both outcomes are compiled: a hot thread that first met a writer in the middle of writing would fall back to the
   * interpreter at that moment. Takes some milliseconds.
   */
  public static void warmUp() {
    ClockCell cell = new ClockCell();
    ClockReading reading = new ClockReading();
    for (int i = 0; i < REHEARSALS; i++) {
      boolean isHalfWritten = i % ATTEMPTS == 0;
      if (isHalfWritten) {
        cell.lock.beginWrite();
      }
      boolean _ = cell.read(reading);
      boolean _ = cell.lock.isWhole(2L * i);
      if (isHalfWritten) {
        cell.lock.endWrite();
      }
      cell.publish(reading);
    }
  }
}
