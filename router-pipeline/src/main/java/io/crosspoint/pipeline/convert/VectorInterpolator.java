package io.crosspoint.pipeline.convert;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loop in vector registers. The only class that knows {@code jdk.incubator.vector}: without that module it cannot be loaded, so
 * nothing refers to it but by name ({@link Interpolator#vector}).
 *
 * <p>What limits it is loading: every load that is not aligned to a cache line costs two. So what four frames have in common, the cubics of
 * their segment, is loaded once for all four.
 *
 * <p>Until the compiler has turned a method into machine code each vector is an object, and a block takes milliseconds. So whatever may
 * happen seldom, such as a whole position, stands outside the methods with vectors: those have no branch but the one of their loop.
 */
final class VectorInterpolator implements Interpolator {

  private static final VectorSpecies<Double> SPECIES =
      DoubleVector.SPECIES_PREFERRED.length() > 8 ? DoubleVector.SPECIES_512 : DoubleVector.SPECIES_PREFERRED;

  private final FrameTile tile = new FrameTile();
  private double[] coefficients = new double[0];

  /** For {@link Interpolator#vector}, by name. */
  VectorInterpolator() {}

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
      } else if (to.length == 2 && planned == FrameTile.FRAMES && tile.isOneRow()) {
        fourStereo(kernel, from, to, at + done);
      } else {
        for (int i = 0; i < planned; i++) {
          frame(kernel, from, i, to, at + done + i);
        }
      }
      done += planned;
    }
  }

  private void frame(Kernel kernel, History from, int frame, double[][] to, int at) {
    if (to.length == 2) {
      stereo(kernel, from, frame, to, at);
    } else if (to.length == 8) {
      eight(kernel, from, frame, to, at);
    } else {
      any(kernel, from, frame, to, at);
    }
  }

  /** Four frames of one row of cubics, which are loaded once. */
  private void fourStereo(Kernel kernel, History from, double[][] to, int at) {
    double[] t = kernel.table();
    int width = kernel.width();
    int row = tile.row(0);
    double[] x = from.channel(0);
    double[] y = from.channel(1);
    DoubleVector v0 = DoubleVector.broadcast(SPECIES, tile.offset(0));
    DoubleVector v1 = DoubleVector.broadcast(SPECIES, tile.offset(1));
    DoubleVector v2 = DoubleVector.broadcast(SPECIES, tile.offset(2));
    DoubleVector v3 = DoubleVector.broadcast(SPECIES, tile.offset(3));
    DoubleVector x0 = DoubleVector.zero(SPECIES);
    DoubleVector x1 = x0;
    DoubleVector x2 = x0;
    DoubleVector x3 = x0;
    DoubleVector y0 = x0;
    DoubleVector y1 = x0;
    DoubleVector y2 = x0;
    DoubleVector y3 = x0;
    for (int n = 0; n < width; n += SPECIES.length()) {
      DoubleVector t0 = DoubleVector.fromArray(SPECIES, t, row + n);
      DoubleVector t1 = DoubleVector.fromArray(SPECIES, t, row + width + n);
      DoubleVector t2 = DoubleVector.fromArray(SPECIES, t, row + 2 * width + n);
      DoubleVector t3 = DoubleVector.fromArray(SPECIES, t, row + 3 * width + n);
      DoubleVector c0 = t3.fma(v0, t2).fma(v0, t1).fma(v0, t0);
      DoubleVector c1 = t3.fma(v1, t2).fma(v1, t1).fma(v1, t0);
      DoubleVector c2 = t3.fma(v2, t2).fma(v2, t1).fma(v2, t0);
      DoubleVector c3 = t3.fma(v3, t2).fma(v3, t1).fma(v3, t0);
      x0 = c0.fma(DoubleVector.fromArray(SPECIES, x, tile.position(0) + n), x0);
      y0 = c0.fma(DoubleVector.fromArray(SPECIES, y, tile.position(0) + n), y0);
      x1 = c1.fma(DoubleVector.fromArray(SPECIES, x, tile.position(1) + n), x1);
      y1 = c1.fma(DoubleVector.fromArray(SPECIES, y, tile.position(1) + n), y1);
      x2 = c2.fma(DoubleVector.fromArray(SPECIES, x, tile.position(2) + n), x2);
      y2 = c2.fma(DoubleVector.fromArray(SPECIES, y, tile.position(2) + n), y2);
      x3 = c3.fma(DoubleVector.fromArray(SPECIES, x, tile.position(3) + n), x3);
      y3 = c3.fma(DoubleVector.fromArray(SPECIES, y, tile.position(3) + n), y3);
    }
    store(to[0], at, x0, x1, x2, x3);
    store(to[1], at, y0, y1, y2, y3);
  }

  private static void store(double[] to, int at, DoubleVector a, DoubleVector b, DoubleVector c, DoubleVector d) {
    to[at] = a.reduceLanes(VectorOperators.ADD);
    to[at + 1] = b.reduceLanes(VectorOperators.ADD);
    to[at + 2] = c.reduceLanes(VectorOperators.ADD);
    to[at + 3] = d.reduceLanes(VectorOperators.ADD);
  }

  private void stereo(Kernel kernel, History from, int frame, double[][] to, int at) {
    double[] t = kernel.table();
    int width = kernel.width();
    int row = tile.row(frame);
    int position = tile.position(frame);
    double[] x = from.channel(0);
    double[] y = from.channel(1);
    DoubleVector v = DoubleVector.broadcast(SPECIES, tile.offset(frame));
    DoubleVector sumX = DoubleVector.zero(SPECIES);
    DoubleVector sumY = sumX;
    for (int n = 0; n < width; n += SPECIES.length()) {
      DoubleVector c = cubic(t, row + n, width, v);
      sumX = c.fma(DoubleVector.fromArray(SPECIES, x, position + n), sumX);
      sumY = c.fma(DoubleVector.fromArray(SPECIES, y, position + n), sumY);
    }
    to[0][at] = sumX.reduceLanes(VectorOperators.ADD);
    to[1][at] = sumY.reduceLanes(VectorOperators.ADD);
  }

  /** All in one pass, so that the coefficients need no storing: eight sums fit the registers of any processor. */
  private void eight(Kernel kernel, History from, int frame, double[][] to, int at) {
    double[] t = kernel.table();
    int width = kernel.width();
    int row = tile.row(frame);
    int position = tile.position(frame);
    DoubleVector v = DoubleVector.broadcast(SPECIES, tile.offset(frame));
    DoubleVector s0 = DoubleVector.zero(SPECIES);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    DoubleVector s4 = s0;
    DoubleVector s5 = s0;
    DoubleVector s6 = s0;
    DoubleVector s7 = s0;
    for (int n = 0; n < width; n += SPECIES.length()) {
      DoubleVector c = cubic(t, row + n, width, v);
      s0 = c.fma(DoubleVector.fromArray(SPECIES, from.channel(0), position + n), s0);
      s1 = c.fma(DoubleVector.fromArray(SPECIES, from.channel(1), position + n), s1);
      s2 = c.fma(DoubleVector.fromArray(SPECIES, from.channel(2), position + n), s2);
      s3 = c.fma(DoubleVector.fromArray(SPECIES, from.channel(3), position + n), s3);
      s4 = c.fma(DoubleVector.fromArray(SPECIES, from.channel(4), position + n), s4);
      s5 = c.fma(DoubleVector.fromArray(SPECIES, from.channel(5), position + n), s5);
      s6 = c.fma(DoubleVector.fromArray(SPECIES, from.channel(6), position + n), s6);
      s7 = c.fma(DoubleVector.fromArray(SPECIES, from.channel(7), position + n), s7);
    }
    to[0][at] = s0.reduceLanes(VectorOperators.ADD);
    to[1][at] = s1.reduceLanes(VectorOperators.ADD);
    to[2][at] = s2.reduceLanes(VectorOperators.ADD);
    to[3][at] = s3.reduceLanes(VectorOperators.ADD);
    to[4][at] = s4.reduceLanes(VectorOperators.ADD);
    to[5][at] = s5.reduceLanes(VectorOperators.ADD);
    to[6][at] = s6.reduceLanes(VectorOperators.ADD);
    to[7][at] = s7.reduceLanes(VectorOperators.ADD);
  }

  private void any(Kernel kernel, History from, int frame, double[][] to, int at) {
    setCoefficients(kernel.table(), tile.row(frame), kernel.width(), tile.offset(frame));
    int position = tile.position(frame);
    int channel = 0;
    for (; channel + 3 < to.length; channel += 4) {
      sumFour(kernel.width(), from, position, to, at, channel);
    }
    for (; channel < to.length; channel++) {
      to[channel][at] = sumOne(kernel.width(), from.channel(channel), position);
    }
  }

  private void setCoefficients(double[] t, int row, int width, double offset) {
    DoubleVector v = DoubleVector.broadcast(SPECIES, offset);
    for (int n = 0; n < width; n += SPECIES.length()) {
      cubic(t, row + n, width, v).intoArray(coefficients, n);
    }
  }

  private static DoubleVector cubic(double[] t, int at, int width, DoubleVector v) {
    return DoubleVector.fromArray(SPECIES, t, at + 3 * width)
        .fma(v, DoubleVector.fromArray(SPECIES, t, at + 2 * width))
        .fma(v, DoubleVector.fromArray(SPECIES, t, at + width))
        .fma(v, DoubleVector.fromArray(SPECIES, t, at));
  }

  private void sumFour(int width, History from, int position, double[][] to, int at, int channel) {
    double[] x0 = from.channel(channel);
    double[] x1 = from.channel(channel + 1);
    double[] x2 = from.channel(channel + 2);
    double[] x3 = from.channel(channel + 3);
    DoubleVector sum0 = DoubleVector.zero(SPECIES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int n = 0; n < width; n += SPECIES.length()) {
      DoubleVector coefficient = DoubleVector.fromArray(SPECIES, coefficients, n);
      sum0 = coefficient.fma(DoubleVector.fromArray(SPECIES, x0, position + n), sum0);
      sum1 = coefficient.fma(DoubleVector.fromArray(SPECIES, x1, position + n), sum1);
      sum2 = coefficient.fma(DoubleVector.fromArray(SPECIES, x2, position + n), sum2);
      sum3 = coefficient.fma(DoubleVector.fromArray(SPECIES, x3, position + n), sum3);
    }
    to[channel][at] = sum0.reduceLanes(VectorOperators.ADD);
    to[channel + 1][at] = sum1.reduceLanes(VectorOperators.ADD);
    to[channel + 2][at] = sum2.reduceLanes(VectorOperators.ADD);
    to[channel + 3][at] = sum3.reduceLanes(VectorOperators.ADD);
  }

  private double sumOne(int width, double[] x, int position) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int n = 0; n < width; n += SPECIES.length()) {
      sum = DoubleVector.fromArray(SPECIES, coefficients, n).fma(DoubleVector.fromArray(SPECIES, x, position + n), sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
