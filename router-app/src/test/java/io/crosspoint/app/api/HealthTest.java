package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.health.HealthModel;
import io.crosspoint.app.health.PlantFacts;
import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.ptp.clock.ClockState;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final Observations start = Observations.healthy();

  private static Health between(Observations before, Observations now) {
    return Health.between(before.build(), now.build());
  }

  @Test
  void shouldBeReadyWhenTheClockIsUsableAndEveryOutputTransmits() {
    assertTrue(between(start, start.next()).isReady());
    assertTrue(between(start, start.next().withClock(ClockState.HOLDOVER)).isReady());
  }

  @Test
  void shouldStayReadyWithoutInput() {
    assertTrue(between(start, start.silent()).isReady());
  }

  @Test
  void shouldNotBeReadyBeforeTheClock() {
    Health health = between(start, start.next().withClock(ClockState.LISTENING).withBatches(0));
    assertEquals(List.of("clock is listening: by hand"), health.notReady());
  }

  @Test
  void shouldNameTheOutputsThatDoNotTransmit() {
    assertEquals(List.of("nothing was sent for air1, air2"), between(start, start.next().withBatches(0)).notReady());
  }

  @Test
  void shouldSayWhyTheKernelRefuses() {
    String reason = between(start, start.next().withRefused(9)).notReady().getFirst();
    assertTrue(reason.startsWith("the kernel refused 9 datagrams of shard 0 in 500 ms ("), reason);
  }

  @Test
  void shouldStayReadyButDegradedWhenASourceIsNotOnThePtpItClaims() {
    List<ConvertAlarm> alarms = List.of(ConvertAlarm.NOT_ON_PTP, ConvertAlarm.STARVED);
    SourceClock drifting = new SourceClock(ConvertMeter.State.DIRECT, 37, 0.1, 48_000, alarms, 0, 0, 0);
    Health health = between(start, start.next().withSourceClock(drifting));
    assertTrue(health.isReady());
    assertEquals(
        List.of("input studio1: declared to be on PTP, but drifts by +37.00 ppm", "input studio1: audio did not come in time; silence"),
        health.degraded());
    assertEquals(List.of(), between(start, start.next()).degraded());
  }

  @Test
  void shouldWantARestartOnlyWhenAThreadDied() {
    Observation now = start.next().build();
    Observation dead = new Observation(now.atNs(), now.clock(), now.inputs(), now.groups(), now.sinks(), List.of("tick-0"));
    Health health = Health.between(start.build(), dead);
    assertEquals(List.of("thread tick-0 has died"), health.dead());
    assertFalse(health.isReady());
    assertEquals(List.of(), between(start, start.next().withBatches(0)).dead());
  }

  @Test
  void shouldNotBeReadyUntilTheModelTakesItForRecovered() {
    HealthModel model = new HealthModel();
    PlantFacts good = facts(true);
    model.observe(good, 0);
    model.observe(good, 1);
    Health ready = between(start, start.next());
    assertTrue(ready.with(model.report()).isReady());
    model.observe(facts(false), 2);
    model.observe(good, 3);
    assertEquals(List.of("recovering: clock is freerun: by hand"), ready.with(model.report()).notReady());
    model.observe(good, 3_000_000_003L);
    assertTrue(ready.with(model.report()).isReady());
  }

  private static PlantFacts facts(boolean isUsable) {
    PlantFacts.Clock clock = new PlantFacts.Clock(isUsable, false, isUsable ? "locked: by hand" : "freerun: by hand", 1);
    return new PlantFacts(clock, List.of(), List.of(), List.of(), List.of());
  }
}
