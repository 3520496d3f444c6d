package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private final HandOver[] handOvers;
  private final int[] inputs;
  private final int[] budgets;

  /** @param timelines one for each input of the shard, null for those that are no source */
  public SourceIntake(EventRing ring, List<@Nullable SourceTimeline> timelines) {
    this.ring = ring;
    int count = (int) timelines.stream().filter(timeline -> timeline != null).count();
    this.handOvers = new HandOver[count];
    this.inputs = new int[count];
    this.budgets = new int[count];
    int next = 0;
    for (int i = 0; i < timelines.size(); i++) {
      SourceTimeline timeline = timelines.get(i);
      if (timeline != null) {
        inputs[next] = i;
        handOvers[next] = timeline.handOver();
        int cells = timeline.format().rateHz() / BUDGET_PER_SECOND / handOvers[next].chunkFrames();
        budgets[next] = Math.min(Math.clamp(cells, LEAST_BUDGET, MOST_BUDGET), ring.disruptor().getBufferSize() / 4);
        next++;
      }
    }
  }

  /** Whether there is any source. */
  public boolean hasSources() {
    return handOvers.length > 0;
  }

  /** Publishes what has been written, within a budget for each source. @return number of events published */
  public int poll() {
    int published = 0;
    for (int i = 0; i < handOvers.length; i++) {
      int count = Math.min(handOvers[i].available(), budgets[i]);
      if (count > 0) {
        published += carry(handOvers[i], inputs[i], count);
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
