package io.crosspoint.benchmarks.rig.cost;

import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.BitSet;
import org.HdrHistogram.Histogram;

/**
 * What came of one stream's packets with media times in a window, told by their samples alone: stereo L24 at 48 kHz with the counter
 * pattern.
 */
final class ContentTally {

  /** Of each packet so many samples are looked at: two frames. */
  static final int SAMPLES = 4;

  private static final MediaClock CLOCK = new MediaClock(48_000);
  private static final CounterPattern PATTERN = new CounterPattern(Encoding.L24);
  /** The pattern numbers so many streams. */
  private static final int STREAMS = 128;

  private final int stream;
  private final int packetFrames;
  private final long firstPacket;
  private final int expected;
  private final BitSet seen;
  private long arrived;
  private long received;
  private long repeated;
  private long unreadable;

  /** @param stream number that its talker gave it, from 0 */
  ContentTally(int stream, int packetFrames, long fromPtpNs, long toPtpNs) {
    this.stream = stream % STREAMS;
    this.packetFrames = packetFrames;
    this.firstPacket = CLOCK.indexOf(fromPtpNs) / packetFrames + 1;
    this.expected = (int) (CLOCK.indexOf(toPtpNs) / packetFrames + 1 - firstPacket);
    this.seen = new BitSet(expected);
  }

  /**
   * @param isInTime whether it came before the window of media time was over
   * @param samples the first of a packet, left-justified
   * @param agesNs gets the age of the first frame when the packet was received
   */
  void onPacket(long arrivalPtpNs, boolean isInTime, int[] samples, Histogram agesNs) {
    arrived += isInTime ? 1 : 0;
    long arrivalIndex = CLOCK.indexOf(arrivalPtpNs);
    int lag = PATTERN.lag((int) arrivalIndex, samples[0], 0);
    long index = arrivalIndex - PATTERN.latencyFrames(lag);
    if (!isOf(index, samples)) {
      unreadable++;
      return;
    }
    long packet = Math.floorDiv(index, (long) packetFrames) - firstPacket;
    if (packet < 0 || packet >= expected) {
      return;
    }
    if (seen.get((int) packet)) {
      repeated++;
      return;
    }
    seen.set((int) packet);
    received++;
    agesNs.recordValue(Math.clamp(arrivalPtpNs - CLOCK.timeOf(index), 0, agesNs.getHighestTrackableValue()));
  }

  private boolean isOf(long index, int[] samples) {
    for (int i = 0; i < SAMPLES; i++) {
      if (samples[i] != PATTERN.at(PATTERN.shifted((int) index + i / 2, stream), i % 2)) {
        return false;
      }
    }
    return true;
  }

  /** Packets of the window that the talker sent. */
  long expected() {
    return expected;
  }

  /** Of those expected, once each. */
  long received() {
    return received;
  }

  long repeated() {
    return repeated;
  }

  /** Packets at any time that are not this stream's audio as it was sent: silence, damage, or resampled. */
  long unreadable() {
    return unreadable;
  }

  /** All packets before the window's end, whatever they carry. */
  long arrived() {
    return arrived;
  }
}
