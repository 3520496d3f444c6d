package io.crosspoint.pipeline.source;

import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.MediaClock;

/**
 * Media index against this host's clocks, as it was known at one instant. Immutable; for applications that need only the mapping.
 *
 * <p>{@code CLOCK_MONOTONIC_RAW} is what the plant's clock is told in: times on it follow from the index to within the clock's own error.
 * {@code CLOCK_MONOTONIC} is slewed by whoever keeps the host's time, so the further from the instant, the less is known: the error bound
 * says so.
 *
 * @param clock the plant's clock
 * @param rateHz of the media clock
 * @param rawNs the instant, on {@code CLOCK_MONOTONIC_RAW}
 * @param monotonicNs the instant, on {@code CLOCK_MONOTONIC}
 * @param pairingErrorNs how far apart the two may have been read
 */
public record Correlation(ClockSnapshot clock, int rateHz, long rawNs, long monotonicNs, long pairingErrorNs) {

  /** What the kernel lets a time daemon slew by (adjtimex: 500 ppm). */
  private static final double MOST_SLEW = 500e-6;

  /** Epoch that indices are counted on; only valid while it is the transmitter's. */
  public int epoch() {
    return clock.epoch();
  }

  /** Index of the sample period that contains an instant of the raw clock. */
  public long indexAtRaw(long atRawNs) {
    return new MediaClock(rateHz).indexOf(clock.ptpAtRaw(atRawNs));
  }

  /** Index of the sample period that contains an instant of the monotonic clock. */
  public long indexAtMonotonic(long atMonotonicNs) {
    return indexAtRaw(rawNs + (atMonotonicNs - monotonicNs));
  }

  /** Index of the sample period that contains a PTP time. */
  public long indexAtPtp(long ptpNs) {
    return new MediaClock(rateHz).indexOf(ptpNs);
  }

  /** PTP time of an index. */
  public long ptpOf(long index) {
    return new MediaClock(rateHz).timeOf(index);
  }

  /** When an index begins, on the raw clock. */
  public long rawOf(long index) {
    return clock.rawAtPtp(ptpOf(index));
  }

  /** When an index begins, on the monotonic clock. */
  public long monotonicOf(long index) {
    return monotonicOfRaw(rawOf(index));
  }

  /** An instant of the raw clock on the monotonic one. */
  public long monotonicOfRaw(long atRawNs) {
    return monotonicNs + (atRawNs - rawNs);
  }

  /** Half-width of the interval that holds the true raw time of an index. */
  public long rawErrorNs() {
    return clock.errorBoundNs();
  }

  /** Half-width of the interval that holds the true monotonic time of an index. */
  public long monotonicErrorNs(long index) {
    long distanceNs = Math.abs(rawOf(index) - rawNs);
    return clock.errorBoundNs() + pairingErrorNs + (long) Math.ceil(distanceNs * MOST_SLEW);
  }
}
