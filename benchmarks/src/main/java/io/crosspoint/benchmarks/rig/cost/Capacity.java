package io.crosspoint.benchmarks.rig.cost;

import java.util.function.IntPredicate;

/** Finds how much somebody can carry with few trials, each of which takes seconds. */
final class Capacity {

  private Capacity() {}

  /**
   * Grows by half from a first guess until a trial fails, then halves the gap until it is a tenth.
   *
   * @param start the first trial, 1 to {@code most}
   * @param holds whether so many are carried; true below some number and false above, but for the noise of a trial
   * @return the largest number that held, 0 when not even one did
   */
  static int search(int start, int most, IntPredicate holds) {
    int good = 0;
    int bad = most + 1;
    int next = Math.clamp(start, 1, most);
    while (next > good && next < bad) {
      if (holds.test(next)) {
        good = next;
      } else {
        bad = next;
      }
      if (bad - good <= Math.max(1, good / 10)) {
        break;
      }
      next = bad > most && good > 0 ? Math.min(most, good + Math.max(1, good / 2)) : (good + bad) / 2;
    }
    return good;
  }
}
