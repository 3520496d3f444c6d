package io.crosspoint.pipeline.io;

import io.crosspoint.pipeline.send.TransmitBatch;

/**
 * Puts finished batches on the wire.
 *
 * <p><b>Thread:</b> {@link #send} belongs to the tick thread; {@link #attach} and {@link #detach} to one control thread, which hands a
 * batch to the tick after it has attached it, and detaches it when the tick sends it no more.
 */
public interface PacketSink extends AutoCloseable {

  /**
   * Prepares everything that sending this batch will need, once: sockets too.
   *
   * @throws java.io.UncheckedIOException when an output cannot be sent from this host; the message names it, and nothing has changed
   */
  void attach(TransmitBatch batch);

  /** Closes what no other batch needs. */
  void detach(TransmitBatch batch);

  /**
   * Sends the packets of one part of the batch ({@link TransmitBatch#departures}) on every flow of their outputs, in as few system calls
   * as there are sockets. Never blocks, locks or allocates; what the kernel refuses is dropped and counted.
   *
   * @return datagrams that the kernel accepted
   */
  int send(TransmitBatch batch, int part);

  /** Sends a batch that leaves at once. */
  default int send(TransmitBatch batch) {
    return send(batch, 0);
  }

  /** Datagrams refused so far (no buffer, no route, interface down), by the errno seen last. From any thread. */
  long refused();

  /** The errno of the newest refusal, or 0. From any thread. */
  int lastErrno();

  @Override
  void close();
}
