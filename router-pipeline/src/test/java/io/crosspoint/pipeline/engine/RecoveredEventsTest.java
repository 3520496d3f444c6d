package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertCounter;
import io.crosspoint.pipeline.convert.ConvertGauge;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.convert.NetworkNoise;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to sources on their own clock, and what the router does about it; beside each a PTP route that must not notice. */
class RecoveredEventsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_763_800_000L * SECOND + 123_456_789;
  private static final long LEAD = 500_000;
  private static final double TONE_HZ = 997;
  private static final AudioFormat MONO = new AudioFormat(Encoding.L24, 48_000, 1);

  /** A recovered route with a tone on it and, beside it, a PTP route with a pattern. */
  private static final class Plant {
    final Simulation simulation;
    final FreeTalker talker;
    final ToneListener listener;
    final PatternListener neighbour;

    Plant(double ppm) {
      this(t -> ppm * 1e-6 * t, RecoveredEventsTest::tone);
    }

    Plant(DoubleUnaryOperator leadS, LongToIntFunction audio) {
      InputSpec plain = Plants.input("in", MONO, 48, 240);
      InputSpec own =
          new InputSpec(
              plain.name(), plain.flows(), MONO, 48, plain.payloadType(), null, plain.linkOffsetFrames(), InputSpec.Timing.RECOVERED);
      InputSpec locked = Plants.input("locked", MONO, 48, 96);
      List<OutputSpec> outputs = List.of(Plants.output("out", MONO, 48), Plants.output("beside", MONO, 48));
      talker = new FreeTalker(0, own, START, NetworkNoise.quiet(21), leadS, audio);
      List<Crosspoint> routes = List.of(new Crosspoint(0, 0, 0, 0, 1.0), new Crosspoint(1, 0, 1, 0, 1.0));
      simulation = new Simulation(new PlantSpec(List.of(own, locked), outputs, routes), LEAD, START);
      listener = new ToneListener(0, outputs.getFirst(), START, TONE_HZ, 48_000, talker::frameAt);
      neighbour = new PatternListener(1, outputs.getLast(), Encoding.L24, 3, 96);
      simulation.add(talker).add(new PatternTalker(1, locked, 3, START)).add(listener).add(neighbour);
      run(20);
      neighbour.reset();
      listener.reset();
    }

    void run(double seconds) {
      simulation.run((long) (seconds * 1e9));
    }

    ConvertMeter meter() {
      return simulation.shard().convertMeters().getFirst();
    }

    long count(ConvertCounter counter) {
      return meter().counters().get(counter);
    }

    double driftPpm() {
      return meter().gauges().get(ConvertGauge.DRIFT_PPT) * 1e-6;
    }

    /** After an event: the tone is whole again, at its latency, and the neighbour has noticed nothing. */
    void shouldBeWell() {
      run(2);
      listener.reset();
      run(5);
      assertEquals(ConvertMeter.State.CONVERTING, meter().state());
      assertTrue(listener.worstDb() <= -110, listener.worstDb() + " dB");
      assertTrue(listener.worstClick() <= 1e-5, "click " + listener.worstClick());
      assertEquals(0, neighbour.wrongFrames() + neighbour.silentFrames() + neighbour.jumps());
    }
  }

  private static int tone(long index) {
    return (int) Math.rint(0.89 * 8388608 * Math.sin(2 * Math.PI * TONE_HZ * Math.floorMod(index, 48_000L) / 48_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x4321, 0x9999})
  void shouldFadeThroughARestart(int ssrc) {
    Plant plant = new Plant(30);

    plant.talker.restart(ssrc, 123_456_789);
    plant.run(3);

    assertEquals(1, plant.count(ConvertCounter.RESTARTS));
    assertTrue(plant.listener.silentFrames() < 24_000, plant.listener.silentFrames() + " silent frames");
    assertTrue(plant.listener.worstClick() < 0.03, "click " + plant.listener.worstClick());
    assertEquals(30, plant.driftPpm(), 1);
    plant.shouldBeWell();
  }

  @Test
  void shouldHoldThroughAnHoursPause() {
    Plant plant = new Plant(-45);

    plant.talker.pauseUntil(3620);
    plant.run(3);
    assertTrue(plant.meter().has(ConvertAlarm.STARVED));
    plant.run(3600);

    plant.shouldBeWell();
    assertEquals(-45, plant.driftPpm(), 0.5);
  }

  @Test
  void shouldFollowALongerPath() {
    Plant plant = new Plant(12);

    plant.talker.path(900_000);
    plant.run(30);

    assertEquals(1, plant.count(ConvertCounter.PATH_CHANGES));
    assertEquals(0, plant.count(ConvertCounter.JUMPS) + plant.count(ConvertCounter.RESTARTS));
    assertEquals(0, plant.listener.silentFrames(), 100);
    plant.shouldBeWell();
  }

  @Test
  void shouldFollowAMuchLongerPathByAJump() {
    Plant plant = new Plant(12);

    plant.talker.path(3_500_000);
    plant.run(6);

    assertEquals(1, plant.count(ConvertCounter.PATH_CHANGES));
    assertEquals(1, plant.count(ConvertCounter.JUMPS));
    plant.shouldBeWell();
  }

  @Test
  void shouldFollowASenderThatFindsAnotherRate() {
    Plant plant = new Plant(t -> t < 22 ? 10e-6 * t : 10e-6 * 22 + 40e-6 * (t - 22), RecoveredEventsTest::tone);

    plant.run(20);

    assertEquals(40, plant.driftPpm(), 0.3);
    assertEquals(0, plant.count(ConvertCounter.MISSING_FRAMES) + plant.count(ConvertCounter.JUMPS));
    plant.shouldBeWell();
  }

  @Test
  void shouldMuteASenderWhoseRateIsNotTheDeclaredOne() {
    Plant plant = new Plant(t -> (44_100.0 / 48_000 - 1) * t, RecoveredEventsTest::tone);

    plant.run(5);

    assertEquals(ConvertMeter.State.MUTED, plant.meter().state());
    assertEquals(1, plant.count(ConvertCounter.WRONG_RATE));
    assertTrue(plant.meter().has(ConvertAlarm.WRONG_RATE));
    assertEquals(plant.listener.frames(), plant.listener.silentFrames());
    assertEquals(44_100.0 / 48_000 - 1, plant.driftPpm() * 1e-6, 1e-3);
    assertEquals(0, plant.neighbour.wrongFrames() + plant.neighbour.silentFrames());
  }

  @Test
  void shouldMuteASenderThatKeepsJumping() {
    Plant plant = new Plant(5);

    for (int i = 0; i < 20; i++) {
      plant.talker.restart(0x4321, i * 1_000_003L);
      plant.run(0.5);
    }
    plant.listener.reset();
    plant.talker.restart(0x4321, 77);
    plant.run(0.5);

    assertTrue(plant.count(ConvertCounter.RESTARTS) >= 20);
    assertEquals(plant.listener.frames(), plant.listener.silentFrames());
    plant.run(2.5);
    plant.shouldBeWell();
  }

  @Test
  void shouldMuteDataBursts() {
    Plant plant = new Plant(t -> 20e-6 * t, index -> index < 48_000 * 21 ? tone(index) : Math.floorMod(index, 4096L) == 0 ? 0xF87200
        : Math.floorMod(index, 4096L) == 1 ? 0x4E1F00 : 0x123400);
    plant.run(2);
    plant.listener.reset();

    plant.run(3);

    assertTrue(plant.count(ConvertCounter.DATA_BURSTS) > 30);
    assertTrue(plant.meter().has(ConvertAlarm.DATA));
    assertEquals(ConvertMeter.State.MUTED, plant.meter().state());
    assertEquals(plant.listener.frames(), plant.listener.silentFrames());
  }

  @ParameterizedTest
  @ValueSource(longs = {37_000_000_000L, -37_000_000_000L, 5_000_000})
  void shouldNotBeHeardWhenThePlantClockIsSet(long stepNs) {
    Plant plant = new Plant(20);
    plant.listener.reset();

    plant.simulation.stepClock(stepNs);
    plant.talker.setClock(stepNs);
    plant.run(10);

    assertEquals(0, plant.count(ConvertCounter.RESTARTS));
    assertEquals(0, plant.count(ConvertCounter.PATH_CHANGES));
    assertEquals(20, plant.driftPpm(), 0.2);
    assertTrue(plant.listener.silentFrames() < 1000, plant.listener.silentFrames() + " silent frames");
  }

  @Test
  void shouldRaiseAnAlarmWhenASourceThatClaimsPtpIsNotOnIt() {
    InputSpec input = Plants.input("in", MONO, 48, 240);
    FreeTalker talker = new FreeTalker(0, input, START, NetworkNoise.quiet(23), t -> 3e-6 * t, RecoveredEventsTest::tone);
    talker.timestamps(new MediaClock(48_000).indexOf(START));
    Simulation simulation = new Simulation(Plants.straight(input, Plants.output("out", MONO, 48)), LEAD, START).add(talker);

    simulation.run(3 * SECOND);
    ConvertMeter meter = simulation.shard().convertMeters().getFirst();
    assertFalse(meter.has(ConvertAlarm.NOT_ON_PTP));
    simulation.run(7 * SECOND);

    assertTrue(meter.has(ConvertAlarm.NOT_ON_PTP));
    assertEquals(3, meter.gauges().get(ConvertGauge.DRIFT_PPT) * 1e-6, 0.1);
    assertEquals(ConvertMeter.State.DIRECT, meter.state());
    assertEquals(0, simulation.input(0).counters().get(InputCounter.MISSING_FRAMES), 400);
  }
}
