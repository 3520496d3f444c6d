package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.source.SourceIntake;
import java.util.List;

/**
 * What the tick of a shard does: which groups it sends into which batches, and which sources it carries. Immutable apart from the lanes,
 * which are the tick's own; a lane stays the same object for as long as its group lives.
 */
final class TickPlan {

  final long number;
  final TickLane[] lanes;
  /** One for each lane. */
  final BatchRotation[] batches;

  final SourceIntake.Carried sources;

  TickPlan(long number, List<TickLane> lanes, List<BatchRotation> batches, SourceIntake.Carried sources) {
    this.number = number;
    this.lanes = lanes.toArray(TickLane[]::new);
    this.batches = batches.toArray(BatchRotation[]::new);
    this.sources = sources;
  }

  boolean has(TickLane lane) {
    for (TickLane mine : lanes) {
      if (mine == lane) {
        return true;
      }
    }
    return false;
  }
}
