package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.meter.Counters;

/**
 * Whose packets count on one leg of an input. A sender is its SSRC. Another one replaces it when it is silent: soon if it speaks from the
 * same host, because that is a restart, and late if not, because that is a second sender, however many packets it sends.
 */
final class SenderRule {

  /** Whose a packet is. */
  enum Verdict {
    /** The sender's that is known. */
    KNOWN,
    /** A sender's that has just been taken over: the first, or the next. */
    NEW,
    /** Somebody else's; counted. */
    FOREIGN
  }

  /** How long a sender must be silent before another SSRC of its host replaces it at once, in packets and at the least. */
  private static final int SILENT_PACKETS = 3;
  private static final long SILENT_NS = 3_000_000;
  /** Consecutive packets of a new SSRC that replace the old one when it was silent for nearly as many packet times. */
  private static final int TAKEOVER_PACKETS = 3;
  /** How long a sender must be silent before another host replaces it. */
  static final long ABANDONED_NS = 100_000_000;

  private final Counters<InputCounter> counters;
  private final long packetNs;
  private final long silentNs;
  private boolean isKnown;
  private int ssrc;
  private int sourceAddress;
  private long heardNs;
  private int candidateSsrc;
  private int candidatePackets;

  SenderRule(InputSpec spec, Counters<InputCounter> counters) {
    this.counters = counters;
    this.packetNs = packetNs(spec);
    this.silentNs = silentNs(spec);
  }

  /** A sender that has said nothing for so long is silent. */
  static long silentNs(InputSpec spec) {
    return Math.max(SILENT_NS, SILENT_PACKETS * packetNs(spec));
  }

  private static long packetNs(InputSpec spec) {
    return 1_000_000_000L * spec.packetFrames() / spec.format().rateHz();
  }

  Verdict judge(int packetSsrc, int packetAddress, long arrivalNs) {
    if (isKnown && packetSsrc == ssrc) {
      candidatePackets = 0;
      return Verdict.KNOWN;
    }
    if (isKnown) {
      candidatePackets = packetSsrc == candidateSsrc ? candidatePackets + 1 : 1;
      candidateSsrc = packetSsrc;
      if (!isReplaced(packetAddress, arrivalNs)) {
        counters.increment(InputCounter.FOREIGN_SENDER);
        return Verdict.FOREIGN;
      }
      counters.increment(InputCounter.SENDER_CHANGES);
    }
    isKnown = true;
    ssrc = packetSsrc;
    sourceAddress = packetAddress;
    candidatePackets = 0;
    return Verdict.NEW;
  }

  private boolean isReplaced(int packetAddress, long arrivalNs) {
    long silenceNs = arrivalNs - heardNs;
    if (packetAddress != sourceAddress) {
      return silenceNs > ABANDONED_NS;
    }
    return silenceNs > silentNs || (candidatePackets >= TAKEOVER_PACKETS && silenceNs > (TAKEOVER_PACKETS - 1) * packetNs);
  }

  /** The sender spoke. */
  void heard(long arrivalNs) {
    heardNs = arrivalNs;
  }

  /** When it spoke last. */
  long heardNs() {
    return heardNs;
  }

  /** Of the present sender. */
  int ssrc() {
    return ssrc;
  }

  boolean isKnown() {
    return isKnown;
  }

  /** Anyone may be the next. */
  void forget() {
    isKnown = false;
    candidatePackets = 0;
  }
}
