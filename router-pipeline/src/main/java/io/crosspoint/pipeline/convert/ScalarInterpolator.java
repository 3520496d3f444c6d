package io.crosspoint.pipeline.convert;

import java.util.Arrays;

/**
 * Plain Java: the compiler does not turn a floating-point sum into vectors, because the order of a sum is part of the language, so
 * independent sums are written out, eight at a time.
 */
public final class ScalarInterpolator implements Interpolator {

  private final FrameTile tile = new FrameTile();
  private double[] coefficients = new double[0];

  @Override
  public void interpolate(Kernel kernel, History from, ReadPointer pointer, double[][] to, int at, int frames) {
    if (coefficients.length < kernel.width()) {
      coefficients = Arrays.copyOf(coefficients, kernel.width());
    }
    int done = 0;
    while (done < frames) {
      int planned = tile.plan(kernel, from, pointer, frames - done);
      if (planned == 0) {
        FrameTile.copy(from, pointer, to, at + done);
        done++;
      }
      for (int i = 0; i < planned; i++) {
        if (to.length == 2) {
          stereo(kernel, from, i, to, at + done);
        } else {
          any(kernel, from, i, to, at + done);
        }
        done++;
      }
    }
  }

  /** Two channels at once with the coefficients in registers: they are used before they are stored. */
  private void stereo(Kernel kernel, History from, int frame, double[][] to, int at) {
    int taps = kernel.taps();
    int width = kernel.width();
    double[] t = kernel.table();
    int row = tile.row(frame);
    double v = tile.offset(frame);
    int position = tile.position(frame);
    double[] x = from.channel(0);
    double[] y = from.channel(1);
    double x0 = 0;
    double x1 = 0;
    double y0 = 0;
    double y1 = 0;
    for (int n = 0; n < taps; n += 2) {
      int r = row + n;
      int p = position + n;
      double c0 = Math.fma(Math.fma(Math.fma(t[r + 3 * width], v, t[r + 2 * width]), v, t[r + width]), v, t[r]);
      double c1 = Math.fma(Math.fma(Math.fma(t[r + 3 * width + 1], v, t[r + 2 * width + 1]), v, t[r + width + 1]), v, t[r + 1]);
      x0 = Math.fma(c0, x[p], x0);
      y0 = Math.fma(c0, y[p], y0);
      x1 = Math.fma(c1, x[p + 1], x1);
      y1 = Math.fma(c1, y[p + 1], y1);
    }
    to[0][at] = x0 + x1;
    to[1][at] = y0 + y1;
  }

  private void any(Kernel kernel, History from, int frame, double[][] to, int at) {
    int taps = kernel.taps();
    int position = tile.position(frame);
    setCoefficients(kernel, tile.row(frame), tile.offset(frame));
    int channel = 0;
    for (; channel + 3 < to.length; channel += 4) {
      sumFour(taps, from, position, to, at, channel);
    }
    for (; channel < to.length; channel++) {
      to[channel][at] = sumOne(taps, coefficients, from.channel(channel), position);
    }
  }

  private void setCoefficients(Kernel kernel, int row, double v) {
    double[] t = kernel.table();
    double[] c = coefficients;
    int width = kernel.width();
    for (int n = 0; n < width; n++) {
      double cubic = Math.fma(t[row + 3 * width + n], v, t[row + 2 * width + n]);
      c[n] = Math.fma(Math.fma(cubic, v, t[row + width + n]), v, t[row + n]);
    }
  }

  private void sumFour(int taps, History from, int position, double[][] to, int at, int channel) {
    double[] c = coefficients;
    double[] a = from.channel(channel);
    double[] b = from.channel(channel + 1);
    double[] d = from.channel(channel + 2);
    double[] e = from.channel(channel + 3);
    double a0 = 0;
    double a1 = 0;
    double b0 = 0;
    double b1 = 0;
    double d0 = 0;
    double d1 = 0;
    double e0 = 0;
    double e1 = 0;
    for (int n = 0; n < taps; n += 2) {
      int p = position + n;
      double c0 = c[n];
      double c1 = c[n + 1];
      a0 = Math.fma(c0, a[p], a0);
      b0 = Math.fma(c0, b[p], b0);
      d0 = Math.fma(c0, d[p], d0);
      e0 = Math.fma(c0, e[p], e0);
      a1 = Math.fma(c1, a[p + 1], a1);
      b1 = Math.fma(c1, b[p + 1], b1);
      d1 = Math.fma(c1, d[p + 1], d1);
      e1 = Math.fma(c1, e[p + 1], e1);
    }
    to[channel][at] = a0 + a1;
    to[channel + 1][at] = b0 + b1;
    to[channel + 2][at] = d0 + d1;
    to[channel + 3][at] = e0 + e1;
  }

  /** In the order of {@link #sumFour}: whichever way a channel is computed, the result is the same. */
  private static double sumOne(int taps, double[] c, double[] x, int position) {
    double x0 = 0;
    double x1 = 0;
    for (int n = 0; n < taps; n += 2) {
      x0 = Math.fma(c[n], x[position + n], x0);
      x1 = Math.fma(c[n + 1], x[position + n + 1], x1);
    }
    return x0 + x1;
  }
}
