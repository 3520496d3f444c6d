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

  /** Takes in the energy of a gating block: the weighted sum of the mean squares of its channels. */
  void add(double energy) {
    double lufs = Loudness.lufs(energy);
    if (lufs >= ABSOLUTE_LUFS) {
      int place = (int) Math.min(TENTHS - 1, (lufs - ABSOLUTE_LUFS) * 10);
      blocks[place]++;
      energies[place] += energy;
    }
  }

  void clear() {
    Arrays.fill(blocks, 0);
    Arrays.fill(energies, 0);
  }

  /** NaN while nothing was above the absolute gate. */
  double lufs() {
    double absolute = mean(0);
    if (Double.isNaN(absolute)) {
      return Double.NaN;
    }
    return Loudness.lufs(mean(Loudness.energy(Loudness.lufs(absolute) + RELATIVE_LU)));
  }

  /** Mean energy of the blocks in tenths whose own mean is above a gate. */
  private double mean(double gate) {
    long count = 0;
    double sum = 0;
    for (int i = 0; i < TENTHS; i++) {
      if (blocks[i] > 0 && energies[i] > gate * blocks[i]) {
        count += blocks[i];
        sum += energies[i];
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
