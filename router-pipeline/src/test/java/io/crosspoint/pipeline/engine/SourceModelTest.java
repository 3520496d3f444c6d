package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.source.PlayoutCounter;
import io.crosspoint.pipeline.source.SourceCounter;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The owned transmit timeline against a model, in a whole simulated router: what was last written for an index leaves in the packet whose
 * timestamp covers it, bit for bit, silence leaves where nothing was, and every frame is accepted or refused as the rules say.
 *
 * <p>{@code -Dcrosspoint.source.frames=1000000000} writes that many frames.
 */
class SourceModelTest {

  private static final long FRAMES = Long.getLong("crosspoint.source.frames", 10_000_000);
  private static final int WINDOW = 960;
  private static final int RING = 1 << 12;
  private static final int LONGEST = 96;

  /** What the model remembers of an index. */
  private final long[] indices = new long[RING];

  private final int[] values = new int[RING];
  private final SplittableRandom random = new SplittableRandom(20261122);
  private final int[] samples = new int[LONGEST];
  private long written;
  private long late;
  private long early;
  private long heard;
  private long silent;
  private long wrong;

  @ParameterizedTest
  @CsvSource({"48, 0", "6, 0", "48, 100", "192, 7"})
  void shouldPlayWhatWasLastWrittenForEachIndex(int packetFrames, int linkOffsetFrames) {
    Arrays.fill(indices, Long.MIN_VALUE);
    SourcePlant plant =
        new SourcePlant(1, SourcePlant.MONO, packetFrames, linkOffsetFrames, new SourceSpec(WINDOW, SourceSpec.Holes.SILENCE));
    SourceTimeline source = plant.source();
    plant.write(now -> write(source)).listen((number, index, channel, sample) -> check(index - linkOffsetFrames, sample));
    plant.settle();
    while (written < FRAMES / 4) {
      plant.simulation.run(1000 * MS);
    }

    assertEquals(0, wrong);
    assertTrue(heard > written / 8 && silent > 1000, heard + " heard, " + silent + " silent of " + written);
    assertEquals(late, source.counters().get(SourceCounter.LATE_FRAMES));
    assertEquals(early, source.counters().get(SourceCounter.EARLY_FRAMES));
    assertEquals(0, source.counters().get(SourceCounter.FULL_FRAMES));
    assertEquals(0, source.playoutCounters().get(PlayoutCounter.OVERTAKEN_FRAMES));
    plant.mustBePerfectBeside();
  }

  /** About one and a half times real time, anywhere from too late to too early, mostly near the transmitter. */
  private void write(SourceTimeline source) {
    source.rebase();
    long consumed = source.consumedIndex();
    if (consumed == 0) {
      return;
    }
    for (int writes = random.nextInt(3); writes > 0; writes--) {
      int frames = 1 + random.nextInt(random.nextBoolean() ? 4 : LONGEST - 1);
      long index = consumed - 40 + random.nextInt(random.nextInt(4) == 0 ? WINDOW + 80 : 200);
      for (int i = 0; i < frames; i++) {
        samples[i] = (random.nextInt() | 256) & 0xFFFF_FF00;
      }
      int accepted = source.write(index, frames, samples, 0);
      int model = 0;
      for (int i = 0; i < frames; i++) {
        model += remember(index + i, samples[i], consumed);
      }
      assertEquals(model, accepted);
      written += frames;
    }
  }

  private int remember(long index, int value, long consumed) {
    late += index < consumed ? 1 : 0;
    early += index >= consumed + WINDOW ? 1 : 0;
    if (index < consumed || index >= consumed + WINDOW) {
      return 0;
    }
    indices[(int) index & RING - 1] = index;
    values[(int) index & RING - 1] = value;
    return 1;
  }

  private void check(long index, int sample) {
    int slot = (int) index & RING - 1;
    int expected = indices[slot] == index ? values[slot] : 0;
    wrong += sample == expected ? 0 : 1;
    heard += expected == 0 ? 0 : 1;
    silent += expected == 0 ? 1 : 0;
  }
}
