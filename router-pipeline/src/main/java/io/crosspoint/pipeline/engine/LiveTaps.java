package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.tap.LiveSet;
import io.crosspoint.pipeline.tap.LiveTap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Attaches taps to the inputs and outputs of a running router, and takes them off again. Their memory is bounded and used again: it is
 * never freed, because freeing memory that all threads may see stops all threads.
 *
 * <p><b>Thread:</b> any; waits only for a ring that is full.
 */
public final class LiveTaps {

  /** Attached at once. */
  public static final int MOST = 16;

  private static final int BLOCK_BYTES = 2 << 20;
  private static final long RETRY_NS = 100_000;
  private static final int MOST_TRIES = 1_000;

  private final List<Lane> lanes;
  private final Deque<MemorySegment> free = new ArrayDeque<>();
  private final Map<LiveTap, Lane> attached = new HashMap<>();
  private final List<Retired> retired = new ArrayList<>();
  private final int blockBytes;
  private int blocks;

  /** One shard and what is attached to it. */
  private static final class Lane {
    final Shard shard;
    final List<LiveTap> taps = new ArrayList<>();
    long number;

    Lane(Shard shard) {
      this.shard = shard;
    }
  }

  /** Memory that a shard writes until it has met the set without it. */
  private record Retired(MemorySegment memory, Lane lane, long number) {}

  /** There is no room for another tap now. */
  public static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exhausted(String message) {
      super(message);
    }
  }

  LiveTaps(List<Shard> shards) {
    this(shards, BLOCK_BYTES);
  }

  /** @param blockBytes memory of each tap */
  LiveTaps(List<Shard> shards, int blockBytes) {
    this.blockBytes = blockBytes;
    this.lanes = shards.stream().map(Lane::new).toList();
  }

  /**
   * Hears what routes read of an input.
   *
   * @throws IllegalArgumentException when there is no such input
   * @throws Exhausted when there are too many taps already
   */
  public synchronized LiveTap attachAudio(String input) {
    return attachToInput(input, (lane, number, heard) -> memory -> LiveTap.ofAudio(heard.spec(), heard.timeline(), memory));
  }

  /** Hears every datagram of an input; throws as {@link #attachAudio} does. */
  public synchronized LiveTap attachPackets(String input) {
    return attachToInput(input, (lane, number, heard) -> memory -> LiveTap.ofPackets(number, lane.shard.ring().datagramBytes(), memory));
  }

  /** Hears every packet of an output; throws as {@link #attachAudio} does. */
  public synchronized LiveTap attachOutput(String output) {
    for (Lane lane : lanes) {
      for (OutputSpec spec : lane.shard.parts().heard().outputs()) {
        if (spec.name().equals(output)) {
          return attach(lane, memory -> LiveTap.ofOutput(spec, memory));
        }
      }
    }
    throw new IllegalArgumentException("there is no output " + output);
  }

  private interface Placed {
    Function<MemorySegment, LiveTap> at(Lane lane, int number, ShardParts.HeardInput heard);
  }

  private LiveTap attachToInput(String input, Placed placed) {
    for (Lane lane : lanes) {
      for (Map.Entry<Integer, ShardParts.HeardInput> entry : lane.shard.parts().heard().inputs().entrySet()) {
        if (entry.getValue().spec().name().equals(input)) {
          return attach(lane, placed.at(lane, entry.getKey(), entry.getValue()));
        }
      }
    }
    throw new IllegalArgumentException("there is no input " + input);
  }

  private LiveTap attach(Lane lane, Function<MemorySegment, LiveTap> maker) {
    if (attached.size() >= MOST) {
      throw new Exhausted(MOST + " taps are open already");
    }
    LiveTap tap = maker.apply(memory());
    lane.taps.add(tap);
    attached.put(tap, lane);
    publish(lane);
    return tap;
  }

  private MemorySegment memory() {
    for (int i = retired.size() - 1; i >= 0; i--) {
      Retired one = retired.get(i);
      if (one.lane.shard.appliedTaps() >= one.number) {
        free.add(one.memory);
        retired.remove(i);
      }
    }
    MemorySegment memory = free.poll();
    if (memory != null) {
      return memory;
    }
    if (blocks == 2 * MOST) {
      throw new Exhausted("taps that were closed have not been let go of yet");
    }
    blocks++;
    return Arena.ofAuto().allocate(blockBytes, 64);
  }

  /** Takes a tap off; nothing when it is off already. */
  public synchronized void detach(LiveTap tap) {
    Lane lane = attached.remove(tap);
    if (lane != null) {
      lane.taps.remove(tap);
      publish(lane);
      retired.add(new Retired(tap.ring().memory(), lane, lane.number));
    }
  }

  /** How many are attached. */
  public synchronized int open() {
    return attached.size();
  }

  private static void publish(Lane lane) {
    LiveSet set = new LiveSet(++lane.number, lane.taps);
    for (int tries = 0; !lane.shard.trySubmit(set); tries++) {
      if (tries == MOST_TRIES) {
        // The next change says it again; until then the stage goes on with what it knows.
        return;
      }
      LockSupport.parkNanos(RETRY_NS);
    }
  }
}
