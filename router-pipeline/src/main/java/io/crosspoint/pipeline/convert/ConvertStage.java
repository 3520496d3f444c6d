package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.pcm.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Decides which timeline render reads for each input. All inputs are on the router's clock, so it is the one that place writes. */
public final class ConvertStage implements Stage {

  private final List<Timeline> placed;

  /** @param placed the timeline of each input, as place writes it */
  public ConvertStage(List<Timeline> placed) {
    this.placed = List.copyOf(placed);
  }

  /** The timeline on the router's clock. */
  public Timeline timeline(int input) {
    return placed.get(input);
  }

  /** Nothing is resampled, so no event has work for this stage. */
  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {}
}
