package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.InputSpec;
import java.util.List;

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

  /**
   * Opens the flows of another input. By one control thread, while others poll.
   *
   * @param warnings added to, where the host grants less than was wanted
   * @return counters, one block for each flow
   * @throws java.io.UncheckedIOException naming the flow that cannot be opened; nothing stays open then
   */
  List<FlowMeter> add(int input, InputSpec spec, List<String> warnings);

  /** Leaves an input's groups; nothing of it comes once {@link #isSettled} says so. By the control thread. */
  void remove(int input);

  /** Whether nothing can come any more of inputs that were removed; their sockets are closed then. By the control thread. */
  boolean isSettled();

  /** Counters of one flow. */
  FlowMeter meter(int input, int leg);

  @Override
  void close();
}
