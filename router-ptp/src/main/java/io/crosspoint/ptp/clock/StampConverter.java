package io.crosspoint.ptp.clock;

/**
 * Carries stamps of {@code CLOCK_REALTIME}, which others step and slew, to {@code CLOCK_MONOTONIC_RAW}, which nobody does.
 *
 * <p>Both clocks are read in one bracket, several times, and the narrowest bracket wins: warm, that is right to some 5 ns; a single
 * cold read errs by 100 µs. A step of the wall clock shows as a change of REALTIME − MONOTONIC, which is exactly constant otherwise.
 *
 * <p><b>Thread:</b> one. Allocates nothing.
 */
public final class StampConverter {

  private static final int READS = 5;
  private static final int MOST_READS = 25;
  private static final long GOOD_BRACKET_NS = 1_000;
  private static final long STEP_NS = 1_000;
  /** The rate between the clocks is taken over at least so long, which makes a read error of 10 ns one of 0.04 ppm. */
  private static final long RATE_SPAN_NS = 250_000_000L;
  /** chrony slews at 8.3 % at most. */
  private static final double MAX_SLEW = 0.11;
  /** Older stamps than this were not taken just now: they come from the other side of a step that was not seen. */
  private static final long MAX_AGE_NS = 1_000_000_000L;

  private final HostClocks clocks;
  private long rawNs;
  private long realtimeNs;
  private long monotonicNs;
  private long bracketNs;
  private long referenceRawNs;
  private long referenceRealtimeNs;
  private long constantNs;
  private boolean hasConstant;
  private double slew;
  private long steps;

  public StampConverter(HostClocks clocks) {
    this.clocks = clocks;
  }

  /** Reads until the code is compiled; takes some milliseconds. */
  public void warmUp() {
    for (int i = 0; i < 4_000; i++) {
      readOnce();
    }
    refresh();
  }

  /**
   * Reads all clocks. Call before a batch of {@link #toRaw}.
   *
   * @return whether the wall clock was stepped since the last call: what was stamped before and not yet converted is lost
   */
  public boolean refresh() {
    readBest();
    boolean isStepped = false;
    long constant = realtimeNs - monotonicNs;
    if (hasConstant && Math.abs(constant - constantNs) > STEP_NS + bracketNs) {
      steps++;
      isStepped = true;
    }
    if (!hasConstant || isStepped) {
      hasConstant = true;
      constantNs = constant;
      slew = 0;
      referenceRawNs = rawNs;
      referenceRealtimeNs = realtimeNs;
    } else if (rawNs - referenceRawNs >= RATE_SPAN_NS) {
      double elapsedNs = rawNs - referenceRawNs;
      slew = Math.clamp((realtimeNs - referenceRealtimeNs - elapsedNs) / elapsedNs, -MAX_SLEW, MAX_SLEW);
      referenceRawNs = rawNs;
      referenceRealtimeNs = realtimeNs;
    }
    return isStepped;
  }

  private void readBest() {
    long bestRawNs = 0;
    long bestRealtimeNs = 0;
    long bestMonotonicNs = 0;
    long bestNs = Long.MAX_VALUE;
    for (int i = 0; i < READS || (i < MOST_READS && bestNs > GOOD_BRACKET_NS); i++) {
      readOnce();
      if (bracketNs < bestNs) {
        bestNs = bracketNs;
        bestRawNs = rawNs;
        bestRealtimeNs = realtimeNs;
        bestMonotonicNs = monotonicNs;
      }
    }
    rawNs = bestRawNs;
    realtimeNs = bestRealtimeNs;
    monotonicNs = bestMonotonicNs;
    bracketNs = bestNs;
  }

  /** The monotonic read follows the bracket: it serves the search for steps, which does not need the last nanosecond. */
  private void readOnce() {
    long before = clocks.rawNs();
    realtimeNs = clocks.realtimeNs();
    long after = clocks.rawNs();
    monotonicNs = clocks.monotonicNs();
    bracketNs = after - before + Math.max(0, clocks.rawNs() - after);
    rawNs = before + (after - before) / 2;
  }

  /** Whether a stamp was taken so recently that it can be converted. */
  public boolean isConvertible(long stampRealtimeNs) {
    return stampRealtimeNs != 0 && Math.abs(realtimeNs - stampRealtimeNs) < MAX_AGE_NS;
  }

  /** The instant of a stamp on {@code CLOCK_MONOTONIC_RAW}, by the clocks as last {@linkplain #refresh() read}. */
  public long toRaw(long stampRealtimeNs) {
    long ageNs = realtimeNs - stampRealtimeNs;
    return rawNs - ageNs + Math.round(ageNs * (slew / (1 + slew)));
  }

  /** {@code CLOCK_MONOTONIC_RAW} as last read. */
  public long rawNs() {
    return rawNs;
  }

  /** {@code CLOCK_MONOTONIC} as last read, at {@link #rawNs()} within a tenth of a microsecond. */
  public long monotonicNs() {
    return monotonicNs;
  }

  /** {@code CLOCK_REALTIME} at {@link #rawNs()}. */
  public long realtimeNs() {
    return realtimeNs;
  }

  /** How far apart the reads around the last good reading were. */
  public long bracketNs() {
    return bracketNs;
  }

  /** Fractional frequency of the wall clock against raw: what NTP makes it do. */
  public double slew() {
    return slew;
  }

  /** Steps of the wall clock seen so far. */
  public long steps() {
    return steps;
  }
}
