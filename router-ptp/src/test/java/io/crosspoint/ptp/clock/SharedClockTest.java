package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SharedClockTest {

  @TempDir Path directory;

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    Path file = directory.resolve("clock");
    ClockSnapshot snapshot = new ClockSnapshot(1, 2, 3, 4e-6, 5, 6, ClockState.HOLDOVER, "shared", 7, 8);
    try (SharedClock writer = SharedClock.writer(file);
        SharedClock reader = SharedClock.reader(file)) {
      assertTrue(reader.read().isEmpty(), "nothing was written yet");
      writer.write(ClockReading.of(snapshot));
      assertEquals(snapshot, reader.read().orElseThrow());
    }
    try (SharedClock again = SharedClock.writer(file)) {
      assertEquals(snapshot, again.read().orElseThrow(), "a restarted writer finds it");
    }
  }

  @Test
  void shouldRefuseAnotherFile() throws IOException {
    Path file = Files.writeString(directory.resolve("text"), "text");
    assertThrows(IOException.class, () -> SharedClock.reader(file));
    assertThrows(IOException.class, () -> SharedClock.writer(file));
    assertEquals("text", Files.readString(file), "it is left as it was");
    Path sameSize = Files.writeString(directory.resolve("same"), "x".repeat(SharedClock.BYTES));
    assertThrows(IOException.class, () -> SharedClock.writer(sameSize));
    Path zeros = Files.write(directory.resolve("zeros"), new byte[SharedClock.BYTES]);
    try (SharedClock reader = SharedClock.reader(zeros)) {
      assertTrue(reader.read().isEmpty());
    }
  }

  @Test
  @Timeout(60)
  void shouldNeverShowHalfASnapshot() throws Exception {
    Path file = directory.resolve("clock");
    AtomicBoolean isDone = new AtomicBoolean();
    try (SharedClock writer = SharedClock.writer(file);
        SharedClock reader = SharedClock.reader(file)) {
      CompletableFuture<Long> reads =
          CompletableFuture.supplyAsync(
              () -> {
                long good = 0;
                while (!isDone.get() || good < 1_000) {
                  Optional<ClockSnapshot> read = reader.read();
                  if (read.isPresent()) {
                    check(read.get());
                    good++;
                  }
                }
                return good;
              });
      for (long i = 1; i <= 300_000; i++) {
        writer.write(ClockReading.of(new ClockSnapshot(i, i, i, i, i, (int) i, ClockState.LOCKED, "", i, (int) i)));
      }
      isDone.set(true);
      assertTrue(reads.get() >= 1_000);
    }
  }

  private static void check(ClockSnapshot clock) {
    long i = clock.rawNs();
    assertEquals(new ClockSnapshot(i, i, i, i, i, (int) i, ClockState.LOCKED, "shared", i, (int) i), clock);
  }
}
