package io.crosspoint.ptp.clock;

/** What a clock source can promise about the PTP time that it publishes. */
public enum ClockState {
  /** No time yet: no grandmaster heard, or none acceptable. */
  LISTENING,
  /** A grandmaster is selected and being measured; the published time may still jump. */
  ACQUIRING,
  /** Following the reference; the published time is continuous and monotonic. */
  LOCKED,
  /** The reference is gone; the last rate is held and the error bound grows. */
  HOLDOVER,
  /** Running on the host's oscillator alone, by configuration or after holdover was exhausted. */
  FREERUN;

  /** Whether media may be sent on this clock: {@link #LOCKED} and {@link #HOLDOVER}, and {@link #FREERUN} by configuration. */
  public boolean isUsable() {
    return this == LOCKED || this == HOLDOVER || this == FREERUN;
  }
}
