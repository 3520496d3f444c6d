package io.crosspoint.pipeline.convert;

/** Windows in a row that contradict an estimate on the same side, and the line through them. */
final class RejectedRun {

  private final double[] timeS;
  private final double[] delayUs;
  private int length;
  private boolean isAbove;
  private double slopePpm;
  private double slopeSigmaPpm;

  RejectedRun(int windows) {
    timeS = new double[windows];
    delayUs = new double[windows];
  }

  void clear() {
    length = 0;
  }

  /** Returns whether the run is complete; then a line has been fitted. */
  boolean add(double atS, double leastUs, double innovationUs) {
    if (length > 0 && isAbove != innovationUs > 0) {
      length = 0;
    }
    isAbove = innovationUs > 0;
    timeS[length] = atS;
    delayUs[length] = leastUs;
    length++;
    if (length < timeS.length) {
      return false;
    }
    fit();
    return true;
  }

  double slopePpm() {
    return slopePpm;
  }

  double slopeSigmaPpm() {
    return slopeSigmaPpm;
  }

  private void fit() {
    double meanS = 0;
    double meanUs = 0;
    for (int i = 0; i < length; i++) {
      meanS += timeS[i] / length;
      meanUs += delayUs[i] / length;
    }
    double spread = 0;
    double product = 0;
    for (int i = 0; i < length; i++) {
      spread += (timeS[i] - meanS) * (timeS[i] - meanS);
      product += (timeS[i] - meanS) * (delayUs[i] - meanUs);
    }
    slopePpm = product / spread;
    double rest = 0;
    for (int i = 0; i < length; i++) {
      double miss = delayUs[i] - meanUs - slopePpm * (timeS[i] - meanS);
      rest += miss * miss;
    }
    slopeSigmaPpm = Math.sqrt(rest / (length - 2) / spread);
  }
}
