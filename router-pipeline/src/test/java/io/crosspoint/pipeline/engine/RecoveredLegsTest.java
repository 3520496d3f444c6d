package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.convert.ConvertCounter;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.convert.NetworkNoise;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ST 2022-7 pair of a sender on its own clock, whose second network takes 700 µs longer. */
class RecoveredLegsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_763_800_000L * SECOND + 123_456_789;
  private static final double TONE_HZ = 997;
  private static final double PPM = 40;
  private static final AudioFormat MONO = new AudioFormat(Encoding.L24, 48_000, 1);

  private Simulation simulation;
  private FreeTalker fast;
  private FreeTalker slow;
  private ToneListener listener;

  @BeforeEach
  void startBothLegs() {
    InputSpec plain = Plants.input("in", MONO, 48, 240, 2, null);
    InputSpec input =
        new InputSpec(plain.name(), plain.flows(), MONO, 48, plain.payloadType(), null, 240, InputSpec.Timing.RECOVERED);
    OutputSpec output = Plants.output("out", MONO, 48);
    fast = new FreeTalker(0, input, START, NetworkNoise.quiet(31), t -> PPM * 1e-6 * t, RecoveredLegsTest::tone);
    slow = new FreeTalker(0, input, START, NetworkNoise.quiet(32), t -> PPM * 1e-6 * t, RecoveredLegsTest::tone).secondLeg();
    slow.path(800_000);
    simulation = new Simulation(Plants.straight(input, output), 500_000, START).add(fast).add(slow);
    listener = new ToneListener(0, output, START, TONE_HZ, 48_000, fast::frameAt);
    simulation.add(listener);
    run(30);
    listener.reset();
  }

  private void run(double seconds) {
    simulation.run((long) (seconds * 1e9));
  }

  private long count(ConvertCounter counter) {
    return simulation.shard().convertMeters().getFirst().counters().get(counter);
  }

  private static int tone(long index) {
    return (int) Math.rint(0.89 * 8388608 * Math.sin(2 * Math.PI * TONE_HZ * Math.floorMod(index, 48_000L) / 48_000));
  }

  private void shouldHaveHeardNothing() {
    String figures = listener.worstDb() + " dB, click " + listener.worstClick() + ", latency " + listener.leastLatencyS() + " to "
        + listener.mostLatencyS();
    assertTrue(listener.worstDb() <= -140, figures);
    assertTrue(listener.mostLatencyS() - listener.leastLatencyS() < 2e-6, figures);
    assertEquals(0, listener.silentFrames(), 100);
    long events = count(ConvertCounter.JUMPS) + count(ConvertCounter.PATH_CHANGES) + count(ConvertCounter.RESTARTS);
    assertEquals(0, events + count(ConvertCounter.MISSING_FRAMES), figures);
  }

  @Test
  void shouldNotNoticeThatEitherLegIsGone() {
    fast.pauseUntil(50);
    run(35);
    shouldHaveHeardNothing();
    slow.pauseUntil(80);
    run(30);
    shouldHaveHeardNothing();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x4321, 0x8888})
  void shouldRestartOnceWhenBothLegsBringANewTimeline(int ssrc) {
    fast.restart(ssrc, 9_000_000);
    slow.restart(ssrc, 9_000_000);
    run(5);
    listener.reset();
    run(5);

    assertEquals(1, count(ConvertCounter.RESTARTS));
    assertEquals(ConvertMeter.State.CONVERTING, simulation.shard().convertMeters().getFirst().state());
    assertTrue(listener.worstDb() <= -110, listener.worstDb() + " dB");
  }
}
