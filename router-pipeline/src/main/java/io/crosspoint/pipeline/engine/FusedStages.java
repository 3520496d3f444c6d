package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.Sequence;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.meter.StageMeter;

/** All stages of a shard as one handler, run to completion by whoever calls: the tick thread, or a test. */
public final class FusedStages {

  private final EventRing ring;
  private final EventPoller<MediaEvent> poller;
  private final EventPoller.Handler<MediaEvent> handler;
  private final Stage[] stages;
  private final StageMeter[] meters;
  private final StageMeter.Sampling sampling = new StageMeter.Sampling();
  private final BugLog bugs;

  public FusedStages(Shard shard, BugLog bugs) {
    this.ring = shard.ring();
    this.poller = ring.disruptor().newPoller();
    this.ring.disruptor().addGatingSequences(poller.getSequence());
    this.handler = (event, sequence, endOfBatch) -> handle(event, sequence);
    this.stages = shard.stages().toArray(Stage[]::new);
    this.meters = shard.stageMeters().toArray(StageMeter[]::new);
    this.bugs = bugs;
  }

  /** Handles everything that is published by now. */
  public void run() {
    try {
      while (poller.poll(handler) == EventPoller.PollState.PROCESSING) {
        Thread.onSpinWait();
      }
    } catch (Exception checked) {
      throw new AssertionError("the handler throws nothing", checked);
    }
  }

  /** How far the stages have come on the ring. */
  Sequence sequence() {
    return poller.getSequence();
  }

  private boolean handle(MediaEvent event, long sequence) {
    long offset = ring.slabOffset(sequence);
    boolean isTransmit = event.kind == MediaEvent.Kind.TRANSMIT;
    boolean isTimed = sampling.shouldTime(isTransmit);
    long beganNs = isTimed ? System.nanoTime() : 0;
    for (int i = 0; i < stages.length; i++) {
      try {
        stages[i].onEvent(event, ring.slab(), offset);
      } catch (RuntimeException bug) {
        bugs.record(bug);
      }
      if (isTimed) {
        long endedNs = System.nanoTime();
        Distribution meter = isTransmit ? meters[i].transmitNs() : meters[i].packetNs();
        meter.record(endedNs - beganNs);
        beganNs = endedNs;
      }
    }
    return true;
  }
}
