package io.crosspoint.pipeline.matrix;

import io.crosspoint.ptp.clock.MediaClock;

/**
 * When and how a change of routes begins to hold.
 *
 * @param fromPtpNs the first frame at or after this PTP time is the first of the change; {@link Long#MIN_VALUE} for the next one rendered
 * @param fadeNs how long old and new are blended; 0 cuts between two frames and leaves every sample as it is
 * @param epoch of the clock that the time was read from: in another epoch the change holds at once and is not blended
 */
public record Switchover(long fromPtpNs, long fadeNs, int epoch) {

  /** For routers whose clock says nothing yet: nobody hears the change. */
  public static Switchover atOnce() {
    return new Switchover(Long.MIN_VALUE, 0, 0);
  }

  /** The media index of the first frame that is at or after a PTP time; before all that are ever rendered for {@link #atOnce}. */
  static long indexFrom(MediaClock clock, long ptpNs) {
    return ptpNs == Long.MIN_VALUE ? Long.MIN_VALUE / 2 : clock.indexOf(ptpNs - 1) + 1;
  }
}
