package io.crosspoint.ptp.estimate;

import java.util.SplittableRandom;

/** A simulated local oscillator: 12 ppm off, its frequency walking at random and, if wanted, following the temperature. */
final class Oscillator {

  private static final long GRID_NS = 10_000_000;

  private final double[] phaseNs;

  /**
   * @param wanderPpb random walk of the frequency, ppb per √s
   * @param thermalPpb amplitude of a sine of ten minutes
   */
  Oscillator(long lengthNs, double wanderPpb, double thermalPpb, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    phaseNs = new double[(int) (lengthNs / GRID_NS) + 2];
    double stepS = GRID_NS * 1e-9;
    double walkPpb = 0;
    double phase = 0;
    for (int i = 0; i < phaseNs.length; i++) {
      phaseNs[i] = phase;
      double thermal = thermalPpb * Math.sin(2 * Math.PI * i * stepS / 600 + seed);
      phase += stepS * (12_000 + walkPpb + thermal);
      walkPpb += random.nextGaussian() * wanderPpb * Math.sqrt(stepS);
    }
  }

  /** What the local clock shows at a true time (from 0). */
  long rawAt(long trueNs) {
    int i = (int) (trueNs / GRID_NS);
    double part = (trueNs - i * GRID_NS) / (double) GRID_NS;
    return trueNs + Math.round(phaseNs[i] + part * (phaseNs[i + 1] - phaseNs[i])) + 1_000_000_000_000L;
  }

  /** How fast it runs at a true time, ppb. */
  double ratePpb(long trueNs) {
    int i = (int) (trueNs / GRID_NS);
    return (phaseNs[i + 1] - phaseNs[i]) / (GRID_NS * 1e-9);
  }
}
