package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RouteIntegrityTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_763_800_000L * SECOND + 123_456_789;
  private static final long LEAD = 500_000;

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(Encoding.L24, 48000, 2, 48, 48, 96),
        Arguments.of(Encoding.L24, 48000, 2, 6, 6, 36),
        Arguments.of(Encoding.L24, 48000, 2, 240, 48, 288),
        Arguments.of(Encoding.L24, 48000, 2, 48, 6, 96),
        Arguments.of(Encoding.L24, 48000, 2, 6, 240, 48),
        Arguments.of(Encoding.L24, 48000, 8, 16, 12, 48),
        Arguments.of(Encoding.L16, 48000, 1, 192, 240, 480),
        Arguments.of(Encoding.L24, 48000, 64, 6, 6, 48),
        Arguments.of(Encoding.L16, 44100, 2, 48, 64, 150),
        Arguments.of(Encoding.L24, 88200, 2, 88, 11, 300),
        Arguments.of(Encoding.L24, 96000, 8, 12, 48, 120),
        Arguments.of(Encoding.L24, 192000, 2, 24, 192, 48000),
        Arguments.of(Encoding.AM824, 48000, 8, 6, 48, 48),
        Arguments.of(Encoding.L24, 48000, 2, 240, 240, 7200));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldPassEverySampleAtItsLinkOffset(Encoding encoding, int rateHz, int channels, int inFrames, int outFrames, int linkOffset) {
    AudioFormat format = new AudioFormat(encoding, rateHz, channels);
    InputSpec input = Plants.input("in", format, inFrames, linkOffset);
    OutputSpec output = Plants.output("out", format, outFrames);
    PatternListener listener = new PatternListener(0, output, encoding, 7, linkOffset);
    Simulation simulation = new Simulation(Plants.straight(input, output), LEAD, START).add(listener);
    simulation.add(new PatternTalker(0, input, 7, START));
    long settleNs = 200_000_000 + linkOffset * SECOND / rateHz;

    simulation.run(settleNs);
    listener.reset();
    simulation.run(3 * SECOND);

    assertEquals(0, listener.silentFrames());
    assertEquals(0, listener.wrongFrames());
    assertEquals(0, listener.jumps());
    assertEquals(0, listener.lateNs());
    assertTrue(listener.exactFrames() >= 3L * rateHz - outFrames);
  }

  @Test
  void shouldLoseNothingInADayThroughEveryWrap() {
    AudioFormat format = new AudioFormat(Encoding.L24, 48000, 2);
    InputSpec input = Plants.input("in", format, 240, 288);
    OutputSpec output = Plants.output("out", format, 240);
    // The 32-bit timestamp wraps after 12 of the 24 hours, the sequence number 263 times.
    long wrapIndex = ((START / SECOND * 48000) >>> 32 << 32) + (1L << 32);
    long start = new MediaClock(48000).timeOf(wrapIndex) - 12 * 3600 * SECOND;
    PatternListener listener = new PatternListener(0, output, Encoding.L24, 3, 288);
    Simulation simulation = new Simulation(Plants.straight(input, output), LEAD, start).add(listener);
    simulation.add(new PatternTalker(0, input, 3, start).identity(9, 65_000, 0));

    simulation.run(200_000_000);
    listener.reset();
    simulation.run(24 * 3600 * SECOND);

    assertEquals(0, listener.silentFrames() + listener.wrongFrames());
    assertEquals(0, listener.jumps());
    assertTrue(listener.exactFrames() >= 24L * 3600 * 48000 - 240);
    assertEquals(0, simulation.input(0).counters().get(InputCounter.LATE));
    assertEquals(0, simulation.input(0).counters().get(InputCounter.LOST));
    assertEquals(0, simulation.input(0).counters().get(InputCounter.REANCHORS));
    assertEquals(0, simulation.group(0).counters().get(SendCounter.SKIPPED));
  }
}
