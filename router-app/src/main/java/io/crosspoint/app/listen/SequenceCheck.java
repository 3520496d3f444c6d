package io.crosspoint.app.listen;

import io.crosspoint.pipeline.rtp.RtpPacket;
import java.util.Arrays;

/** Continuity of 16-bit sequence numbers (RFC 3550 appendix A.1), with a memory long enough to tell duplicates from reordering. */
final class SequenceCheck {

  /** What a packet is in its stream. */
  enum Place {
    FIRST,
    /** After everything before it, whether or not some are missing between. */
    NEXT,
    DUPLICATE,
    REORDERED,
    /** Too far from what was expected to be loss: the sender began anew. */
    JUMP
  }

  private static final int WINDOW = 1024;
  private static final int MAX_DROPOUT = 3000;

  private final long[] seen = new long[WINDOW / 64];
  private boolean hasBegun;
  private long first;
  private long highest;
  private long lost;
  private long duplicates;
  private long reordered;
  private long jumps;

  /** @param sequence unsigned 16 bits */
  Place onPacket(int sequence) {
    if (!hasBegun) {
      begin(sequence);
      return Place.FIRST;
    }
    int delta = RtpPacket.sequenceDelta((int) highest, sequence);
    if (delta > 0 && delta < MAX_DROPOUT) {
      advance(delta);
      return Place.NEXT;
    }
    if (delta <= 0 && delta > -WINDOW) {
      return behind(highest + delta);
    }
    jumps++;
    begin(sequence);
    return Place.JUMP;
  }

  /** Forgets the numbers, keeps the counts: another sender follows. */
  void restart() {
    hasBegun = false;
  }

  private void begin(int sequence) {
    hasBegun = true;
    // Room below, so that a packet which the first one overtook has a number of its own.
    highest = sequence + 65_536L;
    first = highest;
    Arrays.fill(seen, 0);
    mark(highest);
  }

  private void advance(int delta) {
    for (long number = highest + 1; number <= highest + Math.min(delta, WINDOW); number++) {
      seen[(int) (number & (WINDOW - 1)) >>> 6] &= ~(1L << number);
    }
    lost += delta - 1;
    highest += delta;
    if (delta > WINDOW) {
      Arrays.fill(seen, 0);
    }
    mark(highest);
  }

  private Place behind(long number) {
    if ((seen[(int) (number & (WINDOW - 1)) >>> 6] & (1L << number)) != 0) {
      duplicates++;
      return Place.DUPLICATE;
    }
    mark(number);
    reordered++;
    if (number > first) {
      lost--;
    }
    return Place.REORDERED;
  }

  private void mark(long number) {
    seen[(int) (number & (WINDOW - 1)) >>> 6] |= 1L << number;
  }

  /** Numbers that have not come (yet). */
  long lost() {
    return lost;
  }

  long duplicates() {
    return duplicates;
  }

  long reordered() {
    return reordered;
  }

  long jumps() {
    return jumps;
  }
}
