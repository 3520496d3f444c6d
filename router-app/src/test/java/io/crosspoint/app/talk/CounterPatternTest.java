package io.crosspoint.app.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosspoint.pipeline.pcm.Encoding;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CounterPatternTest {

  @ParameterizedTest
  @EnumSource
  void shouldTellLatencyAndStreamFromOneSample(Encoding encoding) {
    CounterPattern pattern = new CounterPattern(encoding);
    int mostLatency = encoding == Encoding.L16 ? 1 << 14 : 1 << 17;
    int streams = encoding == Encoding.L16 ? 4 : 128;
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      long index = random.nextLong(1L << 50);
      int latency = random.nextInt(mostLatency);
      int stream = random.nextInt(streams);
      int channel = random.nextInt(64);
      int lag = pattern.lag((int) index + latency, pattern.sample(index, stream, channel), channel);
      assertEquals(latency, pattern.latencyFrames(lag));
      assertEquals(stream, pattern.stream(lag));
      assertEquals(pattern.sample(index, stream, channel), pattern.at((int) index + latency - lag, channel));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFillTheWidthOfTheEncodingAndNoMore(Encoding encoding) {
    CounterPattern pattern = new CounterPattern(encoding);
    int or = 0;
    int and = -1;
    for (long index = 0; index < 1000; index++) {
      or |= pattern.sample(index, 0, 0);
      and &= pattern.sample(index, 0, 0);
    }
    assertEquals(-1 << (32 - 8 * encoding.bytesPerSample()), or);
    assertEquals(0, and);
  }
}
