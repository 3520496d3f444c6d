package io.crosspoint.ptp.clock;

/**
 * One coherent reading of the plant's clock: PTP time as an affine function of {@code CLOCK_MONOTONIC_RAW}.
 *
 * <p>Immutable; published by one thread with release semantics and read by any.
 *
 * @param rawNs the anchor on {@code CLOCK_MONOTONIC_RAW}
 * @param monoNs {@code CLOCK_MONOTONIC} ({@link System#nanoTime()}) at {@code rawNs}
 * @param ptpNs PTP time at {@code rawNs}, in ns since the PTP epoch of the domain (which may be arbitrary)
 * @param rate fractional frequency of PTP against raw: PTP advances {@code 1 + rate} ns for each raw ns
 * @param errorBoundNs half-width of the interval that holds the true time at {@code rawNs}; 0 when the source defines the time
 * @param epoch incremented each time the published time is not continuous with what was published before
 * @param state what the source promises
 * @param reason one phrase for an operator: why the state is what it is
 * @param grandmaster identity of the grandmaster (EUI-64, big-endian in the long), or 0 when there is none
 * @param domain PTP domain number, or −1 when the source has none
 */
public record ClockSnapshot(
    long rawNs,
    long monoNs,
    long ptpNs,
    double rate,
    long errorBoundNs,
    int epoch,
    ClockState state,
    String reason,
    long grandmaster,
    int domain) {

  /** PTP time at an instant of {@code CLOCK_MONOTONIC_RAW}. Real-time safe. */
  public long ptpAtRaw(long atRawNs) {
    long elapsedNs = atRawNs - rawNs;
    return ptpNs + elapsedNs + Math.round(elapsedNs * rate);
  }

  /** The instant of {@code CLOCK_MONOTONIC_RAW} at which PTP time is {@code atPtpNs}; inverse of {@link #ptpAtRaw} to 1 ns. */
  public long rawAtPtp(long atPtpNs) {
    long elapsedNs = atPtpNs - ptpNs;
    return rawNs + elapsedNs - Math.round(elapsedNs * (rate / (1 + rate)));
  }

  /** A clock that has nothing to say yet. */
  public static ClockSnapshot listening(String reason) {
    return new ClockSnapshot(0, 0, 0, 0, Long.MAX_VALUE, 0, ClockState.LISTENING, reason, 0, -1);
  }

  /** The usual text form of {@link #grandmaster}: {@code 39-A7-94-FF-FE-07-CB-D0}. */
  public String grandmasterText() {
    StringBuilder text = new StringBuilder(23);
    for (int shift = 56; shift >= 0; shift -= 8) {
      text.append(String.format("%02X", (grandmaster >>> shift) & 0xFF));
      if (shift > 0) {
        text.append('-');
      }
    }
    return text.toString();
  }
}
