package io.crosspoint.pipeline.convert;

/**
 * The sine that fits a signal best at a known frequency, and what is left: the notch of AES17, without its edges. Amplitude and phase may
 * be allowed to change over the signal as polynomials of time, for tones whose frequency is not quite known.
 */
public final class SineFit {

  private final double amplitude;
  private final double phase;
  private final double residualRms;
  private final double worstResidual;

  /** Fits a steady sine of {@code radiansPerFrame}. */
  public SineFit(double[] signal, int from, int to, double radiansPerFrame) {
    this(signal, from, to, radiansPerFrame, 0);
  }

  /** @param degree of the polynomials that amplitude and phase may follow */
  public SineFit(double[] signal, int from, int to, double radiansPerFrame, int degree) {
    int terms = 2 * (degree + 1) + 1;
    double[][] m = new double[terms][terms + 1];
    double[] basis = new double[terms];
    for (int n = from; n < to; n++) {
      fill(basis, n, from, to, radiansPerFrame);
      for (int i = 0; i < terms; i++) {
        for (int j = 0; j < terms; j++) {
          m[i][j] += basis[i] * basis[j];
        }
        m[i][terms] += basis[i] * signal[n];
      }
    }
    solve(m);
    double sum = 0;
    double worst = 0;
    for (int n = from; n < to; n++) {
      fill(basis, n, from, to, radiansPerFrame);
      double rest = signal[n];
      for (int i = 0; i < terms; i++) {
        rest -= m[i][terms] * basis[i];
      }
      sum += rest * rest;
      worst = Math.max(worst, Math.abs(rest));
    }
    amplitude = Math.hypot(m[0][terms], m[1][terms]);
    phase = Math.atan2(m[1][terms], m[0][terms]);
    residualRms = Math.sqrt(sum / (to - from));
    worstResidual = worst;
  }

  /** In the middle of the signal, if it may change. */
  public double amplitude() {
    return amplitude;
  }

  /** Of the sine at frame 0, if it had the phase that it has in the middle of the signal. */
  public double phase() {
    return phase;
  }

  /** THD+N relative to the tone. */
  public double residualDb() {
    return 20 * Math.log10(residualRms / (amplitude / Math.sqrt(2)));
  }

  /** The largest single deviation from the fit. */
  public double worstResidual() {
    return worstResidual;
  }

  private static void fill(double[] basis, int n, int from, int to, double radiansPerFrame) {
    double time = (n - (from + to) / 2.0) / (to - from);
    double power = 1;
    for (int i = 0; i + 2 < basis.length; i += 2) {
      basis[i] = power * Math.sin(radiansPerFrame * n);
      basis[i + 1] = power * Math.cos(radiansPerFrame * n);
      power *= time;
    }
    basis[basis.length - 1] = 1;
  }

  /** Gauss-Jordan on normal equations, right-hand side in the last column; the solution stands there afterwards. */
  public static void solve(double[][] m) {
    int size = m.length;
    for (int column = 0; column < size; column++) {
      for (int row = 0; row < size; row++) {
        if (row != column) {
          double factor = m[row][column] / m[column][column];
          for (int k = column; k <= size; k++) {
            m[row][k] -= factor * m[column][k];
          }
        }
      }
    }
    for (int row = 0; row < size; row++) {
      m[row][size] /= m[row][row];
    }
  }
}
