package io.crosspoint.pipeline.convert;

/**
 * Plain Java: four independent sums to the channel and two channels to the pass. The compiler does not turn a floating-point sum into
 * vectors, because their order is part of the language, so the independent sums are written out.
 */
public final class ScalarInterpolator implements Interpolator {

  private double[] coefficients = new double[0];

  @Override
  public void interpolate(Kernel kernel, History from, ReadPointer pointer, double[][] to, int at, int frames) {
    if (coefficients.length < kernel.taps()) {
      coefficients = new double[kernel.taps()];
    }
    for (int i = 0; i < frames; i++) {
      if (pointer.fraction() == 0 && kernel.isIdentityAtZero()) {
        copy(from, pointer.index(), to, at + i);
      } else if (to.length == 2) {
        sumStereo(kernel, from, pointer, to, at + i);
      } else {
        kernel.coefficients(pointer.fraction(), coefficients);
        sum(kernel.taps(), from, from.position(pointer.index() - kernel.taps() / 2 + 1), to, at + i);
      }
      pointer.advance();
    }
  }

  /** Two channels at once with the coefficients in registers: they are used before they are stored. */
  private static void sumStereo(Kernel kernel, History from, ReadPointer pointer, double[][] to, int at) {
    int taps = kernel.taps();
    double[] t = kernel.table();
    int row = kernel.rowOf(pointer.fraction());
    double v = Kernel.offsetInSegment(pointer.fraction());
    int position = from.position(pointer.index() - taps / 2 + 1);
    double[] x = from.channel(0);
    double[] y = from.channel(1);
    double x0 = 0;
    double x1 = 0;
    double y0 = 0;
    double y1 = 0;
    for (int n = 0; n < taps; n += 2) {
      int r = row + n;
      int p = position + n;
      double c0 = Math.fma(Math.fma(Math.fma(t[r + 3 * taps], v, t[r + 2 * taps]), v, t[r + taps]), v, t[r]);
      double c1 = Math.fma(Math.fma(Math.fma(t[r + 3 * taps + 1], v, t[r + 2 * taps + 1]), v, t[r + taps + 1]), v, t[r + 1]);
      x0 = Math.fma(c0, x[p], x0);
      y0 = Math.fma(c0, y[p], y0);
      x1 = Math.fma(c1, x[p + 1], x1);
      y1 = Math.fma(c1, y[p + 1], y1);
    }
    to[0][at] = x0 + x1;
    to[1][at] = y0 + y1;
  }

  private void sum(int taps, History from, int position, double[][] to, int at) {
    int channel = 0;
    for (; channel + 1 < to.length; channel += 2) {
      sumTwo(taps, from, position, to, at, channel);
    }
    if (channel < to.length) {
      to[channel][at] = sumOne(taps, coefficients, from.channel(channel), position);
    }
  }

  private void sumTwo(int taps, History from, int position, double[][] to, int at, int channel) {
    double[] c = coefficients;
    double[] x = from.channel(channel);
    double[] y = from.channel(channel + 1);
    double x0 = 0;
    double x1 = 0;
    double x2 = 0;
    double x3 = 0;
    double y0 = 0;
    double y1 = 0;
    double y2 = 0;
    double y3 = 0;
    for (int n = 0; n < taps; n += 4) {
      int p = position + n;
      x0 = Math.fma(c[n], x[p], x0);
      x1 = Math.fma(c[n + 1], x[p + 1], x1);
      x2 = Math.fma(c[n + 2], x[p + 2], x2);
      x3 = Math.fma(c[n + 3], x[p + 3], x3);
      y0 = Math.fma(c[n], y[p], y0);
      y1 = Math.fma(c[n + 1], y[p + 1], y1);
      y2 = Math.fma(c[n + 2], y[p + 2], y2);
      y3 = Math.fma(c[n + 3], y[p + 3], y3);
    }
    to[channel][at] = (x0 + x1) + (x2 + x3);
    to[channel + 1][at] = (y0 + y1) + (y2 + y3);
  }

  private static double sumOne(int taps, double[] c, double[] x, int position) {
    double x0 = 0;
    double x1 = 0;
    double x2 = 0;
    double x3 = 0;
    for (int n = 0; n < taps; n += 4) {
      int p = position + n;
      x0 = Math.fma(c[n], x[p], x0);
      x1 = Math.fma(c[n + 1], x[p + 1], x1);
      x2 = Math.fma(c[n + 2], x[p + 2], x2);
      x3 = Math.fma(c[n + 3], x[p + 3], x3);
    }
    return (x0 + x1) + (x2 + x3);
  }

  private static void copy(History from, long index, double[][] to, int at) {
    int position = from.position(index);
    for (int channel = 0; channel < to.length; channel++) {
      to[channel][at] = from.channel(channel)[position];
    }
  }
}
