package io.crosspoint.ptp.clock;

/**
 * A {@link ClockSnapshot} that is filled again and again: what a thread holds that reads or publishes a clock without allocating.
 *
 * <p><b>Thread:</b> belongs to one. Begins as {@link ClockState#LISTENING}.
 */
public final class ClockReading {

  private static final ClockSnapshot NOTHING = ClockSnapshot.listening("not started");

  long rawNs;
  long monoNs;
  long ptpNs;
  double rate;
  long errorBoundNs = NOTHING.errorBoundNs();
  int epoch;
  ClockState state = NOTHING.state();
  String reason = NOTHING.reason();
  long grandmaster;
  int domain = NOTHING.domain();

  /** A reading with the contents of a snapshot. */
  public static ClockReading of(ClockSnapshot snapshot) {
    ClockReading reading = new ClockReading();
    reading.set(snapshot);
    return reading;
  }

  /** Takes over everything. */
  public void set(ClockSnapshot from) {
    setLine(from.rawNs(), from.monoNs(), from.ptpNs(), from.rate(), from.errorBoundNs(), from.epoch());
    setState(from.state(), from.reason());
    setReference(from.grandmaster(), from.domain());
  }

  /** Takes over everything. */
  public void set(ClockReading from) {
    setLine(from.rawNs, from.monoNs, from.ptpNs, from.rate, from.errorBoundNs, from.epoch);
    setState(from.state, from.reason);
    setReference(from.grandmaster, from.domain);
  }

  /** The affine map; see {@link ClockSnapshot}. */
  public void setLine(long newRawNs, long newMonoNs, long newPtpNs, double newRate, long newErrorBoundNs, int newEpoch) {
    rawNs = newRawNs;
    monoNs = newMonoNs;
    ptpNs = newPtpNs;
    rate = newRate;
    errorBoundNs = newErrorBoundNs;
    epoch = newEpoch;
  }

  public void setState(ClockState newState, String newReason) {
    state = newState;
    reason = newReason;
  }

  public void setReference(long newGrandmaster, int newDomain) {
    grandmaster = newGrandmaster;
    domain = newDomain;
  }

  /** There is no time, and why. */
  public void setListening(String why) {
    set(NOTHING);
    reason = why;
  }

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

  public long rawNs() {
    return rawNs;
  }

  public long monoNs() {
    return monoNs;
  }

  public long ptpNs() {
    return ptpNs;
  }

  public double rate() {
    return rate;
  }

  public long errorBoundNs() {
    return errorBoundNs;
  }

  public int epoch() {
    return epoch;
  }

  public ClockState state() {
    return state;
  }

  public String reason() {
    return reason;
  }

  public long grandmaster() {
    return grandmaster;
  }

  public int domain() {
    return domain;
  }

  /** An immutable copy; allocates. */
  public ClockSnapshot snapshot() {
    return new ClockSnapshot(rawNs, monoNs, ptpNs, rate, errorBoundNs, epoch, state, reason, grandmaster, domain);
  }
}
