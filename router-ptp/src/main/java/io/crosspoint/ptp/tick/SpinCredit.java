package io.crosspoint.ptp.tick;

/**
 * Whether a thread has slept enough lately that it may spin. A real-time thread that is awake for 95 % of a second is stopped by the
 * kernel for the rest of it ({@code sched_rt_runtime_us}), which is 50 ms of silence; this one stays below 90 %.
 */
final class SpinCredit {

  /** The most that a real-time thread may be awake, for each time asleep. */
  static final long AWAKE_FOR_ASLEEP = 9;
  /** Of time awake: what happened longer ago than some ten times of this counts no more. */
  private static final long MOST_NS = 50_000_000;

  private long creditNs;
  private long awakeSinceNs;

  SpinCredit(long nowNs) {
    this.awakeSinceNs = nowNs;
  }

  void slept(long fromNs, long toNs) {
    long earnedNs = (toNs - fromNs) * AWAKE_FOR_ASLEEP - (fromNs - awakeSinceNs);
    creditNs = Math.clamp(creditNs + earnedNs, -MOST_NS, MOST_NS);
    awakeSinceNs = toNs;
  }

  /** @param untilNs when the spinning would be over */
  boolean covers(long untilNs) {
    return creditNs - (untilNs - awakeSinceNs) > 0;
  }
}
