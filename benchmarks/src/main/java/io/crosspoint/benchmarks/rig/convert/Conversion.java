package io.crosspoint.benchmarks.rig.convert;

/** From a rate that is {@code ppm} off its nominal value to one that is not. */
record Conversion(String name, int fromHz, int toHz, double ppm) {

  static final Conversion NEAR_UNITY = new Conversion("48→48 kHz, +100 ppm", 48_000, 48_000, 100);
  static final Conversion UP = new Conversion("44.1→48 kHz", 44_100, 48_000, 0);
  static final Conversion DOWN = new Conversion("48→44.1 kHz", 48_000, 44_100, 0);
  static final Conversion HALVE = new Conversion("96→48 kHz", 96_000, 48_000, 0);

  /** Input frames for each output frame. */
  double ratio() {
    return fromHz * (1 + ppm * 1e-6) / toHz;
  }

  /** Of a tone in the input, radians for each input frame. */
  double inputStep(double toneHz) {
    return 2 * Math.PI * toneHz / fromHz;
  }

  /** Of the same tone in the output, radians for each output frame. */
  double outputStep(double toneHz) {
    return inputStep(toneHz) * ratio();
  }
}
