package io.crosspoint.pipeline.event;

import java.lang.foreign.MemorySegment;

/**
 * One step of the pipeline behind the ring.
 *
 * <p>The state of a stage is a function of the events it has seen and of nothing else: no clock, no socket, no lock, no allocation.
 */
public interface Stage {

  /**
   * Handles one event.
   *
   * @param slab the ring's memory
   * @param offset where this event's bytes begin in it
   */
  void onEvent(MediaEvent event, MemorySegment slab, long offset);
}
