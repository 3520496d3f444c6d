package io.crosspoint.pipeline.send;

import io.crosspoint.ptp.clock.MediaClock;

/**
 * When the packets of one transmit group are rendered and sent. Packet k holds the frames from {@code k * packetFrames} on; its deadline is
 * the PTP time at which its last frame ends, and it is published to the stages {@code leadNs} earlier. Every time is computed from k:
 * nothing is ever added to a previous wake-up.
 *
 * <p><b>Thread:</b> belongs to the tick thread. Pure: the present time is an argument.
 */
public final class TransmitSchedule {

  private final MediaClock clock;
  private final int packetFrames;
  private final long leadNs;
  private final int inFlight;

  /** Next packet to publish; those from {@link #nextToSend} up to it are with the stages. */
  private long nextToPublish;
  private long nextToSend;

  /**
   * @param leadNs how long before its deadline a packet is published
   * @param inFlight how many packets may be published and not yet sent
   */
  public TransmitSchedule(int rateHz, int packetFrames, long leadNs, int inFlight) {
    this.clock = new MediaClock(rateHz);
    this.packetFrames = packetFrames;
    this.leadNs = leadNs;
    this.inFlight = inFlight;
  }

  /** How many packets are in flight at once when nothing is late. */
  public static int inFlight(int rateHz, int packetFrames, long leadNs) {
    long packetNs = packetFrames * 1_000_000_000L / rateHz;
    return (int) (leadNs / packetNs) + 2;
  }

  /**
   * Begins, or begins anew after a change of epoch: the first packet is the first whose publication is not past.
   *
   * @return how many packets were in flight and are given up
   */
  public long anchor(long nowPtpNs) {
    long givenUp = nextToPublish - nextToSend;
    nextToPublish = Math.floorDiv(clock.indexOf(nowPtpNs + leadNs), (long) packetFrames);
    nextToSend = nextToPublish;
    return givenUp;
  }

  /** When the next packet is to be published; {@link Long#MAX_VALUE} while as many as possible are in flight. */
  public long publishPtpNs() {
    return nextToPublish - nextToSend >= inFlight ? Long.MAX_VALUE : deadlinePtpNs(nextToPublish) - leadNs;
  }

  /** The deadline of the next packet to be sent; {@link Long#MAX_VALUE} while none is in flight. */
  public long sendPtpNs() {
    return nextToSend == nextToPublish ? Long.MAX_VALUE : deadlinePtpNs(nextToSend);
  }

  /** Media index of the next packet to publish. */
  public long publishIndex() {
    return nextToPublish * packetFrames;
  }

  /** Media index of the next packet to send. */
  public long sendIndex() {
    return nextToSend * packetFrames;
  }

  /** Deadline of the next packet to publish. */
  public long publishDeadlinePtpNs() {
    return deadlinePtpNs(nextToPublish);
  }

  public void published() {
    nextToPublish++;
  }

  public void sent() {
    nextToSend++;
  }

  /**
   * Gives up packets that are not even published and whose deadline is past by more than a limit: they would be useless, and sending them
   * would be a burst.
   *
   * @return how many packets of each output are skipped
   */
  public long skipHopeless(long nowPtpNs, long limitNs) {
    if (nextToSend != nextToPublish || nowPtpNs - deadlinePtpNs(nextToPublish) <= limitNs) {
      return 0;
    }
    long first = Math.floorDiv(clock.indexOf(nowPtpNs - limitNs), (long) packetFrames);
    long skipped = Math.max(0, first - nextToPublish);
    nextToPublish += skipped;
    nextToSend = nextToPublish;
    return skipped;
  }

  private long deadlinePtpNs(long packet) {
    return clock.timeOf((packet + 1) * packetFrames);
  }
}
