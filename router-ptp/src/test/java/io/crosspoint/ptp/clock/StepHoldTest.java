package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A reference with a rate of 20 ppm that is looked at twenty times a second. */
class StepHoldTest {

  private static final long S = 1_000_000_000L;
  private static final long HOLD_NS = 10 * S;

  private final ClockReading next = new ClockReading();
  private long rawNs = 100 * S;
  private long offsetNs;
  private int sourceEpoch;
  private long largestJumpNs;
  private long lastErrorNs;

  private long truthNs() {
    return 1_000_000 * S + rawNs + Math.round(rawNs * 20e-6);
  }

  /** Error of what is published, against the reference before it stepped. */
  private void run(StepHold hold, double seconds) {
    for (long end = rawNs + Math.round(seconds * S); rawNs < end; ) {
      rawNs += S / 20;
      long before = next.state.isUsable() ? next.ptpAtRaw(rawNs) - truthNs() : 0;
      next.setLine(rawNs, rawNs, truthNs() + offsetNs, 20e-6, 100, sourceEpoch);
      next.setState(ClockState.LOCKED, "following");
      hold.apply(rawNs, next);
      lastErrorNs = next.ptpAtRaw(rawNs) - truthNs();
      largestJumpNs = Math.max(largestJumpNs, Math.abs(lastErrorNs - before));
    }
  }

  private void step(long ns) {
    offsetNs += ns;
    sourceEpoch++;
  }

  @Test
  void shouldStepAtOnceWithoutAHold() {
    StepHold none = new StepHold(0);
    run(none, 5);
    step(1_000_000);
    run(none, 0.05);
    assertEquals(1, next.epoch());
    assertEquals(1_000_000, lastErrorNs, 5);
  }

  @Test
  void shouldHoldTheOldTimeThenStepOnce() {
    StepHold hold = new StepHold(HOLD_NS);
    run(hold, 20);
    step(1_000_000);
    run(hold, 9.5);
    assertEquals(0, next.epoch());
    assertEquals(ClockState.HOLDOVER, next.state());
    assertEquals("the reference stepped by +1.000 ms; the old time is held in case it returns", next.reason());
    assertTrue(Math.abs(lastErrorNs) < 100, "error " + lastErrorNs);
    assertTrue(next.errorBoundNs() > 500, "the bound grows");
    run(hold, 1);
    assertEquals(1, next.epoch());
    assertEquals(ClockState.LOCKED, next.state());
    assertEquals(1_000_000, lastErrorNs, 5);
    run(hold, 30);
    assertEquals(1, next.epoch());
  }

  @Test
  void shouldNotStepWhenTheReferenceReturns() {
    StepHold hold = new StepHold(HOLD_NS);
    run(hold, 20);
    step(-3 * S);
    run(hold, 6);
    step(3 * S + 40_000);
    largestJumpNs = 0;
    run(hold, 20);
    assertEquals(0, next.epoch(), "neither step was published");
    assertEquals(ClockState.LOCKED, next.state());
    assertEquals(40_000, lastErrorNs, 300);
    assertTrue(largestJumpNs <= 21, "a jump of " + largestJumpNs + " ns between publications");
  }

  @Test
  void shouldHoldAnewAfterAStep() {
    StepHold hold = new StepHold(HOLD_NS);
    run(hold, 20);
    step(1_000_000);
    run(hold, 11);
    assertEquals(1, next.epoch());
    step(1_000_000);
    run(hold, 9);
    assertEquals(1, next.epoch());
    assertEquals(1_000_000, lastErrorNs, 200);
    run(hold, 2);
    assertEquals(2, next.epoch());
  }
}
