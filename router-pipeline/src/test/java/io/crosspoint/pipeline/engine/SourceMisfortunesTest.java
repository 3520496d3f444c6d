package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.source.PlayoutCounter;
import io.crosspoint.pipeline.source.SourceCounter;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a bad writer does to its own source, and never to a route beside it. */
class SourceMisfortunesTest {

  private static final int WINDOW = 2400;

  private SourcePlant plant = new SourcePlant(2, SourcePlant.MONO, 48, 0, new SourceSpec(WINDOW, SourceSpec.Holes.SILENCE));
  private final long[] heard = new long[16];
  private final long[] wrong = new long[16];
  private final long[] next = new long[16];

  @AfterEach
  void theRouteBesideIsPerfect() {
    plant.mustBePerfectBeside();
  }

  /** Keeps a source filled, as a good writer does. */
  private void feed(int number) {
    SourceTimeline source = plant.sources.get(number);
    if (source.needsRebase()) {
      source.rebase();
      next[number] = source.consumedIndex() + 480;
    }
    next[number] = Math.max(next[number], source.consumedIndex());
    if (source.isTransmitting() && source.consumedIndex() + WINDOW >= next[number] + 100) {
      next[number] += source.write(next[number], 100, SourcePlant.samplesOf(next[number], 100, number), 0);
    }
  }

  private void check(int number, long index, int sample) {
    heard[number] += sample == SourcePlant.sampleOf(index, number) ? 1 : 0;
    wrong[number] += sample == SourcePlant.sampleOf(index, number) || sample == 0 ? 0 : 1;
  }

  private void goodNeighbour() {
    plant.listen((number, index, channel, sample) -> check(number, index, sample)).write(now -> feed(1));
  }

  private void mustHaveHeardTheNeighbour(long frames) {
    assertEquals(0, wrong[1]);
    assertTrue(heard[1] >= frames, heard[1] + " frames");
    assertEquals(0, plant.sources.get(1).playoutCounters().get(PlayoutCounter.HOLES));
  }

  @Test
  void shouldBeSilentBehindAWriterThatDies() {
    goodNeighbour();
    SourceTimeline source = plant.source();
    plant.write(now -> {
      if (source.counters().get(SourceCounter.FRAMES) < 10_000) {
        feed(0);
      }
    });
    plant.settle();
    plant.simulation.run(SECOND);
    assertEquals(0, wrong[0]);
    assertEquals(10_000, source.playoutCounters().get(PlayoutCounter.PLAYED_FRAMES));
    assertEquals(1, source.playoutCounters().get(PlayoutCounter.HOLES));
    assertTrue(source.playoutCounters().get(PlayoutCounter.HOLE_FRAMES) > 40_000);
    assertTrue(source.aheadFrames() < -40_000);
    mustHaveHeardTheNeighbour(47_000);
  }

  @Test
  void shouldPlayOnAfterAWriterThatStalled() {
    goodNeighbour();
    plant.write(now -> {
      if (now / (300 * MS) % 2 == 0) {
        feed(0);
      }
    });
    plant.settle();
    plant.simulation.run(3 * SECOND);
    assertEquals(0, wrong[0]);
    assertTrue(heard[0] > 60_000, heard[0] + " frames");
    long holes = plant.source().playoutCounters().get(PlayoutCounter.HOLES);
    assertTrue(holes >= 4 && holes <= 6, holes + " holes");
    mustHaveHeardTheNeighbour(3 * 47_000);
  }

  @Test
  void shouldTakeWhatIsWrittenBackward() {
    goodNeighbour();
    SourceTimeline source = plant.source();
    plant.write(now -> {
      source.rebase();
      next[0] = Math.max(next[0], source.consumedIndex() + 100);
      while (source.isTransmitting() && next[0] + 500 < source.consumedIndex() + WINDOW) {
        for (int part = 4; part >= 0; part--) {
          source.write(next[0] + 100 * part, 100, SourcePlant.samplesOf(next[0] + 100 * part, 100, 0), 0);
        }
        next[0] += 500;
      }
    });
    plant.settle();
    plant.simulation.run(SECOND);
    assertEquals(0, wrong[0]);
    assertTrue(heard[0] > 47_000);
    assertTrue(source.counters().get(SourceCounter.BACKWARD_WRITES) > 300);
    assertEquals(0, source.playoutCounters().get(PlayoutCounter.HOLES));
    mustHaveHeardTheNeighbour(47_000);
  }

  @Test
  void shouldRefuseAFlood() {
    goodNeighbour();
    SourceTimeline source = plant.source();
    SplittableRandom random = new SplittableRandom(1);
    plant.write(now -> {
      source.rebase();
      for (int i = 0; i < 500; i++) {
        long index = source.consumedIndex() + random.nextInt(WINDOW - 10);
        source.write(index, 3, SourcePlant.samplesOf(index, 3, 0), 0);
      }
    });
    plant.settle();
    plant.simulation.run(SECOND);
    assertEquals(0, wrong[0]);
    assertTrue(source.counters().get(SourceCounter.FULL_FRAMES) > 1_000_000);
    long counted =
        source.counters().get(SourceCounter.FRAMES) + source.counters().get(SourceCounter.FULL_FRAMES)
            + source.counters().get(SourceCounter.UNTIMED_FRAMES);
    assertEquals(3 * source.counters().get(SourceCounter.WRITES), counted);
    mustHaveHeardTheNeighbour(47_000);
  }

  @Test
  void shouldMakeSilenceOfWhatIsNotANumberAndLimitWhatIsTooLoud() {
    goodNeighbour();
    SourceTimeline source = plant.source();
    plant.settle();
    source.rebase();
    long begin = source.consumedIndex() + 100;
    float[] samples = {Float.NaN, Float.POSITIVE_INFINITY, -7, 1, -1, 0.5f, 1e-9f, -0.25f};
    int[] expected = {0, 0x7FFF_FF00, 0x8000_0000, 0x7FFF_FF00, 0x8000_0000, 0x4000_0000, 0, 0xE000_0000};
    int[] played = new int[8];
    plant.listen((number, index, channel, sample) -> {
      if (number == 0 && index >= begin && index < begin + 8) {
        played[(int) (index - begin)] = sample;
      }
    });
    assertEquals(8, source.write(begin, 8, samples, 0));
    source.write(begin + 8, 1, new int[] {0x1234_56FF}, 0);
    plant.simulation.run(SECOND);
    assertEquals(Arrays.toString(expected), Arrays.toString(played));
    assertEquals(1, source.counters().get(SourceCounter.NAN_SAMPLES));
    assertEquals(2, source.counters().get(SourceCounter.CLIPPED_SAMPLES));
    mustHaveHeardTheNeighbour(40_000);
  }

  /** All ten play on in every new epoch, and nothing that was written for one is heard in another. */
  @Test
  void shouldCarryTenSourcesThroughChangesOfEpoch() {
    plant = new SourcePlant(10, SourcePlant.MONO, 48, 0, new SourceSpec(WINDOW, SourceSpec.Holes.SILENCE));
    plant.listen((number, index, channel, sample) -> check(number, index, sample));
    plant.write(now -> {
      for (int i = 0; i < 10; i++) {
        feed(i);
      }
    });
    plant.settle();
    long[] steps = {-2 * SECOND, 5 * MS, 3600 * SECOND, -1, 20_833};
    for (long step : steps) {
      plant.simulation.stepClock(step);
      plant.talker.resume(plant.simulation.nowPtpNs());
      plant.simulation.run(100 * MS);
      Arrays.fill(heard, 0);
      plant.beside.reset();
      plant.simulation.run(500 * MS);
      for (int i = 0; i < 10; i++) {
        assertEquals(0, wrong[i]);
        assertTrue(heard[i] > 23_900, "source " + i + ": " + heard[i] + " frames after a step of " + step);
      }
      plant.mustBePerfectBeside();
    }
    for (SourceTimeline source : plant.sources) {
      assertEquals(steps.length, source.counters().get(SourceCounter.REBASES));
      assertEquals(steps.length + 1, source.playoutCounters().get(PlayoutCounter.EPOCHS));
      assertEquals(0, source.playoutCounters().get(PlayoutCounter.HOLES));
    }
  }
}
