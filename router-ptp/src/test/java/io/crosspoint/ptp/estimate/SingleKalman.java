package io.crosspoint.ptp.estimate;

/** One Kalman filter with Huber's rule, as statime has one without: the prototype's best on symmetric noise. */
final class SingleKalman implements ClockUnderTest {

  private final PlainKalman kalman = new PlainKalman(1);
  private long baseNs = Long.MIN_VALUE;
  private long anchorRawNs;

  SingleKalman() {
    kalman.clearRate();
  }

  @Override
  public String name() {
    return "one Kalman";
  }

  private double x(long rawNs, long ptpNs) {
    if (baseNs == Long.MIN_VALUE) {
      baseNs = ptpNs - rawNs;
    }
    return rawNs * 1e-9;
  }

  @Override
  public void onSync(long ptpNs, long rawNs) {
    kalman.onSync(x(rawNs, ptpNs), ptpNs - rawNs - baseNs);
  }

  @Override
  public void onDelay(long ptpNs, long rawNs) {
    kalman.onDelay(x(rawNs, ptpNs), ptpNs - rawNs - baseNs);
  }

  @Override
  public void advance(long nowRawNs) {
    anchorRawNs = nowRawNs;
  }

  @Override
  public boolean isReady() {
    return kalman.isReady() && anchorRawNs != 0;
  }

  @Override
  public double ptpAt(long rawNs) {
    return rawNs + baseNs + kalman.phaseNs(rawNs * 1e-9);
  }

  @Override
  public double ratePpb() {
    return kalman.ratePpb();
  }
}
