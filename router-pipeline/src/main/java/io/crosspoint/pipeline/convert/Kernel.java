package io.crosspoint.pipeline.convert;

import java.util.function.DoubleUnaryOperator;

/**
 * A continuous-time interpolation kernel h(t) as a table of cubics: 64 segments to the input frame, and in each segment one cubic for each
 * tap, so that every fractional position has its own exact filter and none is rounded to a phase.
 *
 * <p>For a read position p = i + f with 0 ≤ f < 1, output = Σ c[n](f) · x[i − N/2 + 1 + n], n = 0 … N − 1, with
 * c[n](f) = h(f + N/2 − 1 − n), and within the segment s = ⌊64 f⌋, v = 64 f − s − ½,
 * c[n] = ((t₃ v + t₂) v + t₁) v + t₀. The cubics are fitted at the Chebyshev nodes of each segment, which keeps their error below the
 * kernels' own images (−160 dB and less).
 *
 * <p>Linear phase: the delay is N/2 input frames. Immutable; one table serves every stream of its pair of rates, from any thread.
 */
public final class Kernel {

  /** A power of two: the segment is the top bits of the 64-bit fraction. */
  private static final int SEGMENT_BITS = 6;

  private static final int SEGMENTS = 1 << SEGMENT_BITS;
  private static final int DEGREE = 3;
  /** 2^−53: turns the 53 bits below the segment's into a double in [0, 1) without rounding. */
  private static final double FRACTION_UNIT = 0x1p-53;

  /** Doubles of the widest vector registers: rows are filled up to whole ones, with zeros. */
  private static final int LANES = 8;

  private final int taps;
  private final int width;
  private final boolean isIdentityAtZero;
  /** Segment by segment, in each the coefficients of v⁰, v¹, v², v³, in each of those one for every tap and zeros up to the width. */
  private final double[] table;

  /**
   * Tabulates h(t).
   *
   * @param taps N; a multiple of 4
   * @param isIdentityAtZero whether h(0) = 1 and h(n) = 0 at every other whole n: a read at a whole position is then a plain copy
   * @param h symmetric, zero beyond |t| = N/2, t in input frames, with Σ h(n) = 1
   */
  Kernel(int taps, boolean isIdentityAtZero, DoubleUnaryOperator h) {
    if (taps <= 0 || taps % 4 != 0) {
      throw new IllegalArgumentException("taps come in fours: " + taps);
    }
    this.taps = taps;
    this.width = (taps + LANES - 1) / LANES * LANES;
    this.isIdentityAtZero = isIdentityAtZero;
    this.table = new double[SEGMENTS * (DEGREE + 1) * width];
    double[] nodes = chebyshevNodes();
    for (int segment = 0; segment < SEGMENTS; segment++) {
      for (int tap = 0; tap < taps; tap++) {
        double centre = (segment + 0.5) / SEGMENTS + taps / 2.0 - 1 - tap;
        double[] cubic = cubicThrough(nodes, v -> h.applyAsDouble(centre + v / SEGMENTS));
        for (int power = 0; power <= DEGREE; power++) {
          table[row(segment) + power * width + tap] = cubic[power];
        }
      }
    }
  }

  /**
   * The kernel for a pair of nominal rates: 44 100, 48 000, 88 200, 96 000 or 192 000 Hz each.
   *
   * @throws IllegalArgumentException for other rates
   */
  public static Kernel between(int fromHz, int toHz) {
    return KernelDesign.between(fromHz, toHz);
  }

  /** The {@link #taps} that {@link #between} would give, without the work. */
  public static int tapsBetween(int fromHz, int toHz) {
    return KernelDesign.tapsBetween(fromHz, toHz);
  }

  /** Whether {@link #between} knows kernels for a rate. */
  public static boolean isSupported(int rateHz) {
    return KernelDesign.isSupported(rateHz);
  }

  /** N: input frames that one output frame is made of. */
  public int taps() {
    return taps;
  }

  /** Whether a read at a whole position is a copy of the frame there, bit for bit. */
  public boolean isIdentityAtZero() {
    return isIdentityAtZero;
  }

  /** N rounded up to whole vectors: so far apart are the coefficients of v⁰, v¹, v² and v³ in {@link #table}. */
  int width() {
    return width;
  }

  /** v in [−½, ½), exactly. */
  static double offsetInSegment(long fraction) {
    return ((fraction << SEGMENT_BITS) >>> 11) * FRACTION_UNIT - 0.5;
  }

  /** Where the cubics of a fractional position begin in {@link #table}. */
  int rowOf(long fraction) {
    return row((int) (fraction >>> (64 - SEGMENT_BITS)));
  }

  double[] table() {
    return table;
  }

  private int row(int segment) {
    return segment * (DEGREE + 1) * width;
  }

  private static double[] chebyshevNodes() {
    double[] nodes = new double[DEGREE + 1];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = 0.5 * Math.cos((2 * i + 1) * Math.PI / (2 * nodes.length));
    }
    return nodes;
  }

  /** The cubic through a function at four nodes (Newton's divided differences), as coefficients of v⁰ … v³. */
  private static double[] cubicThrough(double[] nodes, DoubleUnaryOperator function) {
    double[] difference = new double[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      difference[i] = function.applyAsDouble(nodes[i]);
    }
    for (int order = 1; order < nodes.length; order++) {
      for (int i = nodes.length - 1; i >= order; i--) {
        difference[i] = (difference[i] - difference[i - 1]) / (nodes[i] - nodes[i - order]);
      }
    }
    double[] cubic = new double[nodes.length];
    for (int i = nodes.length - 1; i >= 0; i--) {
      for (int power = nodes.length - 1; power > 0; power--) {
        cubic[power] = cubic[power - 1] - nodes[i] * cubic[power];
      }
      cubic[0] = difference[i] - nodes[i] * cubic[0];
    }
    return cubic;
  }
}
