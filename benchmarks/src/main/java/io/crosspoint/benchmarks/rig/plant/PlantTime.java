package io.crosspoint.benchmarks.rig.plant;

/** PTP time of the simulated plant and its media indices, in whole nanoseconds a frame; and how often that time was set. */
final class PlantTime {

  static final int RATE_HZ = 2000;
  static final long FRAME_NS = 1_000_000_000L / RATE_HZ;

  private long offsetNs;
  private int epoch;

  /** @param rawNs of the simulation, now */
  void set(long ptpNs, long rawNs) {
    offsetNs = ptpNs - rawNs;
    epoch++;
  }

  int epoch() {
    return epoch;
  }

  long ptpAtRaw(long rawNs) {
    return rawNs + offsetNs;
  }

  long rawAtPtp(long ptpNs) {
    return ptpNs - offsetNs;
  }

  /** Of the first frame that begins at a time or behind it. */
  static long indexFrom(long ptpNs) {
    return Math.ceilDiv(ptpNs, FRAME_NS);
  }

  static long timeOf(long index) {
    return index * FRAME_NS;
  }
}
