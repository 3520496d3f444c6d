package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClockSelectorTest {

  private final SimulatedClocks clocks = new SimulatedClocks();
  private final Source red = new Source();
  private final Source blue = new Source();
  private final ClockSelector selector = new ClockSelector(List.of(red, blue), clocks, 0);
  private double largestStepNs;

  @Test
  void shouldPreferTheFirst() {
    run(3);
    assertEquals(0, selector.selected());
    assertEquals(ClockState.LOCKED, selector.snapshot().state());
    assertError(0, 100);
  }

  @Test
  void shouldSlewToTheOtherAndBackAfterTenSeconds() {
    blue.offsetNs = 2_000;
    run(5);
    largestStepNs = 0;
    red.state = ClockState.HOLDOVER;
    run(1);
    assertEquals(1, selector.selected(), "at once");
    run(20);
    assertError(2_000, 100);
    red.state = ClockState.LOCKED;
    run(9);
    assertEquals(1, selector.selected(), "not before it has proved itself");
    run(2);
    assertEquals(0, selector.selected());
    run(20);
    assertError(0, 100);
    assertEquals(0, selector.snapshot().epoch());
    assertTrue(largestStepNs <= 100_000_000 * 25e-6, "largest step " + largestStepNs + " ns in 100 ms");
  }

  @Test
  void shouldCallAnotherTimeANewEpoch() {
    blue.offsetNs = 37_000_000_000L;
    run(5);
    red.state = ClockState.LISTENING;
    run(1);
    assertEquals(1, selector.selected());
    assertEquals(1, selector.snapshot().epoch());
    assertError(37_000_000_000L, 100);
  }

  @Test
  void shouldHoldOverWithThePreferredWhenNoneIsLocked() {
    run(5);
    red.state = ClockState.HOLDOVER;
    blue.state = ClockState.HOLDOVER;
    run(5);
    assertEquals(0, selector.selected());
    assertEquals(ClockState.HOLDOVER, selector.snapshot().state());
    red.state = ClockState.LISTENING;
    blue.state = ClockState.LISTENING;
    run(1);
    assertEquals(ClockState.LISTENING, selector.snapshot().state());
  }

  private void run(int seconds) {
    for (int i = 0; i < 10 * seconds; i++) {
      clocks.advance(100_000_000);
      long rawNs = clocks.rawNs();
      double before = selector.snapshot().ptpAtRaw(rawNs);
      selector.selectOnce();
      largestStepNs = Math.max(largestStepNs, Math.abs(selector.snapshot().ptpAtRaw(rawNs) - before));
    }
  }

  private void assertError(long offsetNs, long limitNs) {
    long rawNs = clocks.rawNs();
    assertEquals(rawNs + 1_000_000_000_000L + offsetNs, selector.snapshot().ptpAtRaw(rawNs), limitNs);
  }

  /** A source whose time is raw time plus what the test says. */
  private static final class Source implements ClockSource {

    private ClockState state = ClockState.LOCKED;
    private long offsetNs;

    @Override
    public void start() {
      // It has no thread.
    }

    @Override
    public ClockCell cell() {
      return ClockCell.of(new ClockSnapshot(0, 0, 1_000_000_000_000L + offsetNs, 0, 100, 0, state, "simulated", 1, 0));
    }

    @Override
    public void close() {
      // It has no thread.
    }
  }
}
