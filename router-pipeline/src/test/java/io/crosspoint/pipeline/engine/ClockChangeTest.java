package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.SECOND;
import static io.crosspoint.pipeline.engine.StraightRoute.STEREO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a change of the clock, or a host that was away, does to a route. */
class ClockChangeTest {

  private static final int LINK_OFFSET = 144;

  private final StraightRoute route = StraightRoute.stereo(LINK_OFFSET);

  /** The plant's grandmaster changed, and the sender followed it as the router did. */
  @ParameterizedTest
  @ValueSource(longs = {-3 * SECOND, 3600 * SECOND, 1_000_001, -37 * SECOND})
  void shouldPlayOnInANewEpoch(long stepNs) {
    route.settle();
    route.simulation.stepClock(stepNs);
    route.talker.resume(route.simulation.nowPtpNs());
    long restart = route.talker.nextIndex();
    route.run(SECOND);

    assertEquals(0, route.listener.wrongFrames());
    assertEquals(1, route.listener.jumps());
    assertTrue(route.listener.lastSilentIndex() < restart + LINK_OFFSET + 48, route.state());
    assertTrue(route.listener.exactFrames() > 47_000, route.state());
    assertEquals(0, route.count(InputCounter.STRAY) + route.count(InputCounter.SENDER_CHANGES));
    assertEquals(0, route.listener.lateNs());
  }

  /** The sender stays on the old time, so it is anchored to its arrival. */
  @Test
  void shouldPlayASenderThatDidNotFollowTheNewEpoch() {
    route.talker.delay(0, 0);
    route.settle();
    route.simulation.stepClock(-3 * SECOND);
    route.talker.identity(0x1234, 100, 3 * 48000).resume(route.simulation.nowPtpNs());
    long restart = route.talker.nextIndex();
    route.run(SECOND);

    assertEquals(0, route.listener.wrongFrames());
    assertTrue(route.listener.lastSilentIndex() < restart + LINK_OFFSET + 48, route.state());
    assertTrue(route.listener.exactFrames() > 47_000, route.state());
  }

  @Test
  void shouldSendOnInHoldover() {
    route.settle();
    route.simulation.setClockState(ClockState.HOLDOVER);
    route.run(2 * SECOND);
    route.simulation.setClockState(ClockState.LOCKED);
    route.run(SECOND);

    route.mustBePerfect();
    assertEquals(0, route.listener.lateNs());
  }

  @ParameterizedTest
  @ValueSource(longs = {200_000, 2 * MS, 20 * MS, 777 * MS, 3600 * SECOND})
  void shouldSendNothingWithoutAClockAndResumeOnTheGrid(long awayNs) {
    route.settle();
    route.simulation.setClockState(ClockState.LISTENING);
    route.run(awayNs);
    assertEquals(0, route.listener.exactFrames() + route.listener.silentFrames());

    route.simulation.setClockState(ClockState.LOCKED);
    long back = new MediaClock(48000).indexOf(route.simulation.nowPtpNs());
    route.run(SECOND);

    assertEquals(0, route.listener.wrongFrames() + route.listener.silentFrames(), route.state());
    assertTrue(route.listener.jumps() <= 1);
    assertTrue(route.listener.firstExactIndex() >= back - 48 && route.listener.firstExactIndex() <= back + 96);
    assertEquals(0, Math.floorMod(route.listener.firstExactIndex(), 48L));
    assertEquals(0, route.listener.lateNs());
  }

  /** A host that was away for less than the limit sends everything, late. */
  @ParameterizedTest
  @CsvSource({"48, 48, 3", "6, 6, 3", "48, 6, 9", "240, 240, 8"})
  void shouldBeLateButCompleteAfterAShortStall(int inFrames, int outFrames, int stallMs) {
    StraightRoute stalled = StraightRoute.of(STEREO, inFrames, outFrames, 480).settle();
    stalled.simulation.stall(stallMs * MS);
    stalled.run(SECOND);

    stalled.mustBePerfect();
    assertTrue(stalled.listener.lateNs() > (stallMs - 1) * MS - outFrames * SECOND / 48000, "late by " + stalled.listener.lateNs());
    assertEquals(0, stalled.count(SendCounter.SKIPPED));
    assertEquals(0, stalled.count(InputCounter.LATE) + stalled.count(InputCounter.EARLY));
  }

  /** A host that was away for longer gives up what is useless, counts it, and bursts no more than the limit allows. */
  @ParameterizedTest
  @CsvSource({"48, 48, 50", "6, 6, 50", "48, 6, 1000", "240, 240, 100", "6, 48, 61"})
  void shouldSkipAndRecoverAfterALongStall(int inFrames, int outFrames, int stallMs) {
    StraightRoute stalled = StraightRoute.of(STEREO, inFrames, outFrames, 480).settle();
    List<Long> sentPtpNs = new ArrayList<>();
    stalled.simulation.add((output, memory, offset, length, at) -> sentPtpNs.add(at));
    long packetNs = outFrames * SECOND / 48000;
    long limitNs = Math.max(10 * MS, 2 * packetNs);
    long awayFromPtpNs = stalled.simulation.nowPtpNs();
    stalled.simulation.stall(stallMs * MS);
    long backPtpNs = stalled.simulation.nowPtpNs();
    stalled.run(SECOND);

    assertEquals(0, stalled.listener.wrongFrames());
    assertEquals(1, stalled.listener.jumps());
    assertEquals(0, stalled.listener.silentFrames(), "what came during the stall is played");
    assertTrue(stalled.listener.lateNs() <= limitNs, "late by " + stalled.listener.lateNs());
    long skipped = stalled.count(SendCounter.SKIPPED);
    long wanted = (stallMs * MS - limitNs) / packetNs;
    assertTrue(Math.abs(skipped - wanted) <= 1 + LEAD / packetNs, "skipped " + skipped + " of " + wanted);
    assertEquals((backPtpNs - awayFromPtpNs + SECOND) / packetNs, skipped + sentPtpNs.size(), 2);
    long burst = sentPtpNs.stream().filter(at -> at < backPtpNs + 10_000).count();
    assertTrue(burst <= limitNs / packetNs + 1, "burst of " + burst);
  }
}
