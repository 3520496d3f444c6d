package io.crosspoint.ptp.clock;

/**
 * A host's clocks under a test's control: raw time is moved by hand, REALTIME and MONOTONIC are slewed together, REALTIME can be stepped.
 * Each read takes {@value #READ_NS} ns of raw time, as on a real host.
 */
final class SimulatedClocks implements HostClocks {

  static final long READ_NS = 20;

  private double rawNs = 5_000_000_000.0;
  private double slewedNs = 3_000_000_000.0;
  private long stepNs = 1_700_000_000_000_000_000L;
  private double slewPpm;
  private boolean isFrozen;

  void advance(long ns) {
    rawNs += ns;
    slewedNs += ns * (1 + slewPpm * 1e-6);
  }

  /** Reads take no time while frozen, for comparing clocks. */
  void setFrozen(boolean frozen) {
    isFrozen = frozen;
  }

  void setSlewPpm(double ppm) {
    slewPpm = ppm;
  }

  void stepRealtime(long ns) {
    stepNs += ns;
  }

  private void spend() {
    if (!isFrozen) {
      advance(READ_NS);
    }
  }

  @Override
  public long rawNs() {
    spend();
    return (long) rawNs;
  }

  @Override
  public long monotonicNs() {
    spend();
    return (long) slewedNs;
  }

  @Override
  public long realtimeNs() {
    spend();
    return stepNs + (long) slewedNs;
  }
}
