package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import java.util.Map;

/**
 * Carries what the writers of a shard's sources handed over onto its ring, as AUDIO events.
 *
 * <p><b>Thread:</b> the tick's, just before it publishes a TRANSMIT: what was written by then is in time for it. Never blocks, locks or
 * allocates. When the ring is full the frames stay where they are and come with the next poll.
 */
public final class SourceIntake {

  /** A flood on one source costs the tick no more than this: four times what it needs, or this many cells. */
  private static final int LEAST_BUDGET = 32;

  private static final int MOST_BUDGET = 256;
  private static final int BUDGET_PER_SECOND = 250;

  private final EventRing ring;
  private Carried carried = new Carried(Map.of());

  /** Sources whose frames are carried, by the number of their input. Immutable. */
  public static final class Carried {
    private final HandOver[] handOvers;
    private final int[] inputs;
    private final int[] budgets;

    public Carried(Map<Integer, SourceTimeline> timelines) {
      this.handOvers = timelines.values().stream().map(SourceTimeline::handOver).toArray(HandOver[]::new);
      this.inputs = timelines.keySet().stream().mapToInt(input -> input).toArray();
      this.budgets = timelines.values().stream().mapToInt(Carried::budget).toArray();
    }

    private static int budget(SourceTimeline timeline) {
      int cells = timeline.format().rateHz() / BUDGET_PER_SECOND / timeline.handOver().chunkFrames();
      return Math.clamp(cells, LEAST_BUDGET, MOST_BUDGET);
    }
  }

  public SourceIntake(EventRing ring) {
    this.ring = ring;
  }

  /** Carries these from now on. */
  public void adopt(Carried sources) {
    carried = sources;
  }

  /** Whether there is any source. */
  public boolean hasSources() {
    return carried.handOvers.length > 0;
  }

  /** Publishes what has been written, within a budget for each source. @return number of events published */
  public int poll() {
    Carried now = carried;
    int published = 0;
    for (int i = 0; i < now.handOvers.length; i++) {
      int budget = Math.min(now.budgets[i], ring.disruptor().getBufferSize() / 4);
      int count = Math.min(now.handOvers[i].available(), budget);
      if (count > 0) {
        published += carry(now.handOvers[i], now.inputs[i], count);
      }
    }
    return published;
  }

  private int carry(HandOver from, int input, int count) {
    long last = ring.tryClaim(count);
    if (last < 0) {
      return 0;
    }
    long first = last - count + 1;
    for (int i = 0; i < count; i++) {
      MediaEvent event = ring.event(first + i);
      event.kind = MediaEvent.Kind.AUDIO;
      event.input = input;
      event.firstIndex = from.firstIndex(i);
      event.frames = from.frames(i);
      event.lengthBytes = 4 * event.frames * from.channels();
      event.clockEpoch = from.epoch(i);
      event.payloadOffset = ring.slabOffset(first + i);
      from.copyTo(i, ring.slab(), event.payloadOffset);
    }
    ring.publish(first, last);
    from.take(count);
    return count;
  }
}
