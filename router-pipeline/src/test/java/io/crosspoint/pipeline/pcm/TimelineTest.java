package io.crosspoint.pipeline.pcm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private final Timeline timeline = new Timeline(2, 100);
  private final MemorySegment memory = Arena.ofAuto().allocate(1024);

  private void write(long index, int frames, int epoch, int value) {
    for (int i = 0; i < frames * 2; i++) {
      memory.set(ValueLayout.JAVA_INT, 4L * i, value);
    }
    timeline.writeSamples(index, frames, epoch, memory, 0);
  }

  @Test
  void shouldBeEmptyAtFirst() {
    assertEquals(128, timeline.capacityFrames());
    for (long index = -1000; index < 1000; index++) {
      assertFalse(timeline.holds(index, 0));
      assertFalse(timeline.holds(index + (1L << 40), 5));
    }
  }

  @Test
  void shouldNeverTakeAFrameOfAnotherLapOrEpochForAPresentOne() {
    write(1_000_000, 48, 3, 77);

    assertTrue(timeline.holds(1_000_047, 3));
    assertEquals(48, timeline.countHeld(1_000_000, 48, 3));
    assertEquals(47, timeline.countHeld(1_000_001, 60, 3));
    for (int lap = 1; lap < 100; lap++) {
      assertEquals(0, timeline.countHeld(1_000_000 + 128L * lap, 48, 3));
      assertEquals(0, timeline.countHeld(1_000_000 - 128L * lap, 48, 3));
    }
    assertEquals(0, timeline.countHeld(1_000_000, 48, 2));
    assertEquals(0, timeline.countHeld(1_000_000, 48, 4));
  }

  @Test
  void shouldHoldWhatWasWrittenLastAtEachPlace() {
    SplittableRandom random = new SplittableRandom(5);
    Map<Integer, long[]> model = new HashMap<>();
    long base = (1L << 32) - 300;
    for (int round = 1; round < 20_000; round++) {
      long index = base + round / 4 + random.nextInt(100);
      int frames = 1 + random.nextInt(40);
      int epoch = round / 5000;
      write(index, frames, epoch, round);
      for (int i = 0; i < frames; i++) {
        model.put((int) ((index + i) & 127), new long[] {index + i, epoch, round});
      }
      long probe = base + round / 4 - 100 + random.nextInt(300);
      long[] wanted = model.get((int) (probe & 127));
      boolean isHeld = wanted != null && wanted[0] == probe && wanted[1] == epoch;
      assertEquals(isHeld, timeline.holds(probe, epoch));
      if (isHeld) {
        assertEquals(wanted[2], timeline.samples()[timeline.position(probe)]);
        assertEquals(wanted[2], timeline.samples()[timeline.position(probe) + 1]);
      }
    }
  }

  @Test
  void shouldCountAsTheTagsDoWhateverTheOrderOfWriting() {
    SplittableRandom random = new SplittableRandom(6);
    long next = (1L << 40) - 5_000;
    int epoch = 1;
    for (int round = 0; round < 30_000; round++) {
      switch (random.nextInt(40)) {
        case 0 -> next += random.nextInt(200);
        case 1 -> next -= random.nextInt(200);
        case 2 -> epoch = 1 + random.nextInt(3);
        case 3 -> write(next - random.nextInt(300), 1 + random.nextInt(40), epoch, round);
        default -> {
          int frames = 1 + random.nextInt(40);
          write(next, frames, epoch, round);
          next += frames;
        }
      }
      long from = next - 150 + random.nextInt(160);
      int frames = 1 + random.nextInt(128);
      int asked = epoch - random.nextInt(10) / 9;
      int held = 0;
      for (int i = 0; i < frames; i++) {
        held += timeline.holds(from + i, asked) ? 1 : 0;
      }
      assertEquals(held, timeline.countHeld(from, frames, asked), "round " + round);
    }
  }

  @Test
  void shouldDecodeAcrossTheEndOfTheRing() {
    for (int i = 0; i < 600; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) i);
    }
    timeline.write(120, 20, 0, Encoding.L24, memory, 0);

    for (int i = 0; i < 20; i++) {
      int at = timeline.position(120 + i);
      assertEquals((6 * i & 0xFF) << 24 | (6 * i + 1 & 0xFF) << 16 | (6 * i + 2 & 0xFF) << 8, timeline.samples()[at]);
      assertEquals((6 * i + 3 & 0xFF) << 24 | (6 * i + 4 & 0xFF) << 16 | (6 * i + 5 & 0xFF) << 8, timeline.samples()[at + 1]);
    }
    assertEquals(8, timeline.framesToWrap(120));
  }
}
