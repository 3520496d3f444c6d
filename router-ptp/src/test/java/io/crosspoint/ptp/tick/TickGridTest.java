package io.crosspoint.ptp.tick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import org.junit.jupiter.api.Test;

class TickGridTest {

  private static final long MS = 1_000_000;
  private static final long PTP = 1_763_800_000_123_456_789L;

  private static ClockReading clock(long rawNs, long ptpNs, double rate, int epoch) {
    return ClockReading.of(new ClockSnapshot(rawNs, rawNs, ptpNs, rate, 0, epoch, ClockState.LOCKED, "test", 1, 0));
  }

  @Test
  void shouldTickAtMultiplesOfTheIntervalForeverWithoutDrift() {
    ClockReading clock = clock(0, PTP, 37e-6, 1);
    TickGrid grid = new TickGrid(MS, MissedTicks.COALESCE);
    grid.update(0, clock, true, MS);
    long expected = PTP / MS + 1;
    for (int i = 0; i < 3_600_000; i++) {
      long now = grid.nextRawNs() + (i % 7) * 1000;
      Tick tick = grid.poll(now);
      assertNotNull(tick);
      assertEquals(expected + i, tick.index());
      assertEquals(1, tick.count());
      assertEquals(i == 0, tick.isDiscontinuous());
      assertNull(grid.poll(now));
      if (i % 125 == 0) {
        grid.update(now, clock, true, MS);
      }
    }
  }

  @Test
  void shouldCoalesceWhatItSleptThrough() {
    TickGrid grid = laid(MissedTicks.COALESCE);
    Tick tick = grid.poll(grid.nextRawNs() + 5 * MS + 10);
    assertNotNull(tick);
    assertEquals(6, tick.count());
    assertEquals(5, grid.coalesced());
    assertEquals(0, grid.missed());
  }

  @Test
  void shouldCatchUpOnlySoFar() {
    TickGrid grid = laid(MissedTicks.CATCH_UP);
    long now = grid.nextRawNs() + 20 * MS + 10;
    int calls = 0;
    long last = -1;
    for (Tick tick = grid.poll(now); tick != null; tick = grid.poll(now)) {
      assertTrue(tick.index() > last);
      assertEquals(1, tick.count());
      last = tick.index();
      calls++;
    }
    assertEquals(TickGrid.MAX_CATCH_UP, calls);
    assertEquals(21 - TickGrid.MAX_CATCH_UP, grid.missed());
  }

  @Test
  void shouldSkipToTheNewest() {
    TickGrid grid = laid(MissedTicks.SKIP);
    long now = grid.nextRawNs() + 3 * MS + 10;
    Tick tick = grid.poll(now);
    assertNotNull(tick);
    assertEquals(1, tick.count());
    assertEquals(3, grid.missed());
    assertTrue(tick.latenessNs() < MS);
    assertNull(grid.poll(now));
  }

  @Test
  void shouldLayTheGridAnewForANewIntervalOrEpoch() {
    TickGrid grid = laid(MissedTicks.COALESCE);
    grid.poll(grid.nextRawNs());
    long now = grid.nextRawNs() - 100;
    grid.update(now, clock(0, PTP, 0, 1), true, 5 * MS);
    Tick tick = grid.poll(grid.nextRawNs());
    assertNotNull(tick);
    assertTrue(tick.isDiscontinuous());
    assertEquals(0, tick.ptpNs() % (5 * MS));

    grid.update(now + 5 * MS, clock(0, 42, 0, 2), true, 5 * MS);
    Tick stepped = grid.poll(grid.nextRawNs());
    assertNotNull(stepped);
    assertTrue(stepped.isDiscontinuous());
    assertTrue(stepped.index() < 100);
  }

  @Test
  void shouldFreezeAndResumeWithoutAJump() {
    TrackedTime time = new TrackedTime();
    assertTrue(time.update(0, clock(0, PTP, 0, 1), true));
    ClockReading moved = clock(0, PTP + 60_000, 10e-6, 1);
    long last = time.ptpAtRaw(0);
    for (long now = MS; now < 60_000 * MS; now += MS) {
      boolean isTracking = now > 10_000 * MS;
      assertFalse(time.update(now, moved, isTracking));
      long ptp = time.ptpAtRaw(now);
      assertTrue(Math.abs(ptp - last - MS) <= 65, "moved by " + (ptp - last) + " ns in 1 ms at " + now);
      if (!isTracking) {
        assertEquals(PTP + now, ptp);
      }
      last = ptp;
    }
    assertEquals(moved.ptpAtRaw(59_999 * MS), last, 250);
  }

  private static TickGrid laid(MissedTicks policy) {
    TickGrid grid = new TickGrid(MS, policy);
    grid.update(0, clock(0, PTP, 0, 1), true, MS);
    return grid;
  }
}
