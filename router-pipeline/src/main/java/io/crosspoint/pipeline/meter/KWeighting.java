package io.crosspoint.pipeline.meter;

/**
 * The frequency weighting of ITU-R BS.1770-4 Annex 1 for one rate: a shelf for what a head adds, then a high-pass. The recommendation
 * tabulates both filters for 48 kHz; here they are designed anew for each rate from the analogue prototypes behind those tables, so that
 * the curve stays where it is.
 *
 * <p><b>Thread:</b> one.
 */
final class KWeighting {

  private static final double SHELF_HZ = 1681.974450955533;
  private static final double SHELF_DB = 3.999843853973347;
  private static final double SHELF_Q = 0.7071752369554196;
  /** Gain of the shelf's middle term, as a power of its gain. */
  private static final double SHELF_MIDDLE = 0.4996667741545416;
  private static final double PASS_HZ = 38.13547087602444;
  private static final double PASS_Q = 0.5003270373238773;
  private static final double FULL_SCALE = 1.0 / (1L << 31);
  /** What is left in a filter that nothing went into for a second; numbers much smaller than that cost a hundred times as much. */
  private static final double NOTHING = 1e-30;

  private static final int STATES = 4;

  private final int channels;
  private final double[] states;
  final double b0;
  final double b1;
  final double b2;
  final double a1;
  final double a2;
  final double passA1;
  final double passA2;

  KWeighting(int channels, int rateHz) {
    this.channels = channels;
    this.states = new double[channels * STATES];
    double k = Math.tan(Math.PI * SHELF_HZ / rateHz);
    double high = Math.pow(10, SHELF_DB / 20);
    double middle = Math.pow(high, SHELF_MIDDLE);
    double a0 = 1 + k / SHELF_Q + k * k;
    this.b0 = (high + middle * k / SHELF_Q + k * k) / a0;
    this.b1 = 2 * (k * k - high) / a0;
    this.b2 = (high - middle * k / SHELF_Q + k * k) / a0;
    this.a1 = 2 * (k * k - 1) / a0;
    this.a2 = (1 - k / SHELF_Q + k * k) / a0;
    double p = Math.tan(Math.PI * PASS_HZ / rateHz);
    double passA0 = 1 + p / PASS_Q + p * p;
    this.passA1 = 2 * (p * p - 1) / passA0;
    this.passA2 = (1 - p / PASS_Q + p * p) / passA0;
  }

  /**
   * Filters frames and adds each channel's sum of squares.
   *
   * @param samples 32-bit, left-justified, interleaved
   * @param at where the frames begin
   * @param squares one sum for each channel, full scale being 1
   */
  void addSquares(int[] samples, int at, int frames, double[] squares) {
    if (isAtRest() && isSilent(samples, at, frames * channels)) {
      return;
    }
    int channel = 0;
    for (; channel + 1 < channels; channel += 2) {
      addPair(samples, at + channel, frames, channel, squares);
    }
    if (channel < channels) {
      addOne(samples, at + channel, frames, channel, squares);
    }
    for (int i = 0; i < states.length; i++) {
      states[i] = Math.abs(states[i]) < NOTHING ? 0 : states[i];
    }
  }

  private boolean isAtRest() {
    for (double state : states) {
      if (state != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSilent(int[] samples, int at, int count) {
    int all = 0;
    for (int i = at; i < at + count; i++) {
      all |= samples[i];
    }
    return all == 0;
  }

  private void addOne(int[] samples, int at, int frames, int channel, double[] squares) {
    int s = channel * STATES;
    double z1 = states[s];
    double z2 = states[s + 1];
    double p1 = states[s + 2];
    double p2 = states[s + 3];
    double sum = 0;
    for (int i = 0, place = at; i < frames; i++, place += channels) {
      double x = samples[place] * FULL_SCALE;
      double y = b0 * x + z1;
      z1 = b1 * x + z2 - a1 * y;
      z2 = b2 * x - a2 * y;
      double w = y + p1;
      p1 = p2 - 2 * y - passA1 * w;
      p2 = y - passA2 * w;
      sum += w * w;
    }
    states[s] = z1;
    states[s + 1] = z2;
    states[s + 2] = p1;
    states[s + 3] = p2;
    squares[channel] += sum;
  }

  /** Two channels side by side: each step of a filter waits for the one before it, and two filters wait no longer than one. */
  private void addPair(int[] samples, int at, int frames, int channel, double[] squares) {
    int s = channel * STATES;
    double z1 = states[s];
    double z2 = states[s + 1];
    double p1 = states[s + 2];
    double p2 = states[s + 3];
    double z3 = states[s + 4];
    double z4 = states[s + 5];
    double p3 = states[s + 6];
    double p4 = states[s + 7];
    double sum = 0;
    double other = 0;
    for (int i = 0, place = at; i < frames; i++, place += channels) {
      double x = samples[place] * FULL_SCALE;
      double u = samples[place + 1] * FULL_SCALE;
      double y = b0 * x + z1;
      double v = b0 * u + z3;
      z1 = b1 * x + z2 - a1 * y;
      z3 = b1 * u + z4 - a1 * v;
      z2 = b2 * x - a2 * y;
      z4 = b2 * u - a2 * v;
      double w = y + p1;
      double t = v + p3;
      p1 = p2 - 2 * y - passA1 * w;
      p3 = p4 - 2 * v - passA1 * t;
      p2 = y - passA2 * w;
      p4 = v - passA2 * t;
      sum += w * w;
      other += t * t;
    }
    store(s, z1, z2, p1, p2);
    store(s + STATES, z3, z4, p3, p4);
    squares[channel] += sum;
    squares[channel + 1] += other;
  }

  private void store(int at, double z1, double z2, double p1, double p2) {
    states[at] = z1;
    states[at + 1] = z2;
    states[at + 2] = p1;
    states[at + 3] = p2;
  }
}
