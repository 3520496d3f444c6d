package io.crosspoint.ptp.clock;

/**
 * This host's own oscillator as the plant's clock: anchored once on the wall clock, then free-running. For demonstrations and labs, and
 * for a router that is alone.
 */
public final class LocalClockSource implements ClockSource {

  private final HostClocks clocks;
  private volatile ClockSnapshot snapshot = ClockSnapshot.listening("not started");

  public LocalClockSource(HostClocks clocks) {
    this.clocks = clocks;
  }

  @Override
  public void start() {
    StampConverter converter = new StampConverter(clocks);
    converter.warmUp();
    snapshot =
        new ClockSnapshot(
            converter.rawNs(),
            converter.monotonicNs(),
            converter.realtimeNs(),
            0,
            0,
            0,
            ClockState.FREERUN,
            "this host's own oscillator, by configuration",
            0,
            -1);
  }

  @Override
  public ClockSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public void close() {
    // There is neither a thread nor a socket.
  }
}
