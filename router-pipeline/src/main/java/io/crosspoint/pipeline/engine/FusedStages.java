package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.Sequence;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;

/** All stages of a shard as one handler, run to completion by whoever calls: the tick thread, or a test. */
public final class FusedStages {

  private final EventRing ring;
  private final EventPoller<MediaEvent> poller;
  private final EventPoller.Handler<MediaEvent> handler;
  private final Stage[] stages;
  private final BugLog bugs;

  public FusedStages(Shard shard, BugLog bugs) {
    this.ring = shard.ring();
    this.poller = ring.disruptor().newPoller();
    this.ring.disruptor().addGatingSequences(poller.getSequence());
    this.handler = (event, sequence, endOfBatch) -> handle(event, sequence);
    this.stages = shard.stages().toArray(Stage[]::new);
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
    for (Stage stage : stages) {
      try {
        stage.onEvent(event, ring.slab(), offset);
      } catch (RuntimeException bug) {
        bugs.record(bug);
      }
    }
    return true;
  }
}
