package io.crosspoint.ptp.tick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwakeDebtTest {

  private static final long MS = 1_000_000;
  private static final long LOOK_NS = 2 * MS;

  private long nowNs = Long.MAX_VALUE - 500 * MS;
  private long sleptNs = 7 * MS;
  private final AwakeDebt debt = new AwakeDebt(nowNs, sleptNs);

  @Test
  void shouldLetAThreadRunThatSleepsATenthOfTheTime() {
    assertEquals(List.of(), steps(10_000, 0.11));
  }

  @Test
  void shouldStepBackForAMomentAtFirstAndThenByTurns() {
    List<Long> first = steps(500, 0);
    assertEquals(250, first.size(), "every second look");
    assertTrue(first.stream().allMatch(ns -> ns == 4 * MS));
    assertEquals(List.of(300 * MS, 300 * MS), steps(300, 0));
    assertEquals(List.of(), steps(1, 0.2));
    assertEquals(List.of(4 * MS), steps(2, 0), "for a moment again after sleep");
  }

  @Test
  void shouldStepBackWhenSleepIsTooLittle() {
    List<Long> steps = steps(1000, 0.01);
    assertEquals(4 * MS, steps.getFirst());
    assertEquals(300 * MS, steps.getLast());
  }

  @Test
  void shouldForgetWhatIsLeftOut() {
    nowNs += 400 * MS;
    debt.leaveOut(nowNs, sleptNs);
    assertEquals(List.of(), steps(1, 0));
  }

  private List<Long> steps(int looks, double asleep) {
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < looks; i++) {
      nowNs += LOOK_NS;
      sleptNs += (long) (asleep * LOOK_NS);
      long stepNs = debt.update(nowNs, sleptNs);
      if (stepNs > 0) {
        steps.add(stepNs);
      }
    }
    return steps;
  }
}
