package io.crosspoint.ptp.clock;

import io.crosspoint.ptp.linux.PhcReading;

/**
 * Carries times of a hardware clock to {@code CLOCK_MONOTONIC_RAW}. Others may steer or step that clock: its rate is measured over each
 * quarter of a second, and a step is told.
 *
 * <p><b>Thread:</b> one. Allocates nothing.
 */
final class PhcBridge {

  /** What compares the clocks: a card, or what a test makes of it. */
  @FunctionalInterface
  interface Reader {

    /** Returns false when the clock cannot be read. */
    boolean read(PhcReading into);
  }

  private static final long RATE_SPAN_NS = 250_000_000L;
  private static final long STEP_NS = 20_000;
  private static final long MAX_AGE_NS = 1_000_000_000L;
  private static final double MAX_RATE = 1e-3;
  /** How much another process changes a settled clock's rate at once. */
  private static final double STEERED_RATE = 100e-6;

  private final Reader reader;
  private final StampConverter wallClock;
  private final PhcReading reading = new PhcReading();
  private long rawNs;
  private long deviceNs;
  private long widthNs;
  private long referenceRawNs;
  private long referenceDeviceNs;
  private double rate;
  private boolean hasReference;
  private boolean hasRate;
  private long steps;

  /** @param wallClock refreshed before each {@link #refresh()}, for cards that are compared with the wall clock only */
  PhcBridge(Reader reader, StampConverter wallClock) {
    this.reader = reader;
    this.wallClock = wallClock;
  }

  /** Compares the clocks. Returns false when the card cannot be read any more. */
  boolean refresh() {
    if (!reader.read(reading)) {
      return false;
    }
    rawNs = reading.isRaw() ? reading.systemNs() : wallClock.toRaw(reading.systemNs());
    deviceNs = reading.deviceNs();
    widthNs = reading.widthNs();
    double elapsedNs = rawNs - referenceRawNs;
    long unexpectedNs = deviceNs - referenceDeviceNs - Math.round(elapsedNs * (1 + rate));
    double allowedNs = STEP_NS + widthNs + elapsedNs * (hasRate ? STEERED_RATE : MAX_RATE);
    if (!hasReference || Math.abs(unexpectedNs) > allowedNs) {
      steps += hasReference ? 1 : 0;
      hasReference = true;
      hasRate = false;
      rate = 0;
      keepReference();
    } else if (elapsedNs >= RATE_SPAN_NS) {
      hasRate = true;
      rate = Math.clamp((deviceNs - referenceDeviceNs - elapsedNs) / elapsedNs, -MAX_RATE, MAX_RATE);
      keepReference();
    }
    return true;
  }

  private void keepReference() {
    referenceRawNs = rawNs;
    referenceDeviceNs = deviceNs;
  }

  /** Whether a stamp was taken so recently that it can be carried over. */
  boolean isConvertible(long stampNs) {
    return stampNs != 0 && Math.abs(deviceNs - stampNs) < MAX_AGE_NS;
  }

  /** The instant of a stamp on {@code CLOCK_MONOTONIC_RAW}, by the clocks as last {@linkplain #refresh() compared}. */
  long toRaw(long stampNs) {
    long ageNs = deviceNs - stampNs;
    return rawNs - ageNs + Math.round(ageNs * (rate / (1 + rate)));
  }

  /** {@code CLOCK_MONOTONIC_RAW} when last compared. */
  long rawNs() {
    return rawNs;
  }

  /** The hardware clock at {@link #rawNs()}. */
  long deviceNs() {
    return deviceNs;
  }

  /** Time between the reads around the last comparison. */
  long widthNs() {
    return widthNs;
  }

  /** Steps of the hardware clock seen so far: what was stamped before one and not yet carried over is lost. */
  long steps() {
    return steps;
  }
}
