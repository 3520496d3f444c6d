package io.crosspoint.ptp.tick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.ptp.clock.HostClocks;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlineSleeperTest {

  private final DeadlineSleeper sleeper = new DeadlineSleeper(HostClocks.ofThisHost());

  @Test
  void shouldNeverReturnBeforeTheDeadline() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 300; i++) {
      long deadline = sleeper.rawNs() + random.nextLong(-100_000, 2_000_000);
      long returned = i % 2 == 0 ? sleeper.sleepUntil(deadline) : sleeper.spinUntil(deadline);
      assertTrue(returned >= deadline, "early by " + (deadline - returned));
      assertTrue(sleeper.rawNs() >= returned);
    }
  }

  @Test
  void shouldReturnAtOnceWhenTheInstantIsPast() {
    long now = sleeper.rawNs();
    assertTrue(sleeper.sleepNear(now - 1) >= now);
    assertTrue(sleeper.sleepUntil(Long.MIN_VALUE / 4) >= now);
  }

  /** A host that wakes late by a fixed time, and sleeps not at all: the stretch of spinning follows within its limits. */
  @Test
  void shouldSpinAsLongAsWakeUpsAreLate() {
    long[] raw = {5_000_000_000L};
    long[] latenessNs = {120_000};
    HostClocks clocks = fake(raw, latenessNs);
    DeadlineSleeper learning = new DeadlineSleeper(clocks);
    for (int i = 0; i < 2000; i++) {
      learning.sleepNear(clocks.rawNs() + 1000);
    }
    assertTrue(learning.spinNs() > 140_000 && learning.spinNs() <= 200_000, "spins " + learning.spinNs());

    latenessNs[0] = 900_000;
    for (int i = 0; i < 2000; i++) {
      learning.sleepNear(clocks.rawNs() + 1000);
    }
    assertEquals(200_000, learning.spinNs());

    latenessNs[0] = 0;
    for (int i = 0; i < 20_000; i++) {
      learning.sleepNear(clocks.rawNs() + 1000);
    }
    assertEquals(20_000, learning.spinNs());
  }

  /** A way that is shorter than wake-ups are late is spun, once enough has been slept, and not before. */
  @Test
  void shouldNotSleepOnAShortWay() {
    long[] raw = {5_000_000_000L};
    long[] slept = {0};
    HostClocks clocks = new HostClocks() {
      @Override
      public long rawNs() {
        return raw[0] += 100;
      }

      @Override
      public long monotonicNs() {
        slept[0]++;
        raw[0] += 10_000;
        return 1;
      }

      @Override
      public long realtimeNs() {
        return 0;
      }
    };
    DeadlineSleeper sleepless = new DeadlineSleeper(clocks);
    sleepless.spinUntil(clocks.rawNs() + 25_000);
    assertEquals(1, slept[0], "nothing was slept before, so it may not spin");
    raw[0] += 1_000;
    sleepless.sleepNear(clocks.rawNs() + 20_000);
    assertEquals(2, slept[0]);
    long deadline = clocks.rawNs() + 25_000;
    assertTrue(sleepless.spinUntil(deadline) - deadline < 1_000);
    assertEquals(2, slept[0], "spun");
  }

  /** The sleep itself is to an instant of the real monotonic clock that is long past; what the raw clock then shows is up to the test. */
  private static HostClocks fake(long[] raw, long[] latenessNs) {
    return new HostClocks() {
      @Override
      public long rawNs() {
        return raw[0];
      }

      @Override
      public long monotonicNs() {
        raw[0] += 1000 + latenessNs[0];
        return 1;
      }

      @Override
      public long realtimeNs() {
        return 0;
      }
    };
  }
}
