package io.crosspoint.ptp.clock;

/**
 * This host's own oscillator as the plant's clock: anchored once on the wall clock, then free-running. For demonstrations and labs, and
 * for a router that is alone.
 */
public final class LocalClockSource implements ClockSource {

  private final HostClocks clocks;
  private final ClockCell cell = new ClockCell();

  public LocalClockSource(HostClocks clocks) {
    this.clocks = clocks;
  }

  @Override
  public void start() {
    StampConverter converter = new StampConverter(clocks);
    converter.warmUp();
    ClockReading now = new ClockReading();
    now.setLine(converter.rawNs(), converter.monotonicNs(), converter.realtimeNs(), 0, 0, 0);
    now.setState(ClockState.FREERUN, "this host's own oscillator, by configuration");
    cell.publish(now);
  }

  @Override
  public ClockCell cell() {
    return cell;
  }

  @Override
  public void close() {
    // There is neither a thread nor a socket.
  }
}
