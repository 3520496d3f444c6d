package io.crosspoint.benchmarks.rig.cost;

/**
 * A contender with a workload, measured.
 *
 * @param cpuPercent of a core: processor time of its processes, user and system, where the kernel's receive work for what it sends is too
 * @param corePercent of the processor that it has to itself, busy for whatever
 * @param otherPercent the same of the processor of talker and ear
 * @param skipped packets of each stream that the talker did not send in time, and gave up
 * @param stolenMs that the host of this virtual machine took from both processors, in steps of ten
 */
record Point(
    int routes,
    double cpuPercent,
    double corePercent,
    double otherPercent,
    double residentMegabytes,
    long threads,
    Heard heard,
    long skipped,
    long stolenMs) {

  private static final double FULL_PERCENT = 97;
  private static final long TOLERABLE_SHARE = 10_000;

  long lost() {
    return heard.lost(skipped);
  }

  long late() {
    return heard.late();
  }

  /**
   * All but one packet in ten thousand in time: in a trial of seconds a host that stood still once is no limit. Who has nothing of the
   * processor left lives on its buffers.
   */
  boolean isCarried() {
    return cpuPercent < FULL_PERCENT && (lost() + late()) * TOLERABLE_SHARE <= heard.expected();
  }

  boolean isClean() {
    return lost() + late() == 0;
  }

  /** Whether talker and ear, on the other processor, had no more to give. */
  boolean isBoundByTheRig() {
    return skipped > 0 || otherPercent > FULL_PERCENT;
  }
}
