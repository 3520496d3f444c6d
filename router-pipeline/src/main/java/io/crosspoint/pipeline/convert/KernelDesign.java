package io.crosspoint.pipeline.convert;

import org.jspecify.annotations.Nullable;

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

  /**
   * What a kernel is made from.
   *
   * @param series null for a Kaiser-windowed sinc
   * @param baseTaps of the prototype
   * @param stretch in time, when the input rate is higher than the one that the prototype is for
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Shape(double @Nullable [] series, int baseTaps, double stretch) {

    int taps() {
      return 4 * (int) Math.ceil(baseTaps * stretch / 4);
    }
  }

  static Kernel between(int fromHz, int toHz) {
    Shape shape = shapeBetween(fromHz, toHz);
    double[] series = shape.series;
    if (series == null) {
      return kaiser(shape);
    }
    return new Kernel(
        shape.taps(), false, t -> CosineSeries.valueAt(series, shape.baseTaps, t / shape.stretch) / shape.stretch);
  }

  static int tapsBetween(int fromHz, int toHz) {
    return shapeBetween(fromHz, toHz).taps();
  }

  private static Shape shapeBetween(int fromHz, int toHz) {
    requireSupported(fromHz);
    requireSupported(toHz);
    if (fromHz == 44_100 && toHz == 44_100) {
      return new Shape(null, NYQUIST_TAPS_44_1, 1);
    }
    if (fromHz == 44_100) {
      return new Shape(CosineSeries.UP_FROM_44_1, 80, 1);
    }
    if (Math.min(fromHz, toHz) >= HIGH_RATE_HZ || (fromHz == 48_000 && toHz >= 48_000)) {
      return new Shape(null, NYQUIST_TAPS, Math.max(1.0, (double) fromHz / toHz));
    }
    if (toHz == 44_100) {
      return new Shape(CosineSeries.DOWN_TO_44_1, 88, fromHz / 48_000.0);
    }
    return new Shape(CosineSeries.DOWN_TO_48, 92, fromHz / 96_000.0);
  }

  static boolean isSupported(int rateHz) {
    return rateHz == 44_100 || rateHz == 48_000 || rateHz == 88_200 || rateHz == 96_000 || rateHz == 192_000;
  }

  private static void requireSupported(int rateHz) {
    if (!isSupported(rateHz)) {
      throw new IllegalArgumentException("no kernel for a sample rate of " + rateHz + " Hz");
    }
  }

  /** A Kaiser-windowed sinc; unstretched its cut-off is exactly half the input rate, which makes whole positions the identity. */
  private static Kernel kaiser(Shape shape) {
    double support = shape.baseTaps * shape.stretch;
    double scale = 1 / (shape.stretch * bessel0(KAISER_BETA));
    return new Kernel(
        shape.taps(),
        shape.stretch == 1,
        t -> {
          double edge = 2 * t / support;
          double window = Math.abs(edge) > 1 ? 0 : bessel0(KAISER_BETA * Math.sqrt(1 - edge * edge));
          return scale * sinc(t / shape.stretch) * window;
        });
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
