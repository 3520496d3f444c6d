package io.crosspoint.pipeline.tap;

import java.util.List;

/** COMMAND: all the live taps of a shard from now on. Immutable; each set has a greater number than the one before. */
public final class LiveSet {

  final long number;
  final LivePoint[] points;

  public LiveSet(long number, List<LiveTap> taps) {
    this.number = number;
    this.points = taps.stream().map(LiveTap::point).toArray(LivePoint[]::new);
  }

  public long number() {
    return number;
  }
}
