package io.crosspoint.ptp.estimate;

import java.util.Arrays;

/** As GStreamer's PTP clock does it, but with kernel stamps: median of nine delays, a line through the last 32 observations. */
final class Regression implements ClockUnderTest {

  private static final int POINTS = 32;

  private final double[] delays = new double[9];
  private final double[] sorted = new double[9];
  private int delayCount;
  private final long[] raws = new long[POINTS];
  private final double[] ptps = new double[POINTS];
  private int count;
  private long lastSyncRawNs;
  private long lastOriginNs;
  private long anchorRawNs;
  private double anchorNs;
  private double ratePpb;

  @Override
  public String name() {
    return "regression";
  }

  @Override
  public void onDelay(long ptpNs, long rawNs) {
    if (lastSyncRawNs == 0) {
      return;
    }
    double scale = 1 + ratePpb * 1e-9;
    delays[delayCount++ % delays.length] = ((lastSyncRawNs - rawNs) * scale + (ptpNs - lastOriginNs)) / 2;
  }

  @Override
  public void onSync(long ptpNs, long rawNs) {
    lastSyncRawNs = rawNs;
    lastOriginNs = ptpNs;
    if (delayCount == 0) {
      return;
    }
    int known = Math.min(delayCount, delays.length);
    System.arraycopy(delays, 0, sorted, 0, known);
    Arrays.sort(sorted, 0, known);
    double median = sorted[known / 2];
    raws[count % POINTS] = rawNs;
    ptps[count % POINTS] = ptpNs + median;
    count++;
    fit(rawNs);
  }

  private void fit(long rawNs) {
    int n = Math.min(count, POINTS);
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < n; i++) {
      double x = (raws[i] - rawNs) * 1e-9;
      double y = ptps[i] - raws[i];
      sx += x;
      sy += y;
      sxx += x * x;
      sxy += x * y;
    }
    double denominator = n * sxx - sx * sx;
    ratePpb = n < 4 || denominator <= 0 ? 0 : (n * sxy - sx * sy) / denominator;
    anchorRawNs = rawNs;
    anchorNs = rawNs + (sy - ratePpb * sx) / n;
  }

  @Override
  public void advance(long nowRawNs) {
    // The line is drawn when a Sync comes.
  }

  @Override
  public boolean isReady() {
    return count >= 4;
  }

  @Override
  public double ptpAt(long rawNs) {
    double elapsedNs = rawNs - anchorRawNs;
    return anchorNs + elapsedNs + elapsedNs * ratePpb * 1e-9;
  }

  @Override
  public double ratePpb() {
    return ratePpb;
  }
}
