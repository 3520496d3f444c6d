package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.Sequence;
import io.crosspoint.pipeline.event.Installation;
import io.crosspoint.pipeline.io.FlowMeter;
import io.crosspoint.pipeline.io.PacketSink;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A running shard as streams come and go in it: what was handed to its stages, its tick and its sockets, and how far they are with it.
 *
 * <p><b>Thread:</b> control's.
 */
final class LiveShard {

  private static final long RETRY_NS = 100_000;
  private static final int MOST_TRIES = 20_000;

  private final Shard shard;
  private final Sequence rendered;
  private final PacketSource source;
  private final PacketSink sink;
  private final ArrayDeque<Installed> underWay = new ArrayDeque<>();
  private final List<Replaced> replaced = new ArrayList<>();

  private record Installed(long sequence, Installation installation) {}

  /** Batches that are filled no more from a plan of the tick on. */
  private record Replaced(long plan, BatchRotation batches) {}

  /** @param rendered how far the last stage has come on the ring */
  LiveShard(Shard shard, Sequence rendered, PacketSource source, PacketSink sink) {
    this.shard = shard;
    this.rendered = rendered;
    this.source = source;
    this.sink = sink;
  }

  ShardParts parts() {
    return shard.parts();
  }

  Shard shard() {
    return shard;
  }

  PacketSource source() {
    return source;
  }

  PacketSink sink() {
    return sink;
  }

  FlowMeter flowMeter(int input, int leg) {
    return source.meter(input, leg);
  }

  /**
   * Installs what came and takes out what went.
   *
   * @return where that stands on the ring
   */
  long install() {
    Installation installation = shard.parts().take();
    long sequence = shard.trySubmit(installation);
    for (int tries = 0; sequence < 0; tries++) {
      if (tries == MOST_TRIES) {
        throw new IllegalStateException("the stages of a shard stand still");
      }
      LockSupport.parkNanos(RETRY_NS);
      sequence = shard.trySubmit(installation);
    }
    underWay.add(new Installed(sequence, installation));
    return sequence;
  }

  /**
   * Hands the tick what it is to send now. Batches that are new are attached before.
   *
   * @return number of the plan
   * @throws java.io.UncheckedIOException when an output's socket cannot be had; the tick goes on as before
   */
  long handOver() {
    List<BatchRotation> before = new ArrayList<>();
    TickPlan plan = shard.parts().plan(before);
    List<TransmitBatch> attached = new ArrayList<>();
    try {
      for (BatchRotation rotation : plan.batches) {
        if (!isAttached(rotation)) {
          for (TransmitBatch batch : rotation.all()) {
            sink.attach(batch);
            attached.add(batch);
          }
        }
      }
    } catch (RuntimeException refused) {
      attached.forEach(sink::detach);
      throw refused;
    }
    shard.handOver().handOver(plan);
    before.forEach(rotation -> replaced.add(new Replaced(plan.number, rotation)));
    return plan.number;
  }

  private boolean isAttached(BatchRotation rotation) {
    for (BatchRotation known : shard.handOver().plan().batches) {
      if (known == rotation) {
        return true;
      }
    }
    return false;
  }

  /** Goes on with what waits for the hot threads. */
  void tend() {
    while (!underWay.isEmpty() && isRendered(underWay.getFirst().sequence)) {
      shard.parts().applied(underWay.removeFirst().installation);
    }
    replaced.removeIf(one -> {
      boolean isDrained = isDrained(one.plan);
      if (isDrained) {
        one.batches.all().forEach(sink::detach);
      }
      return isDrained;
    });
  }

  /** Groups that are needed no more go when the tick has left them. */
  void tendGroups(RouteTable table) {
    Set<Integer> spare = shard.parts().spareGroups();
    if (spare.isEmpty()) {
      return;
    }
    if (spare.stream().anyMatch(shard.parts()::isPlanned)) {
      handOver();
    } else if (isDrained(shard.parts().planNumber())) {
      regroup(true, table);
      install();
    }
  }

  /** Whether every stage has passed a place on the ring. */
  boolean isRendered(long sequence) {
    return rendered.get() >= sequence;
  }

  /** Whether the tick follows a plan, with nothing of an earlier one in flight. */
  boolean isDrained(long plan) {
    return shard.handOver().drained() >= plan;
  }

  /** Whether nothing waits any more. */
  boolean isSettled() {
    return underWay.isEmpty() && replaced.isEmpty() && source.isSettled() && shard.parts().spareGroups().isEmpty();
  }

  /** How many packets a second it sends. */
  double load() {
    return shard.parts().outputs().values().stream()
        .mapToDouble(output -> (double) output.spec().format().rateHz() / output.spec().packetFrames())
        .sum();
  }

  /** Brings groups in line with what is installed. */
  void regroup(boolean mayRemove, RouteTable table) {
    shard.parts().regroup(mayRemove, table);
  }
}
