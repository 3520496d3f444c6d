package io.crosspoint.app.service;

/** Tells whether every one of some counters has moved since it was asked before. Pure; belongs to one thread. */
final class ProgressWatch {

  private long[] before = new long[0];

  /**
   * The first look at a counter is taken for progress.
   *
   * @param now the counters, always in the same order
   */
  boolean hasEachAdvanced(long[] now) {
    boolean isProgress = true;
    for (int i = 0; i < now.length; i++) {
      isProgress &= i >= before.length || now[i] != before[i];
    }
    before = now.clone();
    return isProgress;
  }
}
