package io.crosspoint.ptp.estimate;

/** {@link ClockEstimator} as the router runs it. */
final class OurClock implements ClockUnderTest {

  private final ClockEstimator estimator = new ClockEstimator();

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public void onSync(long ptpNs, long rawNs) {
    estimator.onSync(ptpNs, rawNs);
  }

  @Override
  public void onDelay(long ptpNs, long rawNs) {
    estimator.onDelay(ptpNs, rawNs);
  }

  @Override
  public void advance(long nowRawNs) {
    estimator.advance(nowRawNs);
  }

  void coast() {
    estimator.coast();
  }

  @Override
  public boolean isReady() {
    return estimator.phase() != ClockEstimator.Phase.EMPTY;
  }

  @Override
  public double ptpAt(long rawNs) {
    long elapsedNs = rawNs - estimator.anchorRawNs();
    return estimator.anchorPtpNs() + elapsedNs + elapsedNs * estimator.rate();
  }

  @Override
  public double ratePpb() {
    return estimator.rate() * 1e9;
  }
}
