package io.crosspoint.app.talk;

import io.crosspoint.ptp.clock.MediaClock;

/**
 * When packets leave. Packet n holds the frames from {@code n · packetFrames} on and leaves when its last frame is over, by the talker's
 * own media clock, which may be off from PTP by some ppm: then the two agree at the origin and drift apart from there.
 *
 * @param originPtpNs where the media clocks of talker and plant agree
 */
record TalkSchedule(MediaClock clock, int packetFrames, double ppm, long delayNs, long originPtpNs) {

  /** PTP time at which a packet leaves. */
  long departurePtpNs(long packet) {
    long ownNs = clock.timeOf((packet + 1) * packetFrames) - originPtpNs;
    return originPtpNs + ownNs - Math.round(ownNs * (ppm / (1e6 + ppm))) + delayNs;
  }

  /** The first packet that does not leave before a time. */
  long firstFrom(long ptpNs) {
    long sinceNs = ptpNs - delayNs - originPtpNs;
    long packet = Math.floorDiv(clock.indexOf(originPtpNs + sinceNs + Math.round(sinceNs * ppm * 1e-6)), (long) packetFrames) - 1;
    while (departurePtpNs(packet) < ptpNs) {
      packet++;
    }
    return packet;
  }
}
