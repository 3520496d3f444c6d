package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.ptp.linux.KernelTime;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class HostClockSourcesTest {

  private final SimulatedClocks clocks = new SimulatedClocks();

  @Test
  void shouldFreeRunFromTheWallClockOfTheStart() {
    try (LocalClockSource source = new LocalClockSource(clocks)) {
      assertEquals(ClockState.LISTENING, source.snapshot().state());
      source.start();
      long wallNs = clocks.realtimeNs();
      assertEquals(wallNs, source.snapshot().ptpAtRaw(clocks.rawNs()), 100);
      clocks.setSlewPpm(500);
      clocks.stepRealtime(1_000_000_000);
      clocks.advance(60_000_000_000L);
      assertEquals(wallNs + 60_000_000_000L, source.snapshot().ptpAtRaw(clocks.rawNs()), 200, "neither slewed nor stepped");
      assertEquals(ClockState.FREERUN, source.snapshot().state());
      assertTrue(source.snapshot().state().isUsable());
    }
  }

  @Test
  void shouldRefuseATaiClockThatNobodySet() {
    SystemClockSource source = new SystemClockSource(clocks, () -> new KernelTime.Reading(0, false, 0, 1));
    source.readOnce();
    assertEquals(ClockState.LISTENING, source.snapshot().state());
    assertTrue(source.snapshot().reason().contains("TAI offset is unset"), source.snapshot().reason());
  }

  @Test
  void shouldFollowADisciplinedTaiClock() {
    SystemClockSource source = new SystemClockSource(clocks, () -> new KernelTime.Reading(12, true, 37, 1));
    clocks.setSlewPpm(12);
    for (int i = 0; i < 40; i++) {
      clocks.advance(125_000_000);
      source.readOnce();
    }
    assertEquals(ClockState.LOCKED, source.snapshot().state());
    assertEquals(12e-6, source.snapshot().rate(), 1e-7);
    long taiNs = clocks.realtimeNs() + 37_000_000_000L;
    assertEquals(taiNs, source.snapshot().ptpAtRaw(clocks.rawNs()), 200);
  }

  @Test
  void shouldTellAStepOfTheTaiClockAsANewEpoch() {
    SystemClockSource source = new SystemClockSource(clocks, () -> new KernelTime.Reading(0, true, 37, 1));
    for (int i = 0; i < 20; i++) {
      clocks.advance(125_000_000);
      source.readOnce();
    }
    int epoch = source.snapshot().epoch();
    clocks.stepRealtime(1_000_000);
    clocks.advance(125_000_000);
    source.readOnce();
    assertEquals(epoch + 1, source.snapshot().epoch());
    long taiNs = clocks.realtimeNs() + 37_000_000_000L;
    assertEquals(taiNs, source.snapshot().ptpAtRaw(clocks.rawNs()), 200);
  }

  @Test
  void shouldFollowAHardwareClockAndHoldOverWhenItGoes() {
    PhcClockSource source = new PhcClockSource("/dev/ptp0", clocks);
    LongSupplier phc = () -> 37 + (long) (clocks.rawNs() * (1 + 8e-6));
    boolean[] isGone = {false};
    PhcBridge bridge = new PhcBridge(into -> {
      into.set(clocks.rawNs(), phc.getAsLong(), 100, true);
      return !isGone[0];
    }, new StampConverter(clocks));
    for (int i = 0; i < 40; i++) {
      clocks.advance(125_000_000);
      assertTrue(source.readOnce(bridge));
    }
    assertEquals(ClockState.LOCKED, source.snapshot().state());
    assertEquals(8e-6, source.snapshot().rate(), 1e-7);
    assertEquals(phc.getAsLong(), source.snapshot().ptpAtRaw(clocks.rawNs()), 100);
    isGone[0] = true;
    assertFalse(source.readOnce(bridge));
    assertEquals(ClockState.HOLDOVER, source.snapshot().state());
    clocks.advance(10_000_000_000L);
    assertEquals(phc.getAsLong(), source.snapshot().ptpAtRaw(clocks.rawNs()), 2_000);
  }

  @Test
  void shouldSayThatAHardwareClockIsMissing() {
    try (PhcClockSource source = new PhcClockSource("/dev/no-such-ptp")) {
      source.start();
      Await.until(Duration.ofSeconds(5), "missing", () -> source.snapshot().reason().contains("no-such-ptp"));
      assertEquals(ClockState.LISTENING, source.snapshot().state());
    }
  }
}
