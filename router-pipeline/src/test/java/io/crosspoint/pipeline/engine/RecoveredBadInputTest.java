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
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.convert.NetworkNoise;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.InputCounter;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Senders that do what no sender should. Beside each, on one simulated router, a PTP route whose every sample must be right and a second
 * device on its own clock whose tone must stay pure.
 */
class RecoveredBadInputTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_763_800_000L * SECOND + 123_456_789;
  private static final double TONE_HZ = 997;
  private static final AudioFormat MONO = new AudioFormat(Encoding.L24, 48_000, 1);

  private Simulation simulation;
  private FreeTalker talker;
  private ToneListener listener;
  private ToneListener device;
  private PatternListener locked;

  private void start(DoubleUnaryOperator leadS) {
    List<InputSpec> inputs = List.of(recovered("bad"), recovered("device"), Plants.input("locked", MONO, 48, 96));
    List<OutputSpec> outputs =
        List.of(Plants.output("out", MONO, 48), Plants.output("beside", MONO, 48), Plants.output("exact", MONO, 48));
    List<Crosspoint> routes = List.of(new Crosspoint(0, 0, 0, 0, 1), new Crosspoint(1, 0, 1, 0, 1), new Crosspoint(2, 0, 2, 0, 1));
    simulation = new Simulation(new PlantSpec(inputs, outputs, routes), 500_000, START);
    talker = new FreeTalker(0, inputs.get(0), START, NetworkNoise.quiet(41), leadS, RecoveredBadInputTest::tone);
    FreeTalker other =
        new FreeTalker(1, inputs.get(1), START, NetworkNoise.quiet(42), t -> -15e-6 * t, RecoveredBadInputTest::tone).from(0x0A4D_0077);
    listener = new ToneListener(0, outputs.get(0), START, TONE_HZ, 48_000, talker::frameAt);
    device = new ToneListener(1, outputs.get(1), START, TONE_HZ, 48_000, other::frameAt);
    locked = new PatternListener(2, outputs.get(2), Encoding.L24, 3, 96);
    simulation.add(talker).add(other).add(new PatternTalker(2, inputs.get(2), 3, START)).add(listener).add(device).add(locked);
    run(20);
    listener.reset();
    device.reset();
    locked.reset();
  }

  private static InputSpec recovered(String name) {
    InputSpec plain = Plants.input(name, MONO, 48, 240);
    return new InputSpec(name, plain.flows(), MONO, 48, plain.payloadType(), null, 240, InputSpec.Timing.RECOVERED);
  }

  private static int tone(long index) {
    return (int) Math.rint(0.89 * 8388608 * Math.sin(2 * Math.PI * TONE_HZ * Math.floorMod(index, 48_000L) / 48_000));
  }

  private void run(double seconds) {
    simulation.run((long) (seconds * 1e9));
  }

  private ConvertMeter meter() {
    return simulation.shard().convertMeters().getFirst();
  }

  private long count(ConvertCounter counter) {
    return meter().counters().get(counter);
  }

  private void shouldBePlaying() {
    run(3);
    listener.reset();
    run(4);
    assertEquals(ConvertMeter.State.CONVERTING, meter().state());
    assertTrue(listener.worstDb() <= -110, listener.worstDb() + " dB");
    assertTrue(listener.worstClick() <= 1e-5, "click " + listener.worstClick());
  }

  private void shouldBeSilent(double seconds) {
    listener.reset();
    run(seconds);
    assertEquals(listener.frames(), listener.silentFrames());
  }

  @AfterEach
  void shouldHaveHadNoEffectElsewhere() {
    assertEquals(0, locked.wrongFrames() + locked.silentFrames() + locked.jumps());
    assertTrue(device.worstDb() <= -140 && device.worstClick() < 6e-7, device.worstDb() + " dB, click " + device.worstClick());
    assertEquals(0, device.silentFrames(), 200);
  }

  @ParameterizedTest
  @ValueSource(longs = {480_000, -480_000, 1L << 31, 5_000})
  void shouldFadeThroughTimestampsThatJumpForwardOrBack(long frames) {
    start(t -> 10e-6 * t);

    talker.shiftTimestamps(frames);
    run(1);

    assertEquals(1, count(ConvertCounter.RESTARTS));
    assertTrue(meter().has(ConvertAlarm.RESTARTED));
    assertTrue(listener.worstClick() < 0.03, "click " + listener.worstClick());
    shouldBePlaying();
    run(5);
    assertFalse(meter().has(ConvertAlarm.RESTARTED));
  }

  @Test
  void shouldLeaveOutSinglePacketsWithTimestampsOfTheirOwn() {
    start(t -> 10e-6 * t);

    for (int i = 0; i < 20; i++) {
      talker.shiftTimestamps(77_777);
      run(0.001);
      talker.shiftTimestamps(-77_777);
      run(0.1);
    }

    assertEquals(20, simulation.input(0).counters().get(InputCounter.STRAY));
    assertEquals(0, count(ConvertCounter.RESTARTS));
    shouldBePlaying();
  }

  @Test
  void shouldMuteTimestampsThatRunBackward() {
    start(t -> 10e-6 * t);

    for (int i = 0; i < 5000; i++) {
      talker.shiftTimestamps(-96);
      run(0.001);
    }

    assertTrue(count(ConvertCounter.LATE) > 4000);
    assertTrue(meter().has(ConvertAlarm.STARVED) && meter().has(ConvertAlarm.WRONG_RATE));
    assertEquals(ConvertMeter.State.MUTED, meter().state());
    run(5);
    assertFalse(meter().has(ConvertAlarm.STARVED));
    shouldBePlaying();
  }

  @Test
  void shouldMuteTimestampsThatStandStill() {
    start(t -> 10e-6 * t);

    for (int i = 0; i < 5000; i++) {
      talker.shiftTimestamps(-48);
      run(0.001);
    }

    assertTrue(count(ConvertCounter.LATE) > 4000);
    assertTrue(meter().has(ConvertAlarm.STARVED) && meter().has(ConvertAlarm.WRONG_RATE));
    assertEquals(ConvertMeter.State.MUTED, meter().state());
    run(5);
    assertFalse(meter().has(ConvertAlarm.STARVED));
    shouldBePlaying();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-81_250, 88_435, 3000, -2000})
  void shouldMuteASampleRateThatIsNotTheDeclaredOne(double ppm) {
    start(t -> ppm * 1e-6 * t);

    shouldBeSilent(3);

    assertEquals(ConvertMeter.State.MUTED, meter().state());
    assertEquals(1, count(ConvertCounter.WRONG_RATE));
    assertTrue(meter().has(ConvertAlarm.WRONG_RATE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {990, -990, 150})
  void shouldPlayAClockThatIsFarOffAndSaySo(double ppm) {
    start(t -> ppm * 1e-6 * t);

    shouldBePlaying();

    assertTrue(meter().has(ConvertAlarm.FAST_DRIFT));
    assertFalse(meter().has(ConvertAlarm.WRONG_RATE));
    assertEquals(0, count(ConvertCounter.MISSING_FRAMES) + count(ConvertCounter.JUMPS));
  }

  @Test
  void shouldNotFollowASourceThatAlternatesBetweenTwoClocks() {
    start(t -> {
      double phase = t % 20;
      return (t - phase) * 45e-6 + (phase < 10 ? 20e-6 * phase : 200e-6 + 70e-6 * (phase - 10));
    });

    run(100);

    assertTrue(count(ConvertCounter.RATE_CHANGES) >= 4, "rate changes " + count(ConvertCounter.RATE_CHANGES));
    assertEquals(0, count(ConvertCounter.MISSING_FRAMES) + count(ConvertCounter.LATE), "reserve");
    assertTrue(listener.worstClick() < 1e-5, "click " + listener.worstClick());
    assertEquals(ConvertMeter.State.CONVERTING, meter().state());
  }

  @Test
  void shouldMuteASourceWhoseTimestampsAlternateBetweenTwoCounts() {
    start(t -> 10e-6 * t);

    for (int i = 0; i < 40; i++) {
      talker.shiftTimestamps(i % 2 == 0 ? 9_000_000 : -9_000_000);
      run(0.4);
    }

    assertTrue(count(ConvertCounter.RESTARTS) >= 38, "restarts " + count(ConvertCounter.RESTARTS));
    assertTrue(meter().has(ConvertAlarm.UNSTABLE));
    shouldBePlaying();
  }
}
