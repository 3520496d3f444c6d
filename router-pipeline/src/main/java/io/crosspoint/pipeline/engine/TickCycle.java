package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.Sequence;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.io.PacketSink;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.pipeline.source.SourceIntake;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.HostClocks;
import org.jspecify.annotations.Nullable;

/**
 * One duty cycle of the tick: publish every TRANSMIT that is due, send every batch, or part of one, whose deadline has come, and say when
 * to come back.
 * What it does follows from the times it is given, so a simulation drives it as the tick thread does.
 *
 * <p><b>Thread:</b> belongs to one thread. Neither locks, allocates nor logs.
 */
final class TickCycle {

  /** How often packets are fetched when no deadline asks for them. */
  private static final long IDLE_NS = 1_000_000;
  /** Two readings of the raw clock around one of the monotonic clock are at most so far apart when nothing came between. */
  private static final long WELL_PAIRED_NS = 1_000;

  private static final int PAIRING_TRIES = 3;

  private final TickHandOver handOver;
  private final EventRing ring;
  private final HostClocks clocks;
  private final PacketSink sink;
  /** Fused: run by this cycle, after it has polled the source. Dedicated: null, and others do both. */
  private final @Nullable FusedStages fused;

  private final @Nullable PacketSource source;
  private final SourceIntake intake;
  private final Sequence rendered;
  private final Distribution ringSlots;

  /** Punctual for so long: outputs go on air. Cold code is late, and a stream that begins with gaps is worse than one that begins later. */
  private static final long SETTLING_NS = 100_000_000;
  /** A host that never settles still sends. */
  private static final long LONGEST_SETTLING_NS = 6_000_000_000L;

  private TickPlan plan;
  private TickLane[] lanes;
  private boolean isDrained;
  private boolean isRunning;
  private boolean isOnAir;
  private long startedRawNs;
  private long punctualSinceRawNs;
  private int epoch;
  private long nextPollRawNs;
  /** When packets were fetched last, in the present epoch. */
  private long fetchedPtpNs = Long.MIN_VALUE;
  private boolean isNextASend;
  private boolean isNextAPart;

  /**
   * @param rendered how far render has come on the ring
   * @param fused the stages, when this cycle runs them; then {@code source} is polled here too
   */
  TickCycle(
      Shard shard, HostClocks clocks, PacketSink sink, Sequence rendered, @Nullable Inline fused) {
    this.ring = shard.ring();
    this.clocks = clocks;
    this.sink = sink;
    this.rendered = rendered;
    this.ringSlots = shard.ringSlots();
    this.fused = fused == null ? null : fused.stages();
    this.source = fused == null ? null : fused.source();
    this.intake = shard.intake();
    this.handOver = shard.handOver();
    this.plan = handOver.plan();
    this.lanes = plan.lanes;
    intake.adopt(plan.sources);
  }

  /** What a fused cycle does itself instead of leaving it to other threads. */
  record Inline(FusedStages stages, PacketSource source) {}

  /**
   * Does what is due.
   *
   * @param nowRawNs now
   * @param clock the newest reading
   * @return raw time of the next thing to do; {@link #isNextASend} tells whether it is a deadline
   */
  long run(long nowRawNs, ClockReading clock) {
    isNextASend = false;
    TickPlan next = handOver.plan();
    if (next != plan) {
      adopt(next);
    }
    if (!clock.state().isUsable()) {
      isRunning = false;
      tellDrained();
      fetch(nowRawNs);
      return nowRawNs + IDLE_NS;
    }
    long nowPtpNs = clock.ptpAtRaw(nowRawNs);
    if (!isRunning || clock.epoch() != epoch) {
      if (!isRunning && !isOnAir) {
        startedRawNs = nowRawNs;
        punctualSinceRawNs = nowRawNs;
      }
      isRunning = true;
      epoch = clock.epoch();
      fetchedPtpNs = Long.MIN_VALUE;
      for (TickLane lane : lanes) {
        lane.meter.counters().add(SendCounter.SKIPPED, lane.anchor(nowPtpNs));
      }
    }
    for (TickLane lane : lanes) {
      if (!lane.isAnchored()) {
        lane.anchor(nowPtpNs);
      }
      while (lane.sendPtpNs() <= nowPtpNs) {
        send(lane, clock);
      }
    }
    tellDrained();
    publishDue(nowRawNs, nowPtpNs, clock);
    return nextRawNs(clock);
  }

  /** What is published from now on goes into other batches; what is in flight stays where it was rendered. */
  private void adopt(TickPlan next) {
    for (TickLane lane : lanes) {
      if (!next.has(lane)) {
        lane.leave();
      }
    }
    for (int i = 0; i < next.lanes.length; i++) {
      next.lanes[i].adopt(next.batches[i]);
    }
    plan = next;
    lanes = next.lanes;
    isDrained = false;
    intake.adopt(next.sources);
  }

  /** Nothing is sent while the clock says nothing, and what was in flight then is given up. */
  private void tellDrained() {
    if (isDrained) {
      return;
    }
    for (TickLane lane : lanes) {
      if (isRunning && !lane.isDrained()) {
        return;
      }
    }
    isDrained = true;
    handOver.drained(plan.number);
  }

  /** Whether this cycle has proved punctual and sends. */
  boolean isOnAir() {
    return isOnAir;
  }

  /** Whether the time that {@link #run} returned is a deadline, to be met exactly. */
  boolean isNextASend() {
    return isNextASend;
  }

  /** Whether that deadline is another part of packets that have begun to leave, and so may be very near. */
  boolean isNextAPart() {
    return isNextAPart;
  }

  private void publishDue(long nowRawNs, long nowPtpNs, ClockReading clock) {
    boolean isPublished = false;
    for (TickLane lane : lanes) {
      long skipped = lane.skipHopeless(nowPtpNs);
      if (skipped > 0 && !isOnAir) {
        punctualSinceRawNs = nowRawNs;
      } else if (skipped > 0) {
        lane.meter.counters().add(SendCounter.SKIPPED, skipped);
      }
      while (lane.schedule.publishPtpNs() <= nowPtpNs) {
        // What has arrived or was written by now stands before TRANSMIT on the ring, and so is in time for it.
        if (!lane.isServedBy(fetchedPtpNs)) {
          fetch(nowRawNs);
          fetchedPtpNs = nowPtpNs;
        } else if (!isPublished) {
          intake.poll();
        }
        publish(lane, clock);
        isPublished = true;
      }
    }
    if (isPublished && fused != null) {
      fused.run();
    } else if (nowRawNs - nextPollRawNs >= 0) {
      fetch(nowRawNs);
    }
  }

  private void fetch(long nowRawNs) {
    nextPollRawNs = nowRawNs + IDLE_NS;
    if (source != null) {
      source.poll();
    }
    intake.poll();
    if (fused != null) {
      fused.run();
    }
  }

  private void publish(TickLane lane, ClockReading clock) {
    long firstIndex = lane.schedule.publishIndex();
    ringSlots.record(ring.occupiedSlots());
    long sequence = ring.tryClaim(1);
    TransmitBatch batch = lane.publish(firstIndex, sequence);
    if (sequence >= 0) {
      MediaEvent event = ring.event(sequence);
      event.kind = MediaEvent.Kind.TRANSMIT;
      event.group = lane.number;
      event.firstIndex = firstIndex;
      event.frames = lane.packetFrames;
      event.batch = batch;
      event.deadlinePtpNs = lane.schedule.publishDeadlinePtpNs();
      event.deadlineRawNs = clock.rawAtPtp(event.deadlinePtpNs);
      event.clockEpoch = clock.epoch();
      event.clockState = clock.state();
      stampPublication(event, clock);
      ring.publish(sequence, sequence);
    }
    lane.schedule.published();
  }

  /** Where a writer may ask when its frames were consumed: both host clocks at one instant, read again where something came between. */
  private void stampPublication(MediaEvent event, ClockReading clock) {
    if (!intake.hasSources()) {
      return;
    }
    long before = clocks.rawNs();
    long monotonicNs = clocks.monotonicNs();
    long after = clocks.rawNs();
    for (int i = 0; i < PAIRING_TRIES && after - before > WELL_PAIRED_NS; i++) {
      before = clocks.rawNs();
      monotonicNs = clocks.monotonicNs();
      after = clocks.rawNs();
    }
    event.publishedRawNs = before + (after - before) / 2;
    event.publishedMonotonicNs = monotonicNs;
    event.publishedPtpNs = clock.ptpAtRaw(event.publishedRawNs);
  }

  private void send(TickLane lane, ClockReading clock) {
    long firstIndex = lane.schedule.sendIndex();
    int part = lane.part();
    long deadlineRawNs = clock.rawAtPtp(lane.sendPtpNs());
    long sequence = lane.sequence(firstIndex);
    TransmitBatch batch = lane.batch(firstIndex);
    lane.sent();
    if (batch.packets() == 0) {
      return;
    }
    if (sequence < 0 || !isRendered(sequence, deadlineRawNs + TickLane.HOPELESS_NS)) {
      lane.meter.counters().increment(SendCounter.UNRENDERED);
      return;
    }
    long calledRawNs = clocks.rawNs();
    if (!isOnAir && !settles(calledRawNs, deadlineRawNs, lane.packetNs)) {
      return;
    }
    if (calledRawNs - deadlineRawNs > lane.hopelessNs) {
      lane.meter.counters().increment(SendCounter.SKIPPED);
      return;
    }
    int accepted = sink.send(batch, part);
    long returnedRawNs = clocks.rawNs();
    lane.meter.latenessNs().record(calledRawNs - deadlineRawNs);
    lane.meter.departedNs().record(returnedRawNs - deadlineRawNs + batch.departures().offsetNs(part));
    lane.meter.counters().increment(SendCounter.BATCHES);
    lane.meter.counters().add(SendCounter.DATAGRAMS, accepted);
    lane.meter.lastSentPtpNs().setOpaque(clock.ptpAtRaw(returnedRawNs));
    if (calledRawNs - deadlineRawNs > lane.packetNs) {
      lane.meter.counters().increment(SendCounter.LATE);
    }
  }

  private boolean settles(long nowRawNs, long deadlineRawNs, long packetNs) {
    if (nowRawNs - deadlineRawNs > packetNs) {
      punctualSinceRawNs = nowRawNs;
    }
    isOnAir = nowRawNs - punctualSinceRawNs >= SETTLING_NS || nowRawNs - startedRawNs >= LONGEST_SETTLING_NS;
    return isOnAir;
  }

  /** Waits for stages on other threads; fused ones are done unless another publisher was stopped between its claim and its publication. */
  private boolean isRendered(long sequence, long untilRawNs) {
    while (rendered.get() < sequence) {
      if (fused != null) {
        fused.run();
      }
      if (clocks.rawNs() - untilRawNs > 0) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private long nextRawNs(ClockReading clock) {
    long sendPtpNs = Long.MAX_VALUE;
    long publishPtpNs = Long.MAX_VALUE;
    isNextAPart = false;
    for (TickLane lane : lanes) {
      long partPtpNs = lane.sendPtpNs();
      if (partPtpNs < sendPtpNs) {
        sendPtpNs = partPtpNs;
        isNextAPart = lane.part() > 0;
      }
      publishPtpNs = Math.min(publishPtpNs, lane.schedule.publishPtpNs());
    }
    isNextASend = sendPtpNs <= publishPtpNs && sendPtpNs != Long.MAX_VALUE;
    long nextPtpNs = Math.min(sendPtpNs, publishPtpNs);
    long nextRawNs = nextPtpNs == Long.MAX_VALUE ? nextPollRawNs : clock.rawAtPtp(nextPtpNs);
    if ((source != null || intake.hasSources()) && nextPollRawNs - nextRawNs < 0) {
      isNextASend = false;
      return nextPollRawNs;
    }
    return nextRawNs;
  }
}
