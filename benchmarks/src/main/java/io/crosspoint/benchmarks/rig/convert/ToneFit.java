package io.crosspoint.benchmarks.rig.convert;

import io.crosspoint.pipeline.convert.SineFit;

/** The sum of tones of known frequencies, and a constant, that fits a signal best: a notch without edges. */
final class ToneFit {

  private final double[] amplitudes;
  private final double[] phases;
  private final double[] residual;

  /** @param steps radians for each frame, one for each tone */
  ToneFit(double[] signal, int from, int to, double... steps) {
    int terms = 2 * steps.length + 1;
    double[][] m = new double[terms][terms + 1];
    double[] basis = new double[terms];
    for (int n = from; n < to; n++) {
      fill(basis, n, steps);
      for (int i = 0; i < terms; i++) {
        for (int j = 0; j < terms; j++) {
          m[i][j] += basis[i] * basis[j];
        }
        m[i][terms] += basis[i] * signal[n];
      }
    }
    SineFit.solve(m);
    residual = new double[to - from];
    for (int n = from; n < to; n++) {
      fill(basis, n, steps);
      double rest = signal[n];
      for (int i = 0; i < terms; i++) {
        rest -= m[i][terms] * basis[i];
      }
      residual[n - from] = rest;
    }
    amplitudes = new double[steps.length];
    phases = new double[steps.length];
    for (int tone = 0; tone < steps.length; tone++) {
      amplitudes[tone] = Math.hypot(m[2 * tone][terms], m[2 * tone + 1][terms]);
      phases[tone] = Math.atan2(m[2 * tone + 1][terms], m[2 * tone][terms]);
    }
  }

  /**
   * With steps that are not quite known: the phases of the two halves tell how far they are off. A converter whose ratio is rounded to
   * 2^−32 is right in every respect but that.
   */
  static ToneFit refined(double[] signal, int from, int to, double... steps) {
    int middle = (from + to) / 2;
    ToneFit early = new ToneFit(signal, from, middle, steps);
    ToneFit late = new ToneFit(signal, middle, to, steps);
    double[] better = new double[steps.length];
    for (int tone = 0; tone < steps.length; tone++) {
      better[tone] = steps[tone] + Math.IEEEremainder(late.phases[tone] - early.phases[tone], 2 * Math.PI) * 2 / (to - from);
    }
    return new ToneFit(signal, from, to, better);
  }

  double amplitude(int tone) {
    return amplitudes[tone];
  }

  /** Of the tone as a sine, at frame 0. */
  double phase(int tone) {
    return phases[tone];
  }

  /** What is left of the signal without the tones. */
  double[] residual() {
    return residual;
  }

  /** Everything but the tones, relative to the tones. */
  double residualDb() {
    double tones = 0;
    for (double amplitude : amplitudes) {
      tones += amplitude * amplitude / 2;
    }
    return 10 * Math.log10(power(residual) / tones);
  }

  static double power(double[] signal) {
    double sum = 0;
    for (double sample : signal) {
      sum += sample * sample;
    }
    return sum / signal.length;
  }

  private static void fill(double[] basis, int n, double[] steps) {
    for (int tone = 0; tone < steps.length; tone++) {
      basis[2 * tone] = Math.sin(steps[tone] * n);
      basis[2 * tone + 1] = Math.cos(steps[tone] * n);
    }
    basis[basis.length - 1] = 1;
  }
}
