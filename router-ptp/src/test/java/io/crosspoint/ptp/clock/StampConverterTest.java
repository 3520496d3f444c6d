package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StampConverterTest {

  private final SimulatedClocks clocks = new SimulatedClocks();
  private final StampConverter converter = new StampConverter(clocks);

  @Test
  void shouldCarryAStampToTheRawClock() {
    converter.refresh();
    assertEquals(0, conversionErrorNs(100_000), 30);
  }

  @Test
  void shouldCarryStampsUnderAFastSlew() {
    clocks.setSlewPpm(80_000);
    settle();
    assertEquals(0.08, converter.slew(), 1e-4);
    assertEquals(0, conversionErrorNs(2_000_000), 100);
  }

  @Test
  void shouldNotTakeASlewForAStep() {
    for (double ppm : new double[] {500, -500, 83_000}) {
      clocks.setSlewPpm(ppm);
      settle();
    }
    assertEquals(0, converter.steps());
  }

  @Test
  void shouldNoticeAStepOnce() {
    settle();
    clocks.stepRealtime(10_000_000_000L);
    assertTrue(converter.refresh());
    assertFalse(converter.refresh());
    clocks.stepRealtime(-5_000);
    assertTrue(converter.refresh(), "a step of 5 µs is one too");
    assertEquals(2, converter.steps());
    assertEquals(0, conversionErrorNs(100_000), 30);
  }

  @Test
  void shouldRefuseStampsFromTheOtherSideOfAStep() {
    converter.refresh();
    long stampNs = clocks.realtimeNs();
    assertTrue(converter.isConvertible(stampNs));
    clocks.stepRealtime(10_000_000_000L);
    converter.refresh();
    assertFalse(converter.isConvertible(stampNs));
    assertFalse(converter.isConvertible(0), "no stamp");
  }

  private void settle() {
    for (int i = 0; i < 20; i++) {
      clocks.advance(125_000_000);
      converter.refresh();
    }
  }

  /** Stamps now, lets time pass, converts, and compares with the raw time of the stamp. */
  private long conversionErrorNs(long ageNs) {
    clocks.setFrozen(true);
    long stampNs = clocks.realtimeNs();
    long rawNs = clocks.rawNs();
    clocks.setFrozen(false);
    clocks.advance(ageNs);
    converter.refresh();
    return converter.toRaw(stampNs) - rawNs;
  }
}
