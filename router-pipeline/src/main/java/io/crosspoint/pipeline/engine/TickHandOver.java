package io.crosspoint.pipeline.engine;

/**
 * How the tick learns what to send, and tells since when it does.
 *
 * <p><b>Ordering:</b> the control thread publishes the command that installs streams before it hands over the plan that sends them, so
 * every TRANSMIT of a plan stands behind its command on the ring.
 */
final class TickHandOver {

  private volatile TickPlan plan;
  private volatile long drained;

  TickHandOver(TickPlan initial) {
    this.plan = initial;
  }

  /** Control thread. */
  void handOver(TickPlan next) {
    plan = next;
  }

  TickPlan plan() {
    return plan;
  }

  /** Tick thread: a plan is followed, and no packet of an earlier one is in flight. */
  void drained(long number) {
    drained = number;
  }

  /** Number of the newest plan that is followed with nothing of an earlier one in flight. */
  long drained() {
    return drained;
  }
}
