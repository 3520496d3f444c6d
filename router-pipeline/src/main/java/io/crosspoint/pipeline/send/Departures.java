package io.crosspoint.pipeline.send;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which packets of a batch leave together, and how long after the deadline that they all share: at once, or as parts of a few, so that a
 * packet does not wait for the kernel to send every other one.
 *
 * <p>An output has a seat in its group. Seats fill parts, and part k leaves at the k-th number of the van der Corput sequence (0, 1/2, 1/4,
 * 3/4, 1/8, …) of the window: so parts are spread evenly however many there are, and none moves when others come or go.
 */
public final class Departures {

  private final int[][] packets;
  private final long[] offsetsNs;

  private Departures(int[][] packets, long[] offsetsNs) {
    this.packets = packets;
    this.offsetsNs = offsetsNs;
  }

  /** Everything at the deadline. */
  public static Departures atOnce(int packets) {
    return new Departures(new int[][] {IntStream.range(0, packets).toArray()}, new long[1]);
  }

  /**
   * In parts.
   *
   * @param seats one for each packet
   * @param together packets in a part, at least 1
   * @param windowNs what the parts are spread over
   */
  public static Departures spread(List<Integer> seats, int together, long windowNs) {
    if (seats.isEmpty()) {
      return atOnce(0);
    }
    TreeMap<Long, IntStream.Builder> parts = new TreeMap<>();
    for (int packet = 0; packet < seats.size(); packet++) {
      parts.computeIfAbsent(offsetNs(seats.get(packet), together, windowNs), offset -> IntStream.builder()).add(packet);
    }
    return new Departures(
        parts.values().stream().map(part -> part.build().toArray()).toArray(int[][]::new),
        parts.keySet().stream().mapToLong(offset -> offset).toArray());
  }

  /** How long after the deadline the packets of a seat leave. */
  public static long offsetNs(int seat, int together, long windowNs) {
    return (Integer.toUnsignedLong(Integer.reverse(seat / together)) * windowNs) >>> Integer.SIZE;
  }

  /**
   * What packets can be spread over: from their deadline until the next ones are rendered, because on a thread that does both whatever
   * fell due meanwhile would leave late. A whole packet time where rendering begins at a deadline anyway.
   */
  public static long windowNs(int rateHz, int packetFrames, long leadNs) {
    long packetNs = packetFrames * 1_000_000_000L / rateHz;
    return packetNs - leadNs % packetNs;
  }

  /** At least one; they leave in this order. */
  public int parts() {
    return offsetsNs.length;
  }

  /** How long after the deadline a part leaves; less than a packet time. */
  public long offsetNs(int part) {
    return offsetsNs[part];
  }

  /** Number of packets in a part. */
  public int packets(int part) {
    return packets[part].length;
  }

  /** A packet of a part, as the batch counts it. */
  public int packet(int part, int position) {
    return packets[part][position];
  }
}
