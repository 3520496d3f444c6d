package io.crosspoint.benchmarks.rig.cost;

/**
 * A least-squares line.
 *
 * @param worstResidual the largest distance of a point from it, in units of y
 */
record Line(double slope, double intercept, double worstResidual) {

  /** Through at least two different x. */
  static Line through(double[] xs, double[] ys) {
    double meanX = mean(xs);
    double meanY = mean(ys);
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < xs.length; i++) {
      covariance += (xs[i] - meanX) * (ys[i] - meanY);
      variance += (xs[i] - meanX) * (xs[i] - meanX);
    }
    if (variance == 0) {
      throw new IllegalArgumentException("no line through one point");
    }
    double slope = covariance / variance;
    double intercept = meanY - slope * meanX;
    double worst = 0;
    for (int i = 0; i < xs.length; i++) {
      worst = Math.max(worst, Math.abs(ys[i] - slope * xs[i] - intercept));
    }
    return new Line(slope, intercept, worst);
  }

  double at(double x) {
    return intercept + slope * x;
  }

  /** Where the line reaches y; infinite for one that does not rise. */
  double reaches(double y) {
    return slope > 0 ? (y - intercept) / slope : Double.POSITIVE_INFINITY;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
