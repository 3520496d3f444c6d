package io.crosspoint.app.talk;

/**
 * Packets waiting for their time, earliest first: a binary heap in two arrays.
 *
 * <p><b>Thread:</b> one; allocates nothing after construction.
 */
final class HeldPackets {

  private final long[] times;
  private final int[] places;
  private int size;

  HeldPackets(int capacity) {
    this.times = new long[capacity];
    this.places = new int[capacity];
  }

  /** @return false when it is full */
  boolean add(long timeNs, int place) {
    if (size == times.length) {
      return false;
    }
    int at = size++;
    while (at > 0 && times[(at - 1) / 2] > timeNs) {
      put(at, times[(at - 1) / 2], places[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    put(at, timeNs, place);
    return true;
  }

  /** Time of the earliest packet, or {@link Long#MAX_VALUE}. */
  long earliestNs() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  /** Takes the earliest packet out. @return its place */
  int take() {
    int taken = places[0];
    size--;
    long timeNs = times[size];
    int place = places[size];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && times[child + 1] < times[child]) {
        child++;
      }
      if (times[child] >= timeNs) {
        break;
      }
      put(at, times[child], places[child]);
      at = child;
    }
    put(at, timeNs, place);
    return taken;
  }

  private void put(int at, long timeNs, int place) {
    times[at] = timeNs;
    places[at] = place;
  }
}
