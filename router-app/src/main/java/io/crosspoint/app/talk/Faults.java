package io.crosspoint.app.talk;

import java.util.SplittableRandom;

/**
 * What a bad network does to packets, decided by a seed.
 *
 * @param loss share of packets that are never sent, 0 to 1
 * @param duplicate share of packets that are sent twice
 * @param reorder share of packets that are held back until the next one has gone
 * @param jitterNs each packet is held back by a uniformly random time up to this
 */
public record Faults(double loss, double duplicate, double reorder, long jitterNs, long seed) {

  /** A perfect network. */
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

  boolean isNone() {
    return loss == 0 && duplicate == 0 && reorder == 0 && jitterNs == 0;
  }

  /** The decisions, one after the other. Belongs to one thread; allocates nothing. */
  static final class Dice {

    private final Faults faults;
    private final SplittableRandom random;
    private final long packetNs;

    Dice(Faults faults, long packetNs) {
      this.faults = faults;
      this.random = new SplittableRandom(faults.seed());
      this.packetNs = packetNs;
    }

    boolean isLost() {
      return random.nextDouble() < faults.loss();
    }

    boolean isDuplicated() {
      return random.nextDouble() < faults.duplicate();
    }

    /** How long a packet is held back. */
    long heldNs() {
      long heldNs = faults.jitterNs() == 0 ? 0 : random.nextLong(faults.jitterNs() + 1);
      return random.nextDouble() < faults.reorder() ? heldNs + packetNs + packetNs / 2 : heldNs;
    }

    /** The longest that {@link #heldNs} answers. */
    long longestNs() {
      return faults.jitterNs() + (faults.reorder() > 0 ? 2 * packetNs : 0);
    }
  }
}
