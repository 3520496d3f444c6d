package io.crosspoint.ptp.estimate;

import java.util.Arrays;

/**
 * The published equations of ptp4l's software-timestamp servo, steering a simulated clock: median of ten path delays, kp = 0.1·τ^−0.3,
 * ki = 0.001·τ^0.4, a first frequency from two points at least 0.016/ki apart (37 s at 8 Sync/s), then a jump beyond 20 µs.
 */
final class PiServo implements ClockUnderTest {

  private static final double FIRST_STEP_NS = 20_000;

  private final double[] delays = new double[10];
  private final double[] sorted = new double[10];
  private int delayCount;
  private final double kp;
  private final double ki;
  private int state;
  private double firstOffsetNs;
  private long firstRawNs;
  private double driftPpb;
  private long anchorRawNs;
  private double anchorNs;
  private double adjustPpb;
  private double lastSyncNs;
  private double lastOriginNs;
  private boolean hasSync;

  PiServo(double syncIntervalS) {
    kp = Math.min(0.1 * Math.pow(syncIntervalS, -0.3), 0.7 / syncIntervalS);
    ki = Math.min(0.001 * Math.pow(syncIntervalS, 0.4), 0.3 / syncIntervalS);
  }

  @Override
  public String name() {
    return "ptp4l PI";
  }

  @Override
  public void onDelay(long ptpNs, long rawNs) {
    if (!hasSync) {
      return;
    }
    delays[delayCount++ % delays.length] = (lastSyncNs - ptpAt(rawNs) + (ptpNs - lastOriginNs)) / 2;
  }

  @Override
  public void onSync(long ptpNs, long rawNs) {
    if (state == 0 && !hasSync) {
      anchorRawNs = rawNs;
      anchorNs = ptpNs;
    }
    hasSync = true;
    lastSyncNs = ptpAt(rawNs);
    lastOriginNs = ptpNs;
    if (delayCount == 0) {
      return;
    }
    servo(lastSyncNs - ptpNs - medianDelayNs(), rawNs);
  }

  private void servo(double offsetNs, long rawNs) {
    switch (state) {
      case 0 -> {
        firstOffsetNs = offsetNs;
        firstRawNs = rawNs;
        state = 1;
      }
      case 1 -> {
        double elapsedS = (rawNs - firstRawNs) * 1e-9;
        if (elapsedS < 0.016 / ki) {
          return;
        }
        driftPpb += (offsetNs - firstOffsetNs) / elapsedS;
        steer(rawNs, Math.abs(offsetNs) > FIRST_STEP_NS ? offsetNs : 0, driftPpb);
        state = 2;
      }
      default -> {
        double integral = ki * offsetNs;
        steer(rawNs, 0, kp * offsetNs + driftPpb + integral);
        driftPpb += integral;
      }
    }
  }

  private void steer(long rawNs, double jumpNs, double ppb) {
    anchorNs = ptpAt(rawNs) - jumpNs;
    if (jumpNs != 0) {
      delayCount = 0;
      hasSync = false;
      state = 2;
    }
    anchorRawNs = rawNs;
    adjustPpb = -ppb;
  }

  private double medianDelayNs() {
    int count = Math.min(delayCount, delays.length);
    System.arraycopy(delays, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
  }

  @Override
  public void advance(long nowRawNs) {
    // The servo acts when a Sync comes.
  }

  @Override
  public boolean isReady() {
    return state == 2;
  }

  @Override
  public double ptpAt(long rawNs) {
    double elapsedNs = rawNs - anchorRawNs;
    return anchorNs + elapsedNs + elapsedNs * adjustPpb * 1e-9;
  }

  @Override
  public double ratePpb() {
    return adjustPpb;
  }
}
