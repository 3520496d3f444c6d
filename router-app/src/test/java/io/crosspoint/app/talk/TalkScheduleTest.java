package io.crosspoint.app.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.ptp.clock.MediaClock;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TalkScheduleTest {

  private static final long NOW = 1_795_000_000_123_456_789L;

  @Test
  void shouldLetAPacketGoWhenItsLastFrameIsOver() {
    MediaClock clock = new MediaClock(44_100);
    TalkSchedule schedule = new TalkSchedule(clock, 48, 0, 0, NOW);
    long packet = schedule.firstFrom(NOW);
    assertEquals(clock.timeOf((packet + 1) * 48), schedule.departurePtpNs(packet));
    assertTrue(schedule.departurePtpNs(packet) >= NOW && schedule.departurePtpNs(packet - 1) < NOW);
  }

  @Test
  void shouldDriftByPartsPerMillionFromItsOrigin() {
    TalkSchedule fast = new TalkSchedule(new MediaClock(48_000), 48, 100, 0, NOW);
    TalkSchedule exact = new TalkSchedule(new MediaClock(48_000), 48, 0, 0, NOW);
    long packet = exact.firstFrom(NOW + 10_000_000_000L);
    assertEquals(-1_000_000, fast.departurePtpNs(packet) - exact.departurePtpNs(packet), 500);
  }

  @Test
  void shouldFindTheFirstPacketOfAnyTime() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 10_000; i++) {
      long delayNs = random.nextLong(-3_000_000, 3_000_000);
      TalkSchedule schedule = new TalkSchedule(new MediaClock(48_000), 6, random.nextDouble(-200, 200), delayNs, NOW);
      long fromPtpNs = NOW + random.nextLong(100_000_000_000_000L);
      long packet = schedule.firstFrom(fromPtpNs);
      assertTrue(schedule.departurePtpNs(packet) >= fromPtpNs);
      assertTrue(schedule.departurePtpNs(packet - 2) < fromPtpNs);
    }
  }

  @Test
  void shouldReleaseHeldPacketsInOrderOfTime() {
    HeldPackets held = new HeldPackets(64);
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 1000; round++) {
      int count = random.nextInt(1, 65);
      for (int i = 0; i < count; i++) {
        assertTrue(held.add(random.nextLong(1000), i));
      }
      long last = Long.MIN_VALUE;
      for (int i = 0; i < count; i++) {
        assertTrue(held.earliestNs() >= last);
        last = held.earliestNs();
        held.take();
      }
      assertEquals(Long.MAX_VALUE, held.earliestNs());
    }
  }
}
