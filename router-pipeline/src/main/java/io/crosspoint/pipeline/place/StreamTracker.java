package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.ptp.clock.MediaClock;
import org.jspecify.annotations.Nullable;

/**
 * Decides which media index an RTP timestamp means, for one input: whose packets count, what the stream's timestamp offset is, and when
 * it has to be found anew.
 *
 * <p>An offset is found in this order: the declared one; zero, when that puts the packet within the link offset of its PTP arrival (the
 * sender is on the plant's clock, AES67 clause 8); else the one that makes the first packet end at its arrival. A packet that is merely
 * late does not move the anchor; a second packet that agrees with a jump does, and so does half a second in which nothing fits.
 */
final class StreamTracker {

  /** The packet is not to be placed. */
  static final long REJECTED = Long.MIN_VALUE;

  /** How the offset of the stream is known. */
  enum Anchor {
    NONE,
    DECLARED,
    PTP,
    ARRIVAL
  }

  /** Tolerated lead of a sender's clock over ours when judging whether its timestamps are PTP time. */
  private static final long PTP_EARLY_NS = 2_000_000;
  /** Nothing fitted for so long: the sender's timeline has moved. */
  private static final long MISFIT_NS = 500_000_000;
  /** Consecutive packets that fit the declared offset or PTP time before an arrival anchor is given up for it. */
  private static final int PROOF_PACKETS = 64;

  private final MediaClock clock;
  private final Counters<InputCounter> counters;
  private final Leg[] legs;
  private final long linkOffsetFrames;
  private final long earlyFrames;
  private final long ptpEarlyFrames;
  /** Another leg that fitted this recently proves the anchor right. */
  private final long silentNs;
  private final @Nullable Integer declaredOffset;

  private Anchor anchor;
  private int offset;
  private int proofs;

  private static final class Leg {
    final SequenceWindow sequences;
    final SenderRule sender;
    int sequence;
    int timestamp;
    int frames;
    boolean isFresh;
    int jumps;
    int jumpOffset;
    long fittedNs = Long.MIN_VALUE / 2;
    long misfitSinceNs;

    Leg(InputSpec spec, Counters<InputCounter> counters) {
      sequences = new SequenceWindow(counters);
      sender = new SenderRule(spec, counters);
    }
  }

  /** @param earlyFrames how far ahead of PTP time the timeline reaches */
  StreamTracker(InputSpec spec, int earlyFrames, Counters<InputCounter> counters) {
    this.clock = new MediaClock(spec.format().rateHz());
    this.counters = counters;
    this.linkOffsetFrames = spec.linkOffsetFrames();
    this.earlyFrames = earlyFrames;
    this.ptpEarlyFrames = PTP_EARLY_NS * spec.format().rateHz() / 1_000_000_000L;
    this.silentNs = SenderRule.silentNs(spec);
    this.declaredOffset = spec.mediaClockOffset();
    this.anchor = Anchor.NONE;
    this.legs = new Leg[spec.flows().size()];
    for (int i = 0; i < legs.length; i++) {
      legs[i] = new Leg(spec, counters);
    }
  }

  /** Forgets every sender and anchor: the clock's epoch has changed, and no index means what it did. */
  void reset() {
    anchor = Anchor.NONE;
    for (Leg leg : legs) {
      leg.sender.forget();
    }
  }

  /**
   * The media index of a packet's first frame, or {@link #REJECTED}.
   *
   * @param frames in the payload
   * @param sourceAddress of the host that sent it
   * @param arrivalNs PTP time of arrival
   */
  long indexOf(int legNumber, RtpPacket packet, int frames, int sourceAddress, long arrivalNs) {
    Leg leg = legs[legNumber];
    if (!isFromSender(leg, packet, sourceAddress, arrivalNs)) {
      return REJECTED;
    }
    long arrivalIndex = clock.indexOf(arrivalNs);
    if (anchor == Anchor.NONE && declaredOffset != null) {
      anchor = Anchor.DECLARED;
      offset = declaredOffset;
    } else if (anchor == Anchor.NONE) {
      anchorTo(packet.timestamp(), frames, arrivalIndex);
    }
    long index = MediaClock.unwrap(packet.timestamp(), offset, arrivalIndex);
    if (fits(index, frames, arrivalIndex)) {
      leg.fittedNs = arrivalNs;
      leg.jumps = 0;
      preferKnownOffset(packet.timestamp(), frames, arrivalIndex);
    } else {
      index = judgeMisfit(leg, packet, frames, arrivalNs, arrivalIndex);
    }
    leg.isFresh = false;
    if (index != REJECTED) {
      remember(leg, packet, frames);
    }
    leg.sender.heard(arrivalNs);
    return index;
  }

  Anchor anchor() {
    return anchor;
  }

  /** Unsigned 32 bits. */
  int offset() {
    return offset;
  }

  int ssrc(int leg) {
    return legs[leg].sender.ssrc();
  }

  private boolean isFromSender(Leg leg, RtpPacket packet, int sourceAddress, long arrivalNs) {
    SenderRule.Verdict verdict = leg.sender.judge(packet.ssrc(), sourceAddress, arrivalNs);
    if (verdict == SenderRule.Verdict.NEW) {
      leg.isFresh = true;
      leg.jumps = 0;
      leg.misfitSinceNs = arrivalNs;
      leg.sequences.restart();
    }
    return verdict != SenderRule.Verdict.FOREIGN;
  }

  private boolean fits(long index, int frames, long arrivalIndex) {
    long age = arrivalIndex - (index + frames);
    return age >= -earlyFrames && age <= linkOffsetFrames;
  }

  /** Stricter than {@link #fits}, because it is to tell an offset that is right from one that happens to come near. */
  private boolean isProof(int knownOffset, int timestamp, int frames, long arrivalIndex) {
    long age = arrivalIndex - (MediaClock.unwrap(timestamp, knownOffset, arrivalIndex) + frames);
    return age >= -ptpEarlyFrames && age <= linkOffsetFrames;
  }

  private void anchorTo(int timestamp, int frames, long arrivalIndex) {
    if (declaredOffset != null && isProof(declaredOffset, timestamp, frames, arrivalIndex)) {
      anchor = Anchor.DECLARED;
      offset = declaredOffset;
    } else if (isProof(0, timestamp, frames, arrivalIndex)) {
      anchor = Anchor.PTP;
      offset = 0;
    } else {
      anchor = Anchor.ARRIVAL;
      offset = timestamp - (int) (arrivalIndex - frames);
    }
    proofs = 0;
  }

  /** A sender first heard in a stall may have been anchored to its arrival although its offset is known: it proves itself later. */
  private void preferKnownOffset(int timestamp, int frames, long arrivalIndex) {
    if (anchor != Anchor.ARRIVAL) {
      return;
    }
    boolean isProof =
        isProof(0, timestamp, frames, arrivalIndex)
            || (declaredOffset != null && isProof(declaredOffset, timestamp, frames, arrivalIndex));
    proofs = isProof ? proofs + 1 : 0;
    if (proofs >= PROOF_PACKETS) {
      counters.increment(InputCounter.REANCHORS);
      anchorTo(timestamp, frames, arrivalIndex);
    }
  }

  /** A misfit is a late packet, a stray one, or the sender's new timeline. */
  private long judgeMisfit(Leg leg, RtpPacket packet, int frames, long arrivalNs, long arrivalIndex) {
    boolean isContinuous = leg.sender.isKnown() && !leg.isFresh && continues(leg, packet);
    if (leg.fittedNs > leg.misfitSinceNs) {
      leg.misfitSinceNs = arrivalNs;
    }
    // A sender on PTP time is where it was after a pause; one whose timestamps stood still is as new as a restarted one.
    boolean hasPaused = anchor == Anchor.ARRIVAL && arrivalNs - leg.sender.heardNs() > MISFIT_NS;
    boolean hasMoved = leg.isFresh || hasPaused || arrivalNs - leg.misfitSinceNs > MISFIT_NS;
    if (!isContinuous && !hasMoved) {
      hasMoved = repeatsJump(leg, packet, frames, arrivalIndex);
    }
    if (hasMoved && !isProvenByOtherLeg(leg, arrivalNs)) {
      counters.increment(InputCounter.REANCHORS);
      anchorTo(packet.timestamp(), frames, arrivalIndex);
      leg.fittedNs = arrivalNs;
      leg.jumps = 0;
      return MediaClock.unwrap(packet.timestamp(), offset, arrivalIndex);
    }
    if (!isContinuous) {
      counters.increment(InputCounter.STRAY);
      return REJECTED;
    }
    return MediaClock.unwrap(packet.timestamp(), offset, arrivalIndex);
  }

  /** Whether timestamp and sequence number moved together since the last packet: then the packet is late or early, not elsewhere. */
  private static boolean continues(Leg leg, RtpPacket packet) {
    int steps = RtpPacket.sequenceDelta(leg.sequence, packet.sequence());
    return packet.timestamp() - leg.timestamp == steps * leg.frames;
  }

  /** Whether this misfit agrees with the one before: one stray packet moves nothing, a second one on the same timeline does. */
  private boolean repeatsJump(Leg leg, RtpPacket packet, int frames, long arrivalIndex) {
    long asFirst = MediaClock.unwrap(packet.timestamp(), leg.jumpOffset, arrivalIndex);
    if (leg.jumps > 0 && fits(asFirst, frames, arrivalIndex)) {
      return true;
    }
    leg.jumps = 1;
    leg.jumpOffset = packet.timestamp() - (int) (arrivalIndex - frames);
    return false;
  }

  private boolean isProvenByOtherLeg(Leg leg, long arrivalNs) {
    for (Leg other : legs) {
      if (other != leg && other.sender.isKnown() && arrivalNs - other.fittedNs < silentNs) {
        return true;
      }
    }
    return false;
  }

  private static void remember(Leg leg, RtpPacket packet, int frames) {
    leg.sequences.accept(packet.sequence());
    leg.sequence = packet.sequence();
    leg.timestamp = packet.timestamp();
    leg.frames = frames;
  }
}
