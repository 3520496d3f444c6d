package io.crosspoint.ptp.tick;

/**
 * One call of a {@link PtpTimer}: which grid points it stands for and how it went. Reused: copy what is to be kept.
 *
 * <p>Grid point k is the PTP time {@code k * intervalNs}: every host with the same interval ticks in phase.
 */
public final class Tick {

  long index;
  int count;
  long ptpNs;
  long latenessNs;
  boolean isDiscontinuous;

  Tick() {}

  /** Number of the first grid point of this call. Strictly increasing while the clock's epoch and the interval last. */
  public long index() {
    return index;
  }

  /** Grid points that this call stands for: more than one only under {@link MissedTicks#COALESCE}. */
  public int count() {
    return count;
  }

  /** PTP time of the last of them. */
  public long ptpNs() {
    return ptpNs;
  }

  /** How long after that time the call was made. */
  public long latenessNs() {
    return latenessNs;
  }

  /** Whether the grid was laid anew before this call: first tick, new interval, or a step of the clock. */
  public boolean isDiscontinuous() {
    return isDiscontinuous;
  }
}
