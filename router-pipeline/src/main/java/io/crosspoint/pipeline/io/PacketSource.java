package io.crosspoint.pipeline.io;

/**
 * Brings datagrams of a shard's inputs onto its ring as PACKET events, stamped with PTP time of arrival.
 *
 * <p><b>Thread:</b> {@link #poll} and {@link #awaitReadable} belong to the receiving thread, {@link #maintain} to the housekeeping thread;
 * counters may be read by any.
 */
public interface PacketSource extends AutoCloseable {

  /**
   * Publishes what has arrived, within a budget per flow so that a flood on one cannot starve another. Never blocks, locks or allocates.
   *
   * @return number of packets published
   */
  int poll();

  /**
   * Blocks until a datagram has arrived or the time is over; for a receiving thread of its own.
   *
   * @param timeoutMs upper bound
   */
  void awaitReadable(int timeoutMs);

  /**
   * Work that may block: re-joins groups that have been silent, because switches forget members.
   *
   * @param nowNs monotonic time
   */
  void maintain(long nowNs);

  /** Counters of one flow. */
  FlowMeter meter(int input, int leg);

  @Override
  void close();
}
