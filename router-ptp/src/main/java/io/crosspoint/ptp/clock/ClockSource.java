package io.crosspoint.ptp.clock;

/** Where PTP time comes from. A source owns its thread and sockets; its readers only ever see what it publishes. */
public interface ClockSource extends AutoCloseable {

  /** Begins following the reference. Called once. */
  void start();

  /** Where it publishes: the same cell always, {@link ClockState#LISTENING} before the first lock. From any thread. */
  ClockCell cell();

  /** The newest published clock, for those who may allocate; hot threads read the {@link #cell()}. From any thread. */
  default ClockSnapshot snapshot() {
    return cell().snapshot();
  }

  /** Stops the source within a second. Idempotent. */
  @Override
  void close();
}
