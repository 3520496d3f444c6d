package io.crosspoint.pipeline.engine;

/** Whether rounds of something are quick enough to keep deadlines by now: nearly all of the newest ones took no longer than they may. */
final class Pace {

  private static final int ALLOWED_OF_64 = 8;

  private final long mostNs;
  private final int leastRounds;
  private int rounds;
  /** One bit for each of the newest 64 rounds, set where it was too slow. */
  private long slow = -1;

  /**
   * @param mostNs how long a round may take
   * @param leastRounds before which nothing is quick enough, because not everything has happened yet
   */
  Pace(long mostNs, int leastRounds) {
    this.mostNs = mostNs;
    this.leastRounds = leastRounds;
  }

  /** A round is done. */
  void took(long ns) {
    rounds++;
    slow = slow << 1 | (ns > mostNs ? 1 : 0);
  }

  boolean isKept() {
    return rounds >= leastRounds && Long.bitCount(slow) <= ALLOWED_OF_64;
  }
}
