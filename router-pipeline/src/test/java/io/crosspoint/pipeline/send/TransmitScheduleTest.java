package io.crosspoint.pipeline.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.ptp.clock.MediaClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransmitScheduleTest {

  private static final long NOW = 1_763_800_000_123_456_789L;
  private static final long LEAD = 500_000;

  @ParameterizedTest
  @CsvSource({"48000, 48", "48000, 6", "48000, 16", "44100, 48", "44100, 44", "96000, 12", "192000, 24", "48000, 240", "88200, 11"})
  void shouldStandOnTheGridOfTheEpoch(int rateHz, int packetFrames) {
    MediaClock clock = new MediaClock(rateHz);
    TransmitSchedule schedule = new TransmitSchedule(rateHz, packetFrames, LEAD, 16);
    for (int shift = 0; shift < 2000; shift++) {
      long now = NOW + shift * 7919L;
      schedule.anchor(now);
      long index = schedule.publishIndex();
      assertEquals(0, Math.floorMod(index, (long) packetFrames));
      assertTrue(schedule.publishPtpNs() >= now, "not past");
      assertTrue(clock.timeOf(index) - LEAD <= now, "and the first such");
      assertEquals(clock.timeOf(index + packetFrames), schedule.publishDeadlinePtpNs());
      assertEquals(schedule.publishDeadlinePtpNs() - LEAD, schedule.publishPtpNs());
    }
  }

  /** Nothing is added to a previous time: after a day of 44.1 kHz packets the deadline is still that of the index. */
  @Test
  void shouldNotDrift() {
    MediaClock clock = new MediaClock(44100);
    TransmitSchedule schedule = new TransmitSchedule(44100, 48, LEAD, 4);
    schedule.anchor(NOW);
    long first = schedule.publishIndex();
    for (long k = 0; k < 80_000_000; k += 1) {
      schedule.published();
      schedule.sent();
    }

    assertEquals(first + 48 * 80_000_000L, schedule.publishIndex());
    assertEquals(clock.timeOf(first + 48 * 80_000_001L), schedule.publishDeadlinePtpNs());
  }

  @Test
  void shouldKeepNoMoreInFlightThanItMay() {
    TransmitSchedule schedule = new TransmitSchedule(48000, 6, LEAD, 4);
    schedule.anchor(NOW);
    assertEquals(Long.MAX_VALUE, schedule.sendPtpNs());
    long first = schedule.publishIndex();
    for (int i = 0; i < 4; i++) {
      assertTrue(schedule.publishPtpNs() < Long.MAX_VALUE);
      schedule.published();
    }
    assertEquals(Long.MAX_VALUE, schedule.publishPtpNs());
    assertEquals(first, schedule.sendIndex());
    assertEquals(new MediaClock(48000).timeOf(first + 6), schedule.sendPtpNs());
    schedule.sent();
    assertEquals(first + 24, schedule.publishIndex());
    assertTrue(schedule.publishPtpNs() < Long.MAX_VALUE);
  }

  @Test
  void shouldSkipOnlyWhatIsHopelessAndNotInFlight() {
    TransmitSchedule schedule = new TransmitSchedule(48000, 48, LEAD, 4);
    schedule.anchor(NOW);
    long limit = 10_000_000;
    long deadline = schedule.publishDeadlinePtpNs();
    assertEquals(0, schedule.skipHopeless(deadline + limit, limit));
    assertEquals(1, schedule.skipHopeless(deadline + limit + 1, limit));
    assertEquals(50, schedule.skipHopeless(deadline + limit + 50_000_001, limit));
    assertTrue(deadline + limit + 50_000_001 - schedule.publishDeadlinePtpNs() <= limit);

    schedule.published();
    assertEquals(0, schedule.skipHopeless(deadline + 3_600_000_000_000L, limit));
  }

  @Test
  void shouldTellWhatItGivesUpWhenAnchoredAnew() {
    TransmitSchedule schedule = new TransmitSchedule(48000, 48, LEAD, 4);
    assertEquals(0, schedule.anchor(NOW));
    schedule.published();
    schedule.published();
    assertEquals(2, schedule.anchor(NOW - 3_000_000_000L));
    assertEquals(Long.MAX_VALUE, schedule.sendPtpNs());
    assertEquals(0, schedule.anchor(NOW + 3_600_000_000_000L));
  }

  @Test
  void shouldReckonWhatTheLeadPutsInFlight() {
    assertEquals(2, TransmitSchedule.inFlight(48000, 48, 500_000));
    assertEquals(3, TransmitSchedule.inFlight(48000, 48, 1_000_000));
    assertEquals(6, TransmitSchedule.inFlight(48000, 6, 500_000));
  }
}
