package io.crosspoint.ptp.estimate;

/**
 * Follows another clock of this host that can be read almost without noise (a disciplined CLOCK_TAI, a PHC, a shared overlay): the rate
 * from readings two seconds apart, the line slewed, a jump of the reference told as a new epoch.
 *
 * <p><b>Thread:</b> one. Allocates nothing after construction.
 */
public final class ReferenceTracker {

  private static final double S_PER_NS = 1e-9;
  private static final int READINGS = 16;
  private static final double MAX_SLEWED_NS = 50_000;
  private static final double MAX_RATE_PPB = 500_000;

  private final SlewedClock published = new SlewedClock();
  private final double[] xs = new double[READINGS];
  private final double[] ys = new double[READINGS];
  private int count;
  private long baseRawNs;
  private long baseOffsetNs;
  private double anchorX;
  private double ratePpb;
  private double errorNs;
  private int epoch;
  private boolean hasBase;

  /** Adds a reading: when raw was {@code rawNs}, the reference was {@code referenceNs}. Readings are a tenth of a second apart or more. */
  public void onReading(long rawNs, long referenceNs) {
    if (!hasBase) {
      hasBase = true;
      baseRawNs = rawNs;
      baseOffsetNs = referenceNs - rawNs;
    }
    double x = (rawNs - baseRawNs) * S_PER_NS;
    double y = referenceNs - rawNs - baseOffsetNs;
    boolean isFirst = count == 0;
    if (!isFirst && Math.abs(y - published.phaseNs(x)) > MAX_SLEWED_NS) {
      count = 0;
      epoch++;
      isFirst = true;
    }
    xs[count % READINGS] = x;
    ys[count % READINGS] = y;
    count++;
    anchorX = x;
    if (isFirst) {
      published.set(x, y, ratePpb);
      return;
    }
    int oldest = count <= READINGS ? 0 : count % READINGS;
    double slope = (y - ys[oldest]) / Math.max(1e-3, x - xs[oldest]);
    ratePpb = Math.clamp(slope, -MAX_RATE_PPB, MAX_RATE_PPB);
    published.follow(x, y, ratePpb);
    errorNs = Math.abs(y - published.phaseNs(x));
  }

  /** Moves the anchor on without a reading: the line goes straight on. */
  public void coast(long nowRawNs) {
    if (hasBase) {
      anchorX = (nowRawNs - baseRawNs) * S_PER_NS;
      published.coast(anchorX, ratePpb);
    }
  }

  /** Whether the rate is known well enough to publish. */
  public boolean isReady() {
    return count >= 8;
  }

  public boolean hasLine() {
    return hasBase;
  }

  public int epoch() {
    return epoch;
  }

  public long anchorRawNs() {
    return baseRawNs + Math.round(anchorX / S_PER_NS);
  }

  /** The reference's time at {@link #anchorRawNs()}. */
  public long anchorReferenceNs() {
    long rawNs = anchorRawNs();
    return rawNs + baseOffsetNs + Math.round(published.phaseNs((rawNs - baseRawNs) * S_PER_NS));
  }

  /** Fractional frequency against raw. */
  public double rate() {
    return published.ratePpb() * 1e-9;
  }

  /** How far the line is from the last reading. */
  public long errorNs() {
    return Math.round(errorNs);
  }
}
