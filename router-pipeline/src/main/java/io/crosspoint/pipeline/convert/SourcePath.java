package io.crosspoint.pipeline.convert;

/**
 * One way by which a sender's clock is seen: a leg of a stream. Each has an estimate of its own, because each network delays differently;
 * which of them is followed is for {@link SenderClock} to say.
 */
final class SourcePath {

  private final SourceStream stream;
  private final DriftEstimator estimate;
  private long newestArrivalPtpNs;

  SourcePath(SourceStream stream, int rateHz) {
    this.stream = stream;
    this.estimate = new DriftEstimator(rateHz);
  }

  /** @param end one behind the packet's last frame: a packet leaves when that frame is over, however long the packet is */
  DriftEstimator.Finding onPacket(long arrivalPtpNs, long end) {
    newestArrivalPtpNs = arrivalPtpNs;
    return estimate.onPacket(arrivalPtpNs, end);
  }

  void onClockStep(long stepNs) {
    estimate.onClockStep(stepNs);
    newestArrivalPtpNs += stepNs;
  }

  SourceStream stream() {
    return stream;
  }

  DriftEstimator estimate() {
    return estimate;
  }

  boolean isSilent(long nowPtpNs, long limitNs) {
    return nowPtpNs - newestArrivalPtpNs > limitNs;
  }

  long newestArrivalPtpNs() {
    return newestArrivalPtpNs;
  }
}
