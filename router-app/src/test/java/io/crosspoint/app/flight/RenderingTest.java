package io.crosspoint.app.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RenderingTest {

  private static final long MS = 1_000_000;
  private static final long MOST_AHEAD_NS = 7_500_000;
  private static final Duration SOON = Duration.ofSeconds(30);

  private static void submit(Rendering rendering, long deadlinePtpNs, int epoch) throws IOException {
    Rendering.Item item = rendering.claim();
    item.event.deadlinePtpNs = deadlinePtpNs;
    item.event.clockEpoch = epoch;
    item.position = deadlinePtpNs;
    rendering.makeRoom(item.event);
    rendering.submit();
  }

  @Test
  void shouldRenderEverythingInOrder() throws IOException {
    List<Long> rendered = new ArrayList<>();
    try (Rendering rendering = new Rendering(MOST_AHEAD_NS, item -> rendered.add(item.event.deadlinePtpNs))) {
      for (long i = 0; i < 100_000; i++) {
        submit(rendering, i * MS, 0);
      }
      rendering.finish();
      assertEquals(LongStream.range(0, 100_000).mapToObj(i -> i * MS).toList(), rendered);
    }
  }

  /** Without a bound on time a timeline would be written over before it is read. */
  @Test
  void shouldNeverBeFurtherAheadThanTimelinesHaveRoom() throws Exception {
    Semaphore mayRender = new Semaphore(0);
    AtomicLong submitted = new AtomicLong();
    try (Rendering rendering = new Rendering(MOST_AHEAD_NS, item -> mayRender.acquireUninterruptibly())) {
      Thread reading = Thread.ofPlatform().start(() -> {
        try {
          for (int i = 0; i < 10; i++) {
            submit(rendering, i * 3 * MS, 0);
            submitted.incrementAndGet();
          }
          // Times of another clock have nothing to do with those before.
          submit(rendering, 28 * MS, 1);
          submitted.incrementAndGet();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      // Whatever is found out, nobody waits for ever.
      Thread.ofPlatform().daemon().start(() -> {
        LockSupport.parkNanos(SOON.toNanos() * 2);
        mayRender.release(100);
      });
      // 0, 3 and 6 ms go together; 9 ms must wait for the first, and each further one for one more.
      for (int rendered = 0; rendered < 7; rendered++) {
        int most = 3 + rendered;
        Await.until(SOON, most + " submitted", () -> submitted.get() == most);
        assertFalse(reading.join(Duration.ofMillis(20)));
        assertEquals(most, submitted.get());
        mayRender.release();
      }
      Await.until(SOON, "10 submitted", () -> submitted.get() == 10);
      mayRender.release(2);
      assertFalse(reading.join(Duration.ofMillis(20)), "one of the clock before is still to be rendered");
      mayRender.release();
      assertTrue(reading.join(SOON));
      mayRender.release();
      rendering.finish();
    }
  }

  @Test
  void shouldTellWhereRenderFailed() throws IOException {
    try (Rendering rendering = new Rendering(MOST_AHEAD_NS, item -> {
      if (item.position == 5 * MS) {
        throw new IndexOutOfBoundsException("no such output");
      }
    })) {
      IOException thrown = assertThrows(FlightFileException.class, () -> {
        for (long i = 0; i < 1000; i++) {
          submit(rendering, i * MS, 0);
        }
        rendering.finish();
      });
      assertEquals("byte 5000000: an event that cannot be: no such output", thrown.getMessage());
    }
  }

  /** An Error must not leave the reading thread waiting for ever. */
  @Test
  void shouldEndWithABugInRender() throws IOException {
    try (Rendering rendering = new Rendering(MOST_AHEAD_NS, item -> {
      throw new AssertionError("a bug");
    })) {
      submit(rendering, 7, 0);
      IOException thrown = assertThrows(IOException.class, rendering::finish);
      assertTrue(thrown.getMessage().startsWith("byte 7: ") && thrown.getMessage().contains("a bug"), thrown.getMessage());
    }
  }

  @Test
  void shouldEndWithTheDiskFull() throws IOException {
    try (Rendering rendering = new Rendering(MOST_AHEAD_NS, item -> {
      throw new IOException("No space left on device");
    })) {
      submit(rendering, 0, 0);
      assertEquals("No space left on device", assertThrows(IOException.class, rendering::finish).getMessage());
    }
  }
}
