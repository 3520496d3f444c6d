package io.crosspoint.pipeline.pcm;

/**
 * The one rounding of a processed sample: to the nearest step of the output's width, with TPDF dither where the width shrinks, and
 * saturating.
 *
 * <p>The dither is a hash of output, channel and media index, not a sequence: two routers that render the same index send the same bits.
 */
public final class Quantizer {

  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
  private static final double TO_UNIT = 1.0 / (1L << 32);

  private final double step;
  private final double inverseStep;
  private final double limit;
  private final long seed;
  private long overloads;

  /**
   * @param bits width of the output: 16, 24 or 32
   * @param seed identity of the output
   */
  public Quantizer(int bits, long seed) {
    this.step = Math.scalb(1.0, 32 - bits);
    this.inverseStep = 1 / step;
    this.limit = Math.scalb(1.0, bits - 1);
    this.seed = seed;
  }

  /**
   * @param value in units of the 32-bit left-justified sample: full scale is ±2^31
   * @param isDithered add triangular dither of ±1 step before rounding
   * @return a left-justified sample whose bits below the width are zero
   */
  public int quantize(double value, long mediaIndex, int channel, boolean isDithered) {
    double steps = value * inverseStep;
    if (isDithered) {
      steps += dither(mediaIndex, channel);
    }
    double rounded = Math.rint(steps);
    if (rounded > limit - 1) {
      rounded = limit - 1;
      overloads++;
    } else if (rounded < -limit) {
      rounded = -limit;
      overloads++;
    }
    return (int) (long) (rounded * step);
  }

  /** Samples that were saturated so far. */
  public long overloads() {
    return overloads;
  }

  /** Triangular in (−1, 1): the sum of two independent uniform halves of one hash. */
  private double dither(long mediaIndex, int channel) {
    long hash = (mediaIndex * 67 + channel) * GOLDEN + seed;
    hash = (hash ^ (hash >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D0_49BB_1331_11EBL;
    hash ^= hash >>> 31;
    return ((hash & 0xFFFF_FFFFL) + (hash >>> 32)) * TO_UNIT - 1;
  }
}
