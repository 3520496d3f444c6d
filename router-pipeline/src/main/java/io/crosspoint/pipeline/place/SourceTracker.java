package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.ptp.clock.MediaClock;

/**
 * Counts the frames of a sender on a clock of its own: 64-bit indices that go on as its timestamps do, in runs. A run ends when the
 * timestamps jump for good, when another sender takes over, or when packets have been out of step with plant time for half a second; what
 * drift and network delay do within a run is for the convert stage to find out.
 *
 * <p>The first index of a run is the media index that the timestamp would mean on the plant's clock, so that a source that is on that clock
 * after all can be told.
 */
final class SourceTracker {

  static final long REJECTED = StreamTracker.REJECTED;

  /** Timestamps may be out of step with arrival by half the link offset, and by so much in any case. */
  private static final long LEAST_TOLERANCE_NS = 5_000_000;
  /** Audio out of step for so long is the sender's new timeline. */
  private static final long MISFIT_NS = 500_000_000;

  private final MediaClock clock;
  private final Counters<InputCounter> counters;
  private final Leg[] legs;
  private final int firstOffset;
  private final long toleranceFrames;
  private final long misfitLimitFrames;

  private int run;
  private boolean isRunning;
  private int ssrc;
  private long newestIndex;
  private int newestTimestamp;
  /** The newest packet in step: deviations are told from it. */
  private boolean hasReference;
  private long referenceIndex;
  private long referenceArrivalNs;
  private long misfitFrames;

  private static final class Leg {
    final SequenceWindow sequences;
    final SenderRule sender;
    int sequence;
    int timestamp;
    int frames;
    /** The run that its newest packet was of. */
    int run;
    boolean hasJump;
    long jumpIndex;
    long jumpArrivalNs;

    Leg(InputSpec spec, Counters<InputCounter> counters) {
      sequences = new SequenceWindow(counters);
      sender = new SenderRule(spec, counters);
    }
  }

  SourceTracker(InputSpec spec, Counters<InputCounter> counters) {
    int rateHz = spec.format().rateHz();
    this.clock = new MediaClock(rateHz);
    this.counters = counters;
    Integer declared = spec.mediaClockOffset();
    this.firstOffset = declared == null ? 0 : declared;
    this.toleranceFrames = Math.max(LEAST_TOLERANCE_NS * rateHz / 1_000_000_000L, spec.linkOffsetFrames() / 2);
    this.misfitLimitFrames = MISFIT_NS * rateHz / 1_000_000_000L;
    this.legs = new Leg[spec.flows().size()];
    for (int i = 0; i < legs.length; i++) {
      legs[i] = new Leg(spec, counters);
    }
  }

  /** Changes whenever indices begin anew. */
  int run() {
    return run;
  }

  /** The plant's clock was set: arrival times before and after have nothing to do with each other. */
  void onClockEpoch() {
    hasReference = false;
    for (Leg leg : legs) {
      leg.hasJump = false;
    }
  }

  /**
   * The index of a packet's first frame in the present {@link #run}, or {@link #REJECTED}.
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
    boolean isFirstOfLeg = leg.frames == 0;
    if (isLeftBehind(leg, packet, isFirstOfLeg, arrivalNs)) {
      counters.increment(InputCounter.STRAY);
      leg.sender.heard(arrivalNs);
      return REJECTED;
    }
    boolean isContinuous = !isFirstOfLeg && leg.run == run && continues(leg, packet);
    long index = newestIndex + (packet.timestamp() - newestTimestamp);
    if (!isRunning || packet.ssrc() != ssrc) {
      index = startRun(packet, arrivalNs);
    } else if ((!hasReference && (isContinuous || isFirstOfLeg)) || isInStep(index, arrivalNs)) {
      refer(index, arrivalNs);
    } else if (isContinuous) {
      misfitFrames += frames;
      if (misfitFrames > misfitLimitFrames) {
        index = startRun(packet, arrivalNs);
      }
    } else if (repeatsJump(leg, index, arrivalNs)) {
      index = startRun(packet, arrivalNs);
    } else {
      counters.increment(InputCounter.STRAY);
      leg.sender.heard(arrivalNs);
      return REJECTED;
    }
    remember(leg, packet, frames, arrivalNs);
    if (index > newestIndex) {
      newestIndex = index;
      newestTimestamp = packet.timestamp();
    }
    return index;
  }

  /**
   * The other leg has brought the sender's new timeline already, and this one still has packets of the old: they begin nothing anew while
   * the other goes on.
   */
  private boolean isLeftBehind(Leg leg, RtpPacket packet, boolean isFirstOfLeg, long arrivalNs) {
    if (isFirstOfLeg || leg.run == run || !hasReference || arrivalNs - referenceArrivalNs > SenderRule.ABANDONED_NS) {
      return false;
    }
    return packet.ssrc() != ssrc || !isInStep(newestIndex + (packet.timestamp() - newestTimestamp), arrivalNs);
  }

  private long startRun(RtpPacket packet, long arrivalNs) {
    if (isRunning) {
      counters.increment(InputCounter.REANCHORS);
    }
    isRunning = true;
    run++;
    ssrc = packet.ssrc();
    newestIndex = MediaClock.unwrap(packet.timestamp(), firstOffset, clock.indexOf(arrivalNs));
    newestTimestamp = packet.timestamp();
    refer(newestIndex, arrivalNs);
    return newestIndex;
  }

  private void refer(long index, long arrivalNs) {
    hasReference = true;
    referenceIndex = index;
    referenceArrivalNs = arrivalNs;
    misfitFrames = 0;
    for (Leg leg : legs) {
      leg.hasJump = false;
    }
  }

  private boolean isInStep(long index, long arrivalNs) {
    return hasReference && agree(index - referenceIndex, arrivalNs - referenceArrivalNs);
  }

  private boolean agree(long frames, long ns) {
    return Math.abs(frames - clock.indexOf(ns)) <= toleranceFrames;
  }

  /** One packet off the timeline moves nothing; a second one that agrees with it does. */
  private boolean repeatsJump(Leg leg, long index, long arrivalNs) {
    if (leg.hasJump && agree(index - leg.jumpIndex, arrivalNs - leg.jumpArrivalNs)) {
      return true;
    }
    leg.hasJump = true;
    leg.jumpIndex = index;
    leg.jumpArrivalNs = arrivalNs;
    return false;
  }

  private boolean isFromSender(Leg leg, RtpPacket packet, int sourceAddress, long arrivalNs) {
    SenderRule.Verdict verdict = leg.sender.judge(packet.ssrc(), sourceAddress, arrivalNs);
    if (verdict == SenderRule.Verdict.NEW) {
      leg.frames = 0;
      leg.hasJump = false;
      leg.sequences.restart();
    }
    return verdict != SenderRule.Verdict.FOREIGN;
  }

  private static boolean continues(Leg leg, RtpPacket packet) {
    return packet.timestamp() - leg.timestamp == RtpPacket.sequenceDelta(leg.sequence, packet.sequence()) * leg.frames;
  }

  private void remember(Leg leg, RtpPacket packet, int frames, long arrivalNs) {
    leg.run = run;
    leg.sequences.accept(packet.sequence());
    leg.sequence = packet.sequence();
    leg.timestamp = packet.timestamp();
    leg.frames = frames;
    leg.sender.heard(arrivalNs);
  }
}
