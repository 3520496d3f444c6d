package io.crosspoint.benchmarks.rig.convert;

/** The magnitudes of a windowed Fourier transform. The window's side lobes are below −200 dB, so what is seen beside a tone was there. */
final class Spectrum {

  private static final double KAISER_BETA = 26;

  private final double[] powers;
  private final double rateHz;
  /** Noise bandwidth of the window, in bins. */
  private final double bandwidthBins;

  /** @param length a power of two; as much is read of the signal, or all of it, filled up with zeros */
  Spectrum(double[] signal, int from, int length, double rateHz) {
    this.rateHz = rateHz;
    double[] re = new double[length];
    double[] im = new double[length];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < length; i++) {
      double edge = 2.0 * i / (length - 1) - 1;
      double window = bessel0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - edge * edge)));
      sum += window;
      squares += window * window;
      re[i] = from + i < signal.length ? signal[from + i] * window : 0;
    }
    transform(re, im);
    this.bandwidthBins = length * squares / (sum * sum);
    this.powers = new double[length / 2];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = 4 * (re[i] * re[i] + im[i] * im[i]) / (sum * sum);
    }
  }

  /** The magnitude of an impulse's answer, unwindowed: 0 dB at bin 0 for an area of one. */
  static double[] magnitudeDb(double[] impulse, int length) {
    double[] re = new double[length];
    System.arraycopy(impulse, 0, re, 0, Math.min(length, impulse.length));
    double[] im = new double[length];
    transform(re, im);
    double[] db = new double[length / 2];
    for (int i = 0; i < db.length; i++) {
      db[i] = 20 * Math.log10(Math.hypot(re[i], im[i]) + 1e-30);
    }
    return db;
  }

  int bins() {
    return powers.length;
  }

  double frequencyHz(int bin) {
    return bin * rateHz / (2 * powers.length);
  }

  /** 0 dB is a sine of amplitude 1. */
  double levelDb(int bin) {
    return 10 * Math.log10(powers[bin] + 1e-30);
  }

  /** The power between two frequencies, of which a sine of amplitude 1 has ½. */
  double power(double fromHz, double toHz) {
    double sum = 0;
    for (int bin = 0; bin < powers.length; bin++) {
      if (frequencyHz(bin) >= fromHz && frequencyHz(bin) <= toHz) {
        sum += powers[bin];
      }
    }
    return sum / 2 / bandwidthBins;
  }

  /** The highest line of a band. */
  double worstDb(double fromHz, double toHz) {
    double worst = 0;
    for (int bin = 0; bin < powers.length; bin++) {
      if (frequencyHz(bin) >= fromHz && frequencyHz(bin) <= toHz) {
        worst = Math.max(worst, powers[bin]);
      }
    }
    return 10 * Math.log10(worst + 1e-30);
  }

  private static double bessel0(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  /** In place, decimation in time. Each twiddle factor is computed on its own: an accumulated one would show at −280 dB. */
  private static void transform(double[] re, double[] im) {
    int n = re.length;
    for (int i = 1, j = 0; i < n; i++) {
      int bit = n >> 1;
      for (; (j & bit) != 0; bit >>= 1) {
        j ^= bit;
      }
      j ^= bit;
      if (i < j) {
        swap(re, i, j);
        swap(im, i, j);
      }
    }
    for (int length = 2; length <= n; length <<= 1) {
      int half = length / 2;
      for (int k = 0; k < half; k++) {
        double c = Math.cos(-2 * Math.PI * k / length);
        double s = Math.sin(-2 * Math.PI * k / length);
        for (int i = k; i < n; i += length) {
          double x = re[i + half] * c - im[i + half] * s;
          double y = re[i + half] * s + im[i + half] * c;
          re[i + half] = re[i] - x;
          im[i + half] = im[i] - y;
          re[i] += x;
          im[i] += y;
        }
      }
    }
  }

  private static void swap(double[] values, int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
