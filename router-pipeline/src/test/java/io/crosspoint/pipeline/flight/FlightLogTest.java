package io.crosspoint.pipeline.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FlightLogTest {

  private static final int CAPACITY = 1 << 18;

  private final FlightLog log = FlightLog.ofBytes(CAPACITY);
  private final SplittableRandom random = new SplittableRandom(1);
  private long written;

  /** Each word of a record follows from the record's number, so that no mixture of two can pass for one. */
  private void write(int words) {
    long at = log.claim((int) (written % 7), 8 * words);
    for (int i = 0; i < words; i++) {
      log.memory().set(ValueLayout.JAVA_LONG, at + 8L * i, written * 1_000_003 + i);
    }
    log.publish();
    written++;
  }

  /** Returns the record's number. */
  private static long check(FlightLog.Cursor cursor) {
    MemorySegment contents = cursor.contents();
    long first = contents.get(ValueLayout.JAVA_LONG, 0);
    for (long i = 0; i < contents.byteSize() / 8; i++) {
      assertEquals(first + i, contents.get(ValueLayout.JAVA_LONG, 8 * i));
    }
    assertEquals(0, first % 1_000_003);
    assertEquals(first / 1_000_003 % 7, cursor.kind());
    return first / 1_000_003;
  }

  @Test
  void shouldGiveBackEverythingWhileItHasRoom() {
    FlightLog.Cursor cursor = log.cursor(0);
    assertFalse(cursor.next());
    for (int lap = 0; lap < 100_000; lap++) {
      int records = random.nextInt(1, 20);
      for (int i = 0; i < records; i++) {
        write(random.nextInt(1, 200));
      }
      for (int i = 0; i < records; i++) {
        assertTrue(cursor.next());
        assertEquals(written - records + i, check(cursor));
      }
      assertFalse(cursor.next());
    }
  }

  @Test
  void shouldBeginWithTheOldestThatIsSafe() {
    for (int i = 0; i < 20_000; i++) {
      write(random.nextInt(1, 100));
    }
    FlightLog.Cursor cursor = log.cursor(CAPACITY / 8);
    long begin = cursor.position();
    assertTrue(cursor.next());
    long number = check(cursor);
    while (cursor.next()) {
      assertEquals(++number, check(cursor));
    }
    assertEquals(written - 1, number);
    long kept = cursor.position() - begin;
    assertTrue(kept <= CAPACITY * 7 / 8 && kept > CAPACITY * 5 / 8, kept + " bytes");
  }

  @Test
  void shouldSayThatItWasOvertaken() {
    write(10);
    FlightLog.Cursor cursor = log.cursor(0);
    assertTrue(cursor.next());
    for (int i = 0; i < 10_000; i++) {
      write(20);
    }
    assertFalse(cursor.next());
    assertTrue(cursor.isOvertaken());
    assertFalse(cursor.next());
  }

  @Test
  void shouldNeverShowHalfARecordToAReaderBesideTheWriter() throws InterruptedException {
    AtomicBoolean isDone = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().start(() -> {
      while (!isDone.get()) {
        write(random.nextInt(1, 300));
      }
    });
    long read = 0;
    while (read < 200_000) {
      FlightLog.Cursor cursor = log.cursor(random(read, CAPACITY / 2));
      long number = -1;
      while (cursor.next() && read < 200_000) {
        long next = check(cursor);
        assertTrue(number < 0 || next == number + 1, number + " is followed by " + next);
        number = next;
        read++;
      }
    }
    isDone.set(true);
    writer.join();
  }

  private static long random(long seed, int bound) {
    return new SplittableRandom(seed).nextInt(bound);
  }

  @Test
  void shouldRefuseAMemoryThatCannotBeALog() {
    assertThrows(IllegalArgumentException.class, () -> new FlightLog(Arena.ofAuto().allocate(1 << 16)));
    assertThrows(IllegalArgumentException.class, () -> new FlightLog(Arena.ofAuto().allocate(300_000)));
  }
}
