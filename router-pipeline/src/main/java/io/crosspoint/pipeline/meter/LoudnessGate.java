package io.crosspoint.pipeline.meter;

import java.util.Arrays;

/**
 * The two gates of integrated loudness (ITU-R BS.1770-4 Annex 1, gating blocks of 400 ms overlapping by three quarters): what is below
 * −70 LUFS does not count, and neither does what is more than 10 LU below the mean of the rest.
 *
 * <p>Blocks are kept as how many there were, and of how much energy, in each tenth of a LU: the same memory after a minute and a year. Only
 * the blocks within the one tenth that the relative gate falls into cannot be told apart.
 */
final class LoudnessGate {

  private static final double ABSOLUTE_LUFS = -70;
  private static final double RELATIVE_LU = -10;
  private static final int TENTHS = 850;

  private final int[] blocks = new int[TENTHS];
  private final double[] energies = new double[TENTHS];
  private long count;
  private double sum;
  private int highest;
  /** What {@link #lufs} says, unless blocks have come since. */
  private double lufs = Double.NaN;

  private boolean isOld;

  /** Takes in the energy of a gating block: the weighted sum of the mean squares of its channels. */
  void add(double energy) {
    double blockLufs = Loudness.lufs(energy);
    if (blockLufs >= ABSOLUTE_LUFS) {
      int place = placeOf(blockLufs);
      blocks[place]++;
      energies[place] += energy;
      count++;
      sum += energy;
      highest = Math.max(highest, place);
      isOld = true;
    }
  }

  private static int placeOf(double blockLufs) {
    return (int) Math.clamp((blockLufs - ABSOLUTE_LUFS) * 10, 0, TENTHS - 1);
  }

  void clear() {
    Arrays.fill(blocks, 0);
    Arrays.fill(energies, 0);
    count = 0;
    sum = 0;
    highest = 0;
    lufs = Double.NaN;
    isOld = false;
  }

  /** NaN while nothing was above the absolute gate. */
  double lufs() {
    if (isOld) {
      lufs = Loudness.lufs(meanAbove(Loudness.lufs(sum / count) + RELATIVE_LU));
      isOld = false;
    }
    return lufs;
  }

  /** Mean energy of the blocks in tenths whose own mean is above a gate; those further below than rounding reaches are not looked at. */
  private double meanAbove(double gateLufs) {
    double gate = Loudness.energy(gateLufs);
    long above = 0;
    double energy = 0;
    for (int i = Math.max(0, placeOf(gateLufs) - 1); i <= highest; i++) {
      if (blocks[i] > 0 && energies[i] > gate * blocks[i]) {
        above += blocks[i];
        energy += energies[i];
      }
    }
    return energy / above;
  }
}
