package io.crosspoint.ptp.tick;

/**
 * How long a thread has been awake without enough sleep in between, and when and for how long it should therefore step back behind others.
 * Nine tenths are paid for by the sleep between; what is more adds up.
 *
 * <p>At first it steps back for a moment, which ends a wait for somebody who only wants the processor, and costs few deadlines. Who is
 * behind for a second all the same takes turns of equal length: shorter ones would give neither side the time to get done.
 */
final class AwakeDebt {

  private static final long SOON_NS = 3_000_000;
  /** Longer than a slice of the kernel's (3 ms is usual): in a shorter time nobody else may have had a turn. */
  private static final long MOMENT_NS = 4_000_000;
  private static final long PATIENCE_NS = 1_000_000_000;
  private static final long TURN_NS = 300_000_000;

  private long debtNs;
  private long freeOfDebtNs;
  private long untilNs;
  private long sleptNs;

  /** @param sleptNs all sleep that ended before {@code nowNs} */
  AwakeDebt(long nowNs, long sleptNs) {
    this.freeOfDebtNs = nowNs;
    leaveOut(nowNs, sleptNs);
  }

  /**
   * To be told of time every now and then while the thread is awake.
   *
   * @return how long to step back from now on, 0 for not at all
   */
  long update(long nowNs, long allSleptNs) {
    long asleepNs = allSleptNs - sleptNs;
    long awakeNs = nowNs - untilNs - asleepNs;
    leaveOut(nowNs, allSleptNs);
    debtNs = Math.max(0, debtNs + awakeNs - SpinCredit.AWAKE_FOR_ASLEEP * asleepNs);
    if (debtNs == 0) {
      freeOfDebtNs = nowNs;
    }
    boolean takesTurns = nowNs - freeOfDebtNs > PATIENCE_NS;
    if (debtNs < (takesTurns ? TURN_NS : SOON_NS)) {
      return 0;
    }
    debtNs = 1;
    return takesTurns ? TURN_NS : MOMENT_NS;
  }

  /** What was until now, since the last update, counts neither way. */
  void leaveOut(long nowNs, long allSleptNs) {
    untilNs = nowNs;
    sleptNs = allSleptNs;
  }
}
