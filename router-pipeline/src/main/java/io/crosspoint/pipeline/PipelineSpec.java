package io.crosspoint.pipeline;

/**
 * How the pipeline uses the machine.
 *
 * @param spread how many outputs of one packet time leave together, the next ones somewhat later; 0 for all at once
 * @param leadNs how long before its deadline a packet's frames are closed and rendered
 * @param tickCore processor that the first shard's tick thread is pinned to, the next shard's to the next one; −1 for none
 * @param packetIo which packet source and sink to use
 * @param keepNs how much of the past the flight recorder keeps; 0 for no recorder
 */
public record PipelineSpec(int shards, Stages stages, long leadNs, int spread, int tickCore, PacketIo packetIo, long keepNs) {

  /** All outputs at once, without a flight recorder. */
  public PipelineSpec(int shards, Stages stages, long leadNs, int tickCore, PacketIo packetIo) {
    this(shards, stages, leadNs, 0, tickCore, packetIo, 0);
  }

  /** The same with another past. */
  public PipelineSpec keeping(long newKeepNs) {
    return new PipelineSpec(shards, stages, leadNs, spread, tickCore, packetIo, newKeepNs);
  }

  /** The same with outputs spread. */
  public PipelineSpec spreading(int outputsTogether) {
    return new PipelineSpec(shards, stages, leadNs, outputsTogether, tickCore, packetIo, keepNs);
  }

  /** Which threads run the stages. */
  public enum Stages {
    /** Receiving and all stages run to completion on the tick thread: fewest wake-ups, for few cores. */
    FUSED,
    /** Receiving, each stage and the tick have a thread of their own, for many cores. */
    DEDICATED
  }

  /** The seam below the pipeline. */
  public enum PacketIo {
    /** Batched system calls into the ring's own slots with kernel receive stamps (Linux). */
    NATIVE,
    /** Netty: epoll on Linux, NIO elsewhere; stamps are taken in the process. */
    NETTY
  }
}
