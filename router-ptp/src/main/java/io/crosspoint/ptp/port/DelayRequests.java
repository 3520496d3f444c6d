package io.crosspoint.ptp.port;

import java.util.Arrays;

/** Delay requests on their way: the last sixteen. The kernel's stamp and the master's answer may come in either order. */
final class DelayRequests {

  private static final int PLACES = 16;
  private static final int MASK = PLACES - 1;
  private static final long EXPIRY_NS = 1_000_000_000L;

  private static final byte FREE = 0;
  private static final byte SENT = 1;
  private static final byte STAMPED = 2;
  private static final byte ANSWERED = 3;

  /** The result of the last completion. */
  long rawNs;

  long ptpNs;

  private final byte[] states = new byte[PLACES];
  private final int[] sequences = new int[PLACES];
  private final long[] sentNs = new long[PLACES];
  private final long[] values = new long[PLACES];
  private int unanswered;

  void clear() {
    Arrays.fill(states, FREE);
    unanswered = 0;
  }

  void onSent(int sequence, long nowNs) {
    int place = sequence & MASK;
    states[place] = SENT;
    sequences[place] = sequence;
    sentNs[place] = nowNs;
    unanswered++;
  }

  /** Requests since the last answer. */
  int unanswered() {
    return unanswered;
  }

  /** Returns whether the answer was already here, so that the result may be read. */
  boolean onStamp(int sequence, long stampNs) {
    int place = sequence & MASK;
    if (sequences[place] != sequence) {
      return false;
    }
    if (states[place] == ANSWERED) {
      states[place] = FREE;
      rawNs = stampNs;
      ptpNs = values[place];
      return true;
    }
    if (states[place] == SENT) {
      states[place] = STAMPED;
      values[place] = stampNs;
    }
    return false;
  }

  /** Whether an answer with this sequenceId is awaited. */
  boolean isAwaited(int sequence, long nowNs) {
    int place = sequence & MASK;
    return (states[place] == SENT || states[place] == STAMPED) && sequences[place] == sequence && nowNs - sentNs[place] < EXPIRY_NS;
  }

  /** Takes an awaited answer; returns whether the stamp was already here, so that the result may be read. */
  boolean onAnswer(int sequence, long receivedPtpNs) {
    int place = sequence & MASK;
    unanswered = 0;
    if (states[place] == STAMPED) {
      states[place] = FREE;
      rawNs = values[place];
      ptpNs = receivedPtpNs;
      return true;
    }
    states[place] = ANSWERED;
    values[place] = receivedPtpNs;
    return false;
  }
}
