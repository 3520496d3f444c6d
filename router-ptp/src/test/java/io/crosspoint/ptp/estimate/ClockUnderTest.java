package io.crosspoint.ptp.estimate;

/** Our estimator or a rival, fed with the same measurements. */
public interface ClockUnderTest {

  String name();

  void onSync(long ptpNs, long rawNs);

  void onDelay(long ptpNs, long rawNs);

  /** Called after each measurement, at the time when it became known. */
  void advance(long nowRawNs);

  boolean isReady();

  /** Published PTP time at an instant of the local clock. */
  double ptpAt(long rawNs);

  double ratePpb();
}
