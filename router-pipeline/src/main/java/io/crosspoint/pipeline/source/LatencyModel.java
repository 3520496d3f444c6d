package io.crosspoint.pipeline.source;

import io.crosspoint.ptp.clock.MediaClock;

/**
 * When the frame of an index goes where: exact, because every time is computed from the index. Indices are the source's; times are PTP.
 *
 * @param rateHz of source and output, which must be the same for this to hold to the nanosecond
 * @param linkOffsetFrames of the source's input: by so much its audio is delayed from media time in to media time out
 * @param packetFrames frames in each packet of the output
 * @param leadNs how long before their departure packets are closed and rendered, as configured; see {@link #closingLeadNs}
 */
public record LatencyModel(int rateHz, int linkOffsetFrames, int packetFrames, long leadNs) {

  /**
   * How long before its departure a packet is closed and rendered: the configured lead, but so much less as packets fit whole into half of
   * it. One look at the network then serves all of those, and none of them misses what came in time for it.
   */
  public static long closingLeadNs(int rateHz, int packetFrames, long leadNs) {
    long packetNs = packetFrames * 1_000_000_000L / rateHz;
    return leadNs - leadNs / 2 / packetNs * packetNs;
  }

  /** RTP timestamp, before the truncation to 32 bits, of the packet that carries the frame. */
  public long packetIndex(long index) {
    return Math.floorDiv(index + linkOffsetFrames, (long) packetFrames) * packetFrames;
  }

  /** When the packet that carries the frame leaves: at the end of its last frame; an output that is spread leaves that much later. */
  public long departurePtpNs(long index) {
    return new MediaClock(rateHz).timeOf(packetIndex(index) + packetFrames);
  }

  /** When that packet is closed: what is written before is on air. */
  public long closingPtpNs(long index) {
    return departurePtpNs(index) - closingLeadNs(rateHz, packetFrames, leadNs);
  }

  /**
   * When a receiver plays the frame.
   *
   * @param receiverLinkOffsetNs what the receiver adds to timestamps
   */
  public long playoutPtpNs(long index, long receiverLinkOffsetNs) {
    return new MediaClock(rateHz).timeOf(index + linkOffsetFrames) + receiverLinkOffsetNs;
  }

  /** The longest that the closing of a frame can follow its own time: a packet and the link offset, less {@link #closingLeadNs}. */
  public long mostClosingDelayNs() {
    return (packetFrames + (long) linkOffsetFrames) * 1_000_000_000L / rateHz - closingLeadNs(rateHz, packetFrames, leadNs);
  }
}
