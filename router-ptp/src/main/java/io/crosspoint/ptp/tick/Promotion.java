package io.crosspoint.ptp.tick;

/**
 * Makes a thread real-time for good once it keeps its deadlines, and before that by turns: punctuality can only be proved with the
 * priority, but a thread that is late with it runs without a pause, and the compiler, which alone could make it faster, gets no processor.
 *
 * <p><b>Thread:</b> the one that is promoted.
 */
public final class Promotion {

  private static final long TRIAL_NS = 200_000_000;
  private static final long PAUSE_NS = 300_000_000;

  private boolean isFinal;
  private boolean isOnTrial;
  private long nextTurnRawNs;

  public Promotion(long nowRawNs) {
    this.nextTurnRawNs = nowRawNs + PAUSE_NS / 2;
  }

  /** To be told of time while the thread is not yet punctual, and once when it is. */
  public void update(long nowRawNs, boolean isPunctual) {
    if (isFinal) {
      return;
    }
    if (isPunctual) {
      isFinal = true;
      ThreadTuning.becomeRealTime();
    } else if (nowRawNs - nextTurnRawNs >= 0) {
      isOnTrial = !isOnTrial;
      nextTurnRawNs = nowRawNs + (isOnTrial ? TRIAL_NS : PAUSE_NS);
      if (isOnTrial) {
        ThreadTuning.becomeRealTime();
      } else {
        ThreadTuning.becomeOrdinary();
      }
    }
  }
}
