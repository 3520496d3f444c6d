package io.crosspoint.app.listen;

import io.crosspoint.ptp.clock.MediaClock;
import org.jspecify.annotations.Nullable;

/**
 * When packets arrive, against the plant's time and against each other.
 *
 * <ul>
 *   <li><b>DPVR</b>, the delay of a packet versus its RTP time: arrival minus the instant that its timestamp names. A packet cannot leave
 *       before its last frame is over, so a good sender's lies just above one packet time. Negative: timestamps lie in the future.
 *   <li><b>Departure</b>: DPVR less one packet time; how late a packet left, plus what the network took.
 *   <li><b>TSDF</b>, the timestamped delay factor (after EBU Tech 3337): the span, within a measuring period of {@value #PERIOD_MS} ms, of
 *       arrival minus RTP time. No common clock is needed for it.
 * </ul>
 *
 * <p>Where the sender's timestamps are not PTP time (more than a second apart, and no offset was given), they are anchored to the first
 * packet's arrival: then DPVR says how arrivals wander, not how late they are.
 */
final class TimingCheck {

  static final int PERIOD_MS = 200;
  private static final long PERIOD_NS = PERIOD_MS * 1_000_000L;

  private final MediaClock clock;
  private final @Nullable Integer declaredOffset;
  private final SignedDistribution interarrivalNs = new SignedDistribution();
  private final SignedDistribution departureNs = new SignedDistribution();

  private boolean hasOffset;
  private boolean isAnchored;
  private int offset;
  private boolean hasArrived;
  private long lastArrivalPtpNs;
  private boolean isInPeriod;
  private long periodBeganPtpNs;
  private long periodMinNs;
  private long periodMaxNs;
  private long tsdfNs;

  /** @param declaredOffset the stream's {@code mediaclk:direct} offset, or null to find it */
  TimingCheck(int rateHz, @Nullable Integer declaredOffset) {
    this.clock = new MediaClock(rateHz);
    this.declaredOffset = declaredOffset;
  }

  void onPacket(int timestamp, int frames, long arrivalPtpNs) {
    if (hasArrived) {
      interarrivalNs.record(arrivalPtpNs - lastArrivalPtpNs);
    }
    hasArrived = true;
    lastArrivalPtpNs = arrivalPtpNs;
    long packetNs = clock.timeOf(frames);
    if (!hasOffset) {
      find(timestamp, arrivalPtpNs - packetNs);
    }
    long index = MediaClock.unwrap(timestamp, offset, clock.indexOf(arrivalPtpNs));
    long delayNs = arrivalPtpNs - clock.timeOf(index);
    departureNs.record(delayNs - packetNs);
    onDelay(delayNs, arrivalPtpNs);
  }

  private void find(int timestamp, long presumedPtpNs) {
    hasOffset = true;
    offset = declaredOffset != null ? declaredOffset : 0;
    long presumed = clock.indexOf(presumedPtpNs);
    if (declaredOffset == null && Math.abs(MediaClock.unwrap(timestamp, 0, presumed) - presumed) > clock.rateHz()) {
      isAnchored = true;
      offset = timestamp - (int) presumed;
    }
  }

  private void onDelay(long delayNs, long arrivalPtpNs) {
    if (isInPeriod && arrivalPtpNs - periodBeganPtpNs >= PERIOD_NS) {
      tsdfNs = Math.max(tsdfNs, periodMaxNs - periodMinNs);
      isInPeriod = false;
    }
    if (!isInPeriod) {
      isInPeriod = true;
      periodBeganPtpNs = arrivalPtpNs;
      periodMinNs = delayNs;
      periodMaxNs = delayNs;
    }
    periodMinNs = Math.min(periodMinNs, delayNs);
    periodMaxNs = Math.max(periodMaxNs, delayNs);
  }

  /** Another sender, or the same one begun anew: its offset may be another. */
  void restart() {
    hasOffset = false;
    hasArrived = false;
    isInPeriod = false;
  }

  /** The stream's timestamp offset in use; 0 before the first packet. */
  int offset() {
    return offset;
  }

  SignedDistribution departures() {
    return departureNs;
  }

  TimingReport report(int packetFrames) {
    long packetNs = clock.timeOf(packetFrames);
    long span = isInPeriod ? Math.max(tsdfNs, periodMaxNs - periodMinNs) : tsdfNs;
    Spread departure = departureNs.spread();
    Spread dpvr = departure.later(packetNs);
    return new TimingReport(
        isAnchored, interarrivalNs.spread(), departure, dpvr, span, TimingReport.Grade.of(dpvr, span, packetNs, isAnchored));
  }
}
