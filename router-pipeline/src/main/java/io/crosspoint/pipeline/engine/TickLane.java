package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.pipeline.send.TransmitSchedule;
import io.crosspoint.pipeline.source.LatencyModel;

/**
 * A transmit group as the tick sees it: when its packets are due, and which are in flight.
 *
 * <p><b>Thread:</b> built by the control thread, then the tick's.
 */
final class TickLane {

  /** A deadline noticed this much too late is given up: receivers have long played silence there. */
  static final long HOPELESS_NS = 10_000_000;

  final int number;
  final int packetFrames;
  final TransmitSchedule schedule;
  final GroupMeter meter;
  final long packetNs;
  final long hopelessNs;

  /** What arrives until so long before a packet's deadline is in time for it, also where it is published later. */
  private final long leadNs;

  /** Ring sequences of the packets in flight, by their place in the rotation; −1 where the ring was full. */
  private final long[] sequences;

  /** What those packets are rendered into. */
  private final TransmitBatch[] rendered;

  private BatchRotation batches;
  /** Of the packet that is sent next, which part leaves next. */
  private int part;
  private boolean isAnchored;
  /** Packets from here on are rendered into {@link #batches}; those before may stand in what was there before. */
  private long presentIndex = Long.MIN_VALUE;

  TickLane(int number, TransmitGroup group, BatchRotation batches, long leadNs, GroupMeter meter) {
    this.number = number;
    this.packetFrames = group.packetFrames();
    this.batches = batches;
    this.meter = meter;
    this.packetNs = group.packetFrames() * 1_000_000_000L / group.rateHz();
    this.leadNs = leadNs;
    long closingLeadNs = LatencyModel.closingLeadNs(group.rateHz(), packetFrames, leadNs);
    this.schedule = new TransmitSchedule(group.rateHz(), packetFrames, closingLeadNs, batches.size());
    this.hopelessNs = Math.max(HOPELESS_NS, 2 * packetNs);
    this.sequences = new long[batches.size()];
    this.rendered = new TransmitBatch[batches.size()];
  }

  /** Other outputs, or the same, from the next packet that is published on. */
  void adopt(BatchRotation next) {
    if (next != batches) {
      batches = next;
      presentIndex = schedule.publishIndex();
    }
  }

  /** Whether no packet is in flight that another rotation than the present one holds. */
  boolean isDrained() {
    return schedule.sendIndex() >= presentIndex;
  }

  /** Nothing of it is sent; it begins anew if it ever comes back. */
  void leave() {
    isAnchored = false;
  }

  boolean isAnchored() {
    return isAnchored;
  }

  /** Begins, or begins anew. Returns how many parts of packets were in flight and are given up. */
  long anchor(long nowPtpNs) {
    long givenUp = -part;
    for (long index = schedule.sendIndex(); index < schedule.publishIndex(); index += packetFrames) {
      givenUp += batch(index).departures().parts();
    }
    isAnchored = true;
    presentIndex = Long.MIN_VALUE;
    part = 0;
    schedule.anchor(nowPtpNs);
    return givenUp;
  }

  /** As {@link TransmitSchedule#skipHopeless}, in parts of packets. */
  long skipHopeless(long nowPtpNs) {
    return schedule.skipHopeless(nowPtpNs, hopelessNs) * batches.of(0).departures().parts();
  }

  /** Whether everything that is in time for the next packet to publish had arrived when packets were fetched. */
  boolean isServedBy(long fetchedPtpNs) {
    return fetchedPtpNs >= schedule.publishDeadlinePtpNs() - leadNs;
  }

  /** When the next part is due; {@link Long#MAX_VALUE} while no packet is in flight. */
  long sendPtpNs() {
    long deadlinePtpNs = schedule.sendPtpNs();
    return deadlinePtpNs == Long.MAX_VALUE ? deadlinePtpNs : deadlinePtpNs + batch(schedule.sendIndex()).departures().offsetNs(part);
  }

  /** Which part of {@link TransmitSchedule#sendIndex} is next. */
  int part() {
    return part;
  }

  /** That part is sent, or given up. */
  void sent() {
    part++;
    if (part == batch(schedule.sendIndex()).departures().parts()) {
      part = 0;
      schedule.sent();
    }
  }

  /** The packet that is published now is on the ring, or −1 when it is not. */
  TransmitBatch publish(long firstIndex, long sequence) {
    int place = place(firstIndex);
    TransmitBatch batch = batches.of(firstIndex);
    sequences[place] = sequence;
    rendered[place] = batch;
    return batch;
  }

  long sequence(long firstIndex) {
    return sequences[place(firstIndex)];
  }

  TransmitBatch batch(long firstIndex) {
    return rendered[place(firstIndex)];
  }

  private int place(long firstIndex) {
    return (int) Math.floorDiv(firstIndex, (long) packetFrames) & (sequences.length - 1);
  }
}
