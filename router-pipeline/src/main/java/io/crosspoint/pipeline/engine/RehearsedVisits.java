package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.matrix.Switchover;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Streams that come to a rehearsal, are routed, faded and cut, and go again, so that the first of them on air is not the first that the
 * compiler sees.
 */
final class RehearsedVisits {

  private static final long AHEAD_NS = 1_345_678;
  private static final long FADE_NS = 3_000_000;
  /** From one guest to the next. */
  static final int STEPS = 5;

  private final LivePlant live;
  private final RouteControl routes;
  private final List<InputSpec> guests;
  private final OutputSpec output;
  private int steps;
  /** Somebody else took the port. */
  private boolean isOver;
  private int input = -1;
  private int sent = -1;

  /**
   * @param guests inputs of different kinds, of two channels each
   * @param output of two channels
   */
  RehearsedVisits(ShardPlan plan, LiveShard shard, List<InputSpec> guests, OutputSpec output) {
    this.routes = new RouteControl(List.of(plan), List.of(shard.shard()));
    this.live = new LivePlant(List.of(plan), List.of(shard), routes);
    this.guests = List.copyOf(guests);
    this.output = output;
  }

  /** The next thing that happens. */
  void goOn(long nowPtpNs, int epoch) {
    if (isOver || (steps % STEPS == 0 && !live.isSettled())) {
      return;
    }
    live.tend();
    switch (steps++ % STEPS) {
      case 0 -> {
        try {
          input = live.addInput(guests.get(steps / STEPS % guests.size()), List.of());
          sent = live.addOutput(output);
        } catch (UncheckedIOException portTaken) {
          isOver = true;
        }
      }
      case 1 -> take(List.of(new Crosspoint(input, 0, sent, 0, 1), new Crosspoint(input, 1, sent, 1, 1)), nowPtpNs, 0, epoch);
      case 2 -> take(List.of(new Crosspoint(0, 0, sent, 0, 0.5), new Crosspoint(input, 0, sent, 0, 0.5)), nowPtpNs, FADE_NS, epoch);
      case 3 -> {
        routes.settle(new Switchover(nowPtpNs + AHEAD_NS, 0, epoch));
        live.removeOutputs(Set.of(sent));
      }
      default -> live.removeInputs(Set.of(input));
    }
  }

  private void take(List<Crosspoint> crosspoints, long nowPtpNs, long fadeNs, int epoch) {
    routes.submit(Map.of(sent, crosspoints), new Switchover(nowPtpNs + AHEAD_NS, fadeNs, epoch));
  }
}
