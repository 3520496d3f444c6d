package io.crosspoint.ptp.clock;

/**
 * Where PTP time comes from. A source owns its thread and sockets; its readers only ever see {@link #snapshot()}.
 */
public interface ClockSource extends AutoCloseable {

  /** Begins following the reference. Called once. */
  void start();

  /** The newest published clock. Wait-free, from any thread; never null, {@link ClockState#LISTENING} before the first lock. */
  ClockSnapshot snapshot();

  /** Stops the source within a second. Idempotent. */
  @Override
  void close();
}
