package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClockCellTest {

  private static final int PUBLICATIONS = 2_000_000;

  @Test
  void shouldReadBackWhatWasPublished() {
    ClockSnapshot clock = new ClockSnapshot(1, 2, 3, 4e-6, 5, 6, ClockState.HOLDOVER, "why", 7, 8);
    ClockCell cell = new ClockCell();
    assertEquals(ClockState.LISTENING, cell.snapshot().state());
    assertFalse(cell.snapshot().state().isUsable());
    cell.publish(ClockReading.of(clock));
    assertEquals(clock, cell.snapshot());
    ClockReading reading = new ClockReading();
    assertTrue(cell.read(reading));
    assertEquals(clock, reading.snapshot());
  }

  @Test
  void shouldConvertAsASnapshotDoes() {
    ClockSnapshot clock = new ClockSnapshot(1_000_000_000L, 0, 1_700_000_000_000_000_000L, 37e-6, 0, 0, ClockState.LOCKED, "", 0, 0);
    ClockReading reading = ClockReading.of(clock);
    for (long rawNs = -5_000_000_000L; rawNs < 5_000_000_000L; rawNs += 123_456_789L) {
      assertEquals(clock.ptpAtRaw(rawNs), reading.ptpAtRaw(rawNs));
      assertEquals(clock.rawAtPtp(clock.ptpNs() + rawNs), reading.rawAtPtp(clock.ptpNs() + rawNs));
    }
  }

  @Test
  void shouldKeepTheReadingWhileTheWriterIsStoppedInTheMiddle() {
    SequenceLock lock = new SequenceLock();
    long begun = lock.beginRead();
    assertTrue(lock.isWhole(begun));
    lock.beginWrite();
    assertFalse(lock.isWhole(begun), "a copy that was begun before");
    assertFalse(lock.isWhole(lock.beginRead()), "a copy of what is half written");
    lock.endWrite();
    assertFalse(lock.isWhole(begun));
    assertTrue(lock.isWhole(lock.beginRead()));
  }

  /** One writer as fast as it can, one reader with a reading of its own: each value of a clock is derived from one number. */
  @Test
  @Timeout(60)
  void shouldNeverShowHalfAClock() throws Exception {
    ClockCell cell = new ClockCell();
    cell.publish(numbered(new ClockReading(), 1));
    AtomicBoolean isDone = new AtomicBoolean();
    CompletableFuture<Long> reads = CompletableFuture.supplyAsync(() -> {
      ClockReading reading = new ClockReading();
      long good = 0;
      long newest = 0;
      while (!isDone.get() || good < 1_000) {
        if (cell.read(reading)) {
          check(reading);
          assertTrue(reading.rawNs() >= newest, "time went back");
          newest = reading.rawNs();
          good++;
        }
      }
      return good;
    });
    ClockReading next = new ClockReading();
    for (long i = 2; i <= PUBLICATIONS; i++) {
      cell.publish(numbered(next, i));
    }
    isDone.set(true);
    assertTrue(reads.get() >= 1_000);
    assertEquals(PUBLICATIONS, cell.snapshot().rawNs());
  }

  private static ClockReading numbered(ClockReading clock, long i) {
    clock.setLine(i, 2 * i, 3 * i, 4.0 * i, 5 * i, (int) i);
    clock.setState(state(i), reason(i));
    clock.setReference(6 * i, (int) -i);
    return clock;
  }

  private static void check(ClockReading clock) {
    long i = clock.rawNs();
    assertTrue(
        clock.monoNs() == 2 * i && clock.ptpNs() == 3 * i && clock.rate() == 4.0 * i && clock.errorBoundNs() == 5 * i
            && clock.epoch() == (int) i && clock.state() == state(i) && clock.reason().equals(reason(i))
            && clock.grandmaster() == 6 * i && clock.domain() == (int) -i,
        () -> "torn: " + clock.snapshot());
  }

  private static ClockState state(long i) {
    return i % 2 == 0 ? ClockState.LOCKED : ClockState.HOLDOVER;
  }

  private static String reason(long i) {
    return i % 3 == 0 ? "three" : "other";
  }

  @Test
  void shouldAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ClockCell cell = new ClockCell();
    ClockReading next = new ClockReading();
    ClockReading reading = new ClockReading();
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 20 && allocated > 0; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        cell.publish(numbered(next, i));
        assertTrue(cell.read(reading));
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertEquals(0, allocated);
  }
}
