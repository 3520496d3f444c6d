package io.crosspoint.pipeline.place;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosspoint.pipeline.meter.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {

  private final Counters<InputCounter> counters = new Counters<>(InputCounter.class);
  private final SequenceWindow window = new SequenceWindow(counters);

  @Test
  void shouldCountNothingOnAPerfectStreamThroughTheWrap() {
    for (int i = 0; i < 200_000; i++) {
      window.accept((65_000 + i) & 0xFFFF);
    }

    assertCounts(0, 0, 0);
  }

  @Test
  void shouldCountALossOnlyWhenItLeavesTheWindow() {
    window.accept(65_535);
    window.accept(1);
    for (int i = 2; i < 64; i++) {
      window.accept(i);
    }
    assertCounts(0, 0, 0);

    window.accept(64);
    assertCounts(1, 0, 0);
  }

  @Test
  void shouldTellDuplicatesFromReordering() {
    for (int sequence : new int[] {10, 12, 11, 11, 12, 13}) {
      window.accept(sequence);
    }

    assertCounts(0, 2, 1);
  }

  @Test
  void shouldCountABurstLongerThanTheWindow() {
    window.accept(100);
    window.accept(100 + 201);
    for (int i = 302; i < 400; i++) {
      window.accept(i);
    }

    assertCounts(200, 0, 0);
  }

  @Test
  void shouldCountABurstBehindAReorderedStart() {
    window.accept(100);
    window.accept(99);
    for (int i = 180; i < 300; i++) {
      window.accept(i);
    }

    assertCounts(79, 0, 1);
  }

  @Test
  void shouldTakeALargeStepForANewNumbering() {
    window.accept(100);
    window.accept(30_000);
    window.accept(30_001);
    window.accept(10_000);

    assertCounts(0, 0, 0);
  }

  @Test
  void shouldBeginAnewAfterARestart() {
    window.accept(100);
    window.accept(103);
    window.restart();
    window.accept(101);
    for (int i = 102; i < 300; i++) {
      window.accept(i);
    }

    assertCounts(0, 0, 0);
  }

  /** Random streams with losses up to long bursts, duplicates and reordering, against counting over the whole list. */
  @Test
  void shouldAgreeWithCountingByHand() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Integer> arrivals = arrivals(random);
      Counters<InputCounter> counted = new Counters<>(InputCounter.class);
      SequenceWindow tested = new SequenceWindow(counted);
      arrivals.forEach(number -> tested.accept(number & 0xFFFF));

      long[] wanted = countByHand(arrivals);
      assertEquals(wanted[0], counted.get(InputCounter.LOST), "lost, seed " + seed);
      assertEquals(wanted[1], counted.get(InputCounter.DUPLICATE), "duplicates, seed " + seed);
      assertEquals(wanted[2], counted.get(InputCounter.REORDERED), "reordered, seed " + seed);
    }
  }

  private static List<Integer> arrivals(SplittableRandom random) {
    List<Integer> arrivals = new ArrayList<>();
    int number = 60_000 + random.nextInt(5000);
    int end = number + 20_000;
    while (number < end) {
      int lost = random.nextInt(100) == 0 ? 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 3) : 0;
      number += 1 + lost;
      arrivals.add(number);
      if (random.nextInt(50) == 0) {
        arrivals.add(number - random.nextInt(40));
      }
    }
    for (int i = 1; i < arrivals.size(); i++) {
      if (random.nextInt(20) == 0) {
        int other = Math.max(0, i - 1 - random.nextInt(5));
        arrivals.add(other, arrivals.remove(i));
      }
    }
    return arrivals;
  }

  /** Lost, duplicates, reordered: by what has been seen of the 64 numbers up to the highest at each moment. */
  private static long[] countByHand(List<Integer> arrivals) {
    List<Integer> seen = new ArrayList<>();
    long duplicates = 0;
    long reordered = 0;
    int highest = Integer.MIN_VALUE;
    int lowest = Integer.MAX_VALUE;
    for (int number : arrivals) {
      if (number > highest) {
        highest = number;
        seen.add(number);
      } else if (number > highest - 64) {
        boolean isDuplicate = seen.subList(Math.max(0, seen.size() - 200), seen.size()).contains(number);
        duplicates += isDuplicate ? 1 : 0;
        reordered += isDuplicate ? 0 : 1;
        if (!isDuplicate) {
          seen.add(number);
        }
      } else {
        continue;
      }
      lowest = Math.min(lowest, number);
    }
    int first = lowest;
    int last = highest - 64;
    long came = seen.stream().distinct().filter(number -> number >= first && number <= last).count();
    return new long[] {Math.max(0, last - first + 1 - came), duplicates, reordered};
  }

  private void assertCounts(long lost, long duplicates, long reordered) {
    assertEquals(lost, counters.get(InputCounter.LOST), "lost");
    assertEquals(duplicates, counters.get(InputCounter.DUPLICATE), "duplicates");
    assertEquals(reordered, counters.get(InputCounter.REORDERED), "reordered");
  }
}
