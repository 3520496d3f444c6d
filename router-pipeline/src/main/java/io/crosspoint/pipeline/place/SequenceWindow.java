package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.rtp.RtpPacket;

/**
 * Which of the last 64 sequence numbers of one leg came. A number is lost only when it leaves the window unseen, so reordering is never
 * taken for loss and the count never has to be taken back.
 */
final class SequenceWindow {

  private static final int WIDTH = 64;
  /** A larger step is a restart of the numbering, not that many losses (RFC 3550 appendix A.1: MAX_DROPOUT). */
  private static final int MAX_STEP = 3000;

  private final Counters<InputCounter> counters;
  private int highest;
  /** Bit i: {@code highest − i} came. */
  private long seen;
  /** How many numbers below {@link #highest} belong to the stream: nothing is lost before its first packet. */
  private int depth;

  SequenceWindow(Counters<InputCounter> counters) {
    this.counters = counters;
  }

  /** The next packet begins a new numbering. */
  void restart() {
    depth = 0;
  }

  void accept(int sequence) {
    int step = RtpPacket.sequenceDelta(highest, sequence);
    if (depth == 0 || step > MAX_STEP || step < -MAX_STEP) {
      highest = sequence;
      seen = 1;
      depth = 1;
    } else if (step > 0) {
      advance(step);
      highest = sequence;
      seen |= 1;
    } else {
      fill(-step);
    }
  }

  private void advance(int step) {
    int leaving = Math.max(0, depth + Math.min(step, WIDTH) - WIDTH);
    if (leaving > 0) {
      int lost = leaving - Long.bitCount(seen >>> (depth - leaving)) + Math.max(0, step - WIDTH);
      if (lost > 0) {
        counters.add(InputCounter.LOST, lost);
      }
    }
    seen = step >= WIDTH ? 0 : seen << step;
    depth = Math.min(WIDTH, depth + Math.min(step, WIDTH));
  }

  private void fill(int back) {
    if (back >= WIDTH) {
      return;
    }
    long bit = 1L << back;
    if ((seen & bit) != 0) {
      counters.increment(InputCounter.DUPLICATE);
    } else {
      counters.increment(InputCounter.REORDERED);
      seen |= bit;
      depth = Math.max(depth, back + 1);
    }
  }
}
