package io.crosspoint.ptp.port;

import io.crosspoint.ptp.wire.Discard;

/**
 * Pairs two-step Syncs with their Follow_Ups, which may come in either order and up to four Syncs late. Everything in it belongs to the
 * selected master.
 */
final class SyncMatcher {

  private static final int PLACES = 4;
  private static final long EXPIRY_NS = 1_000_000_000L;

  /** The result of the last match. */
  long rawNs;

  long ptpNs;

  /** Sum of the corrections of Sync and Follow_Up, 2^-16 ns. */
  long correction;

  private final int[] sequences = new int[PLACES];
  private final boolean[] hasSync = new boolean[PLACES];
  private final boolean[] hasFollowUp = new boolean[PLACES];
  private final long[] raws = new long[PLACES];
  private final long[] ptps = new long[PLACES];
  private final long[] corrections = new long[PLACES];
  private final long[] sinces = new long[PLACES];
  private final PortCounters counters;
  private int next;

  SyncMatcher(PortCounters counters) {
    this.counters = counters;
  }

  void clear() {
    for (int i = 0; i < PLACES; i++) {
      hasSync[i] = false;
      hasFollowUp[i] = false;
    }
  }

  /** Returns whether its Follow_Up was already here, so that the result may be read. */
  boolean onSync(int sequence, long stampNs, long syncCorrection, long nowNs) {
    int place = find(sequence, nowNs);
    if (place >= 0 && hasFollowUp[place] && !hasSync[place]) {
      return complete(place, stampNs, ptps[place], syncCorrection);
    }
    place = place >= 0 ? place : take(sequence, nowNs);
    hasSync[place] = true;
    raws[place] = stampNs;
    corrections[place] = syncCorrection;
    return false;
  }

  /** Returns whether its Sync was already here, so that the result may be read. */
  boolean onFollowUp(int sequence, long originNs, long followUpCorrection, long nowNs) {
    int place = find(sequence, nowNs);
    if (place >= 0 && hasSync[place]) {
      return complete(place, raws[place], originNs, followUpCorrection);
    }
    place = place >= 0 ? place : take(sequence, nowNs);
    hasFollowUp[place] = true;
    ptps[place] = originNs;
    corrections[place] = followUpCorrection;
    return false;
  }

  private boolean complete(int place, long stampNs, long originNs, long otherCorrection) {
    rawNs = stampNs;
    ptpNs = originNs;
    correction = corrections[place] + otherCorrection;
    hasSync[place] = false;
    hasFollowUp[place] = false;
    return true;
  }

  private int find(int sequence, long nowNs) {
    for (int i = 0; i < PLACES; i++) {
      if ((hasSync[i] || hasFollowUp[i]) && sequences[i] == sequence && nowNs - sinces[i] < EXPIRY_NS) {
        return i;
      }
    }
    return -1;
  }

  private int take(int sequence, long nowNs) {
    int place = next;
    next = (next + 1) % PLACES;
    if (hasFollowUp[place] && !hasSync[place]) {
      counters.countDiscard(Discard.UNMATCHED_FOLLOW_UP);
    }
    sequences[place] = sequence;
    sinces[place] = nowNs;
    hasSync[place] = false;
    hasFollowUp[place] = false;
    return place;
  }
}
