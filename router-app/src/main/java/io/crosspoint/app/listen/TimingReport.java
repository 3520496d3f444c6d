package io.crosspoint.app.listen;

/**
 * The timing of a stream; see {@link TimingCheck} for what each means.
 *
 * @param isAnchored timestamps are not PTP time: they were anchored to arrivals, and {@code dpvr} and {@code departure} are relative
 * @param tsdfNs the worst of all measuring periods
 */
public record TimingReport(boolean isAnchored, Spread interarrival, Spread departure, Spread dpvr, long tsdfNs, Grade grade) {

  /** How good, in packet times, against the limits in use for ST 2110-30 receivers. */
  public enum Grade {
    /** DPVR ≤ 3 and TSDF ≤ 1 packet time. */
    NARROW(3, 1),
    /** DPVR ≤ 19 and TSDF ≤ 17 packet times. */
    WIDE(19, 17),
    /** Worse, or timestamps in the future. */
    OUTSIDE(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final long dpvrPackets;
    private final long tsdfPackets;

    Grade(long dpvrPackets, long tsdfPackets) {
      this.dpvrPackets = dpvrPackets;
      this.tsdfPackets = tsdfPackets;
    }

    /** Anchored timestamps are judged by TSDF alone. */
    static Grade of(Spread dpvr, long tsdfNs, long packetNs, boolean isAnchored) {
      for (Grade candidate : new Grade[] {NARROW, WIDE}) {
        boolean isInTime = isAnchored || (dpvr.minNs() >= 0 && dpvr.maxNs() <= candidate.dpvrPackets * packetNs);
        if (isInTime && tsdfNs <= candidate.tsdfPackets * packetNs) {
          return candidate;
        }
      }
      return OUTSIDE;
    }
  }
}
