package io.crosspoint.pipeline.convert;

/**
 * Which kernel stands between two rates. Everything passes 20 kHz untouched and lets no image or alias fall below it; where both rates are
 * high ones, the pass band grows with the lower.
 */
final class KernelDesign {

  /** Attenuation of the Kaiser windows, dB: with 64 taps it puts the stop edge at 28 kHz for 48 kHz. */
  private static final double KAISER_DB = 158;
  /** Kaiser's β for that attenuation: 0.1102 (A − 8.7). */
  private static final double KAISER_BETA = 0.1102 * (KAISER_DB - 8.7);

  private static final int NYQUIST_TAPS = 64;
  /** 22.05 kHz leaves half the transition that 24 kHz does, so the Nyquist kernel of 44.1 kHz is that much longer. */
  private static final int NYQUIST_TAPS_44_1 = 116;

  private static final int HIGH_RATE_HZ = 88_200;

  private KernelDesign() {}

  static Kernel between(int fromHz, int toHz) {
    requireSupported(fromHz);
    requireSupported(toHz);
    int lowerHz = Math.min(fromHz, toHz);
    if (fromHz == 44_100 && toHz == 44_100) {
      return kaiser(NYQUIST_TAPS_44_1, 1);
    }
    if (fromHz == 44_100) {
      return series(CosineSeries.UP_FROM_44_1, 80, 1);
    }
    if (lowerHz >= HIGH_RATE_HZ || (fromHz == 48_000 && toHz >= 48_000)) {
      return kaiser(NYQUIST_TAPS, Math.max(1.0, (double) fromHz / toHz));
    }
    if (toHz == 44_100) {
      return series(CosineSeries.DOWN_TO_44_1, 88, fromHz / 48_000.0);
    }
    return series(CosineSeries.DOWN_TO_48, 92, fromHz / 96_000.0);
  }

  static boolean isSupported(int rateHz) {
    return rateHz == 44_100 || rateHz == 48_000 || rateHz == 88_200 || rateHz == 96_000 || rateHz == 192_000;
  }

  private static void requireSupported(int rateHz) {
    if (!isSupported(rateHz)) {
      throw new IllegalArgumentException("no kernel for a sample rate of " + rateHz + " Hz");
    }
  }

  /**
   * A Kaiser-windowed sinc.
   *
   * @param stretch 1 for a cut-off at exactly half the input rate, which makes whole positions the identity; 2 for half of that
   */
  private static Kernel kaiser(int baseTaps, double stretch) {
    double support = baseTaps * stretch;
    double scale = 1 / (stretch * bessel0(KAISER_BETA));
    return new Kernel(
        inFours(support),
        stretch == 1,
        t -> {
          double edge = 2 * t / support;
          return Math.abs(edge) > 1 ? 0 : scale * sinc(t / stretch) * bessel0(KAISER_BETA * Math.sqrt(1 - edge * edge));
        });
  }

  /** A prototype, stretched in time when the input rate is a multiple of the one that it was designed for. */
  private static Kernel series(double[] series, int baseTaps, double stretch) {
    return new Kernel(inFours(baseTaps * stretch), false, t -> CosineSeries.valueAt(series, baseTaps, t / stretch) / stretch);
  }

  private static int inFours(double taps) {
    return 4 * (int) Math.ceil(taps / 4);
  }

  private static double sinc(double t) {
    return t == 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
  }

  /** The modified Bessel function I₀, by its power series. */
  private static double bessel0(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-18; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }
}
