package io.crosspoint.benchmarks.rig.plant;

import java.util.Arrays;

/**
 * Packets on their way, by the millisecond in which they arrive: a calendar of half a second, so that putting one in and taking one out
 * cost the same however many there are. Those of one millisecond come in the order in which they were put in.
 */
final class Arrivals {

  static final long SLOT_NS = 1_000_000;
  private static final int SLOTS = 512;
  private static final int NONE = -1;

  private final int[] heads = new int[SLOTS];
  private final int[] tails = new int[SLOTS];
  private long slot;
  private int count;

  private int[] next = new int[4096];
  private int free;
  int[] flow = new int[4096];
  int[] generation = new int[4096];
  boolean[] isAgain = new boolean[4096];
  long[] packet = new long[4096];
  long[] rawNs = new long[4096];

  Arrivals(long beginRawNs) {
    Arrays.fill(heads, NONE);
    slot = beginRawNs / SLOT_NS;
    chainFree(0);
  }

  private void chainFree(int from) {
    for (int i = from; i < next.length; i++) {
      next[i] = i + 1 < next.length ? i + 1 : NONE;
    }
    free = from;
  }

  private void grow() {
    int size = next.length;
    next = Arrays.copyOf(next, 2 * size);
    flow = Arrays.copyOf(flow, 2 * size);
    generation = Arrays.copyOf(generation, 2 * size);
    isAgain = Arrays.copyOf(isAgain, 2 * size);
    packet = Arrays.copyOf(packet, 2 * size);
    rawNs = Arrays.copyOf(rawNs, 2 * size);
    chainFree(size);
  }

  /** @param isAgain whether it is a datagram that was thought of before: held back, or a second time */
  void put(long atRawNs, int ofFlow, int ofGeneration, long packetNumber, boolean isAgain) {
    if (free == NONE) {
      grow();
    }
    int entry = free;
    free = next[entry];
    flow[entry] = ofFlow;
    generation[entry] = ofGeneration;
    packet[entry] = packetNumber;
    this.isAgain[entry] = isAgain;
    rawNs[entry] = atRawNs;
    next[entry] = NONE;
    long at = Math.max(slot, atRawNs / SLOT_NS);
    if (at - slot >= SLOTS) {
      throw new IllegalStateException("beyond the calendar");
    }
    int place = (int) (at % SLOTS);
    if (heads[place] == NONE) {
      heads[place] = entry;
    } else {
      next[tails[place]] = entry;
    }
    tails[place] = entry;
    count++;
  }

  /** When the first that is on its way arrives; {@link Long#MAX_VALUE} when none is. */
  long nextRawNs() {
    if (count == 0) {
      return Long.MAX_VALUE;
    }
    while (heads[(int) (slot % SLOTS)] == NONE) {
      slot++;
    }
    return rawNs[heads[(int) (slot % SLOTS)]];
  }

  /** Takes out the first; what stands in its place is valid until the next is put in. */
  int take() {
    int place = (int) (slot % SLOTS);
    int entry = heads[place];
    heads[place] = next[entry];
    next[entry] = free;
    free = entry;
    count--;
    return entry;
  }

  /** While none is on its way, time passes all the same. */
  void passTo(long nowRawNs) {
    if (count == 0) {
      slot = Math.max(slot, nowRawNs / SLOT_NS);
    }
  }
}
