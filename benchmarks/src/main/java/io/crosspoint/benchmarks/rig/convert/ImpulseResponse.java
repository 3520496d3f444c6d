package io.crosspoint.benchmarks.rig.convert;

/**
 * A converter's filter as it would be seen at 147 × 48 kHz. From 44.1 to 48 kHz output frames fall at 147 different places between two
 * input frames, so 147 impulses, each a frame later than a multiple of 147, show the filter at every one of them.
 */
final class ImpulseResponse {

  private static final int PHASES = 147;
  private static final int UP = 160;
  /** Input frames from impulse to impulse: longer than any filter here, and one more than a multiple of 147. */
  private static final int SPACING = PHASES * 20 + 1;

  private static final int FIRST = PHASES * 40;
  private static final int LENGTH = 1 << 18;
  private static final double DENSE_HZ = 48_000.0 * PHASES;

  private final double[] dense;
  private final double[] db;

  private ImpulseResponse(double[] dense) {
    this.dense = dense;
    this.db = Spectrum.magnitudeDb(dense, LENGTH);
  }

  static ImpulseResponse of(Contender contender) {
    int inputFrames = FIRST + (PHASES + 2) * SPACING;
    int outputFrames = (int) ((long) inputFrames * UP / PHASES);
    double[] out =
        QualityTable.convert(
            contender,
            Conversion.UP,
            n -> n >= FIRST && (n - FIRST) % SPACING == 0 && (n - FIRST) / SPACING < PHASES ? 1 : 0,
            outputFrames);
    // In units of 1/147 output frame: impulse k is at (FIRST + k SPACING) × 160.
    double[] dense = new double[LENGTH];
    long spacing = (long) SPACING * UP;
    long first = (long) FIRST * UP;
    for (int n = 0; n < out.length; n++) {
      long at = (long) n * PHASES - first + spacing / 4;
      long impulse = Math.floorDiv(at, spacing);
      long within = Math.floorMod(at, spacing);
      if (impulse >= 0 && impulse < PHASES && within < LENGTH) {
        dense[(int) within] = out[n] / UP;
      }
    }
    return new ImpulseResponse(dense);
  }

  /** Magnitude at a frequency, dB. */
  double db(double hz) {
    return db[bin(hz)];
  }

  double leastDb(double fromHz, double toHz) {
    double least = Double.POSITIVE_INFINITY;
    for (int bin = bin(fromHz); bin <= bin(toHz); bin++) {
      least = Math.min(least, db[bin]);
    }
    return least;
  }

  double mostDb(double fromHz, double toHz) {
    double most = Double.NEGATIVE_INFINITY;
    for (int bin = bin(fromHz) + 1; bin <= bin(toHz); bin++) {
      most = Math.max(most, db[bin]);
    }
    return most;
  }

  /** How much the group delay of frequencies in a band differs: the centre of energy of the answer times n over the answer itself. */
  double groupDelaySpreadUs(double fromHz, double toHz) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double hz = fromHz; hz <= toHz; hz += 400) {
      double delay = groupDelay(2 * Math.PI * hz / DENSE_HZ);
      least = Math.min(least, delay);
      most = Math.max(most, delay);
    }
    return (most - least) / DENSE_HZ * 1e6;
  }

  /** Re(Σ n h e / Σ h e), in dense frames. */
  private double groupDelay(double step) {
    double re = 0;
    double im = 0;
    double weightedRe = 0;
    double weightedIm = 0;
    for (int n = 0; n < dense.length; n++) {
      if (dense[n] != 0) {
        double c = dense[n] * Math.cos(step * n);
        double s = -dense[n] * Math.sin(step * n);
        re += c;
        im += s;
        weightedRe += n * c;
        weightedIm += n * s;
      }
    }
    return (weightedRe * re + weightedIm * im) / (re * re + im * im);
  }

  /** The answer itself, from its peak on in both directions: level in dB of the peak at a time. */
  double[] dense() {
    return dense;
  }

  static double denseHz() {
    return DENSE_HZ;
  }

  private static int bin(double hz) {
    return (int) Math.round(hz * LENGTH / DENSE_HZ);
  }
}
