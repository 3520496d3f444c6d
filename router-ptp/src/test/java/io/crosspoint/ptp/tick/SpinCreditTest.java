package io.crosspoint.ptp.tick;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpinCreditTest {

  @Test
  void shouldCoverNothingBeforeTheThreadHasSlept() {
    assertFalse(new SpinCredit(7).covers(8));
  }

  @Test
  void shouldCoverNineTimesWhatWasSlept() {
    SpinCredit credit = new SpinCredit(0);
    credit.slept(0, 100);
    assertTrue(credit.covers(100 + 899));
    assertFalse(credit.covers(100 + 900));
    credit.slept(100 + 800, 100 + 800 + 50);
    assertTrue(credit.covers(950 + 549));
    assertFalse(credit.covers(950 + 550));
  }

  /** Whoever spins whenever it is covered, and sleeps a little otherwise, is never awake for 95 % of a second. */
  @Test
  void shouldKeepAGreedyThreadBelowTheKernelsLimit() {
    SplittableRandom random = new SplittableRandom(5);
    SpinCredit credit = new SpinCredit(0);
    long nowNs = 0;
    for (int second = 0; second < 20; second++) {
      long beganNs = nowNs;
      long asleepNs = 0;
      while (nowNs - beganNs < 1_000_000_000L) {
        long untilNs = nowNs + random.nextLong(5_000, 100_000);
        if (!credit.covers(untilNs)) {
          long fromNs = nowNs;
          nowNs = untilNs;
          asleepNs += nowNs - fromNs;
          credit.slept(fromNs, nowNs);
        }
        nowNs = Math.max(nowNs, untilNs);
      }
      assertTrue(asleepNs > (nowNs - beganNs) / 20, "second " + second + ": asleep for " + asleepNs);
    }
  }

  /** After a long sleep it may be awake for long, but not for ever. */
  @Test
  void shouldForgetALongSleep() {
    SpinCredit credit = new SpinCredit(0);
    credit.slept(0, 10_000_000_000L);
    assertTrue(credit.covers(10_000_000_000L + 49_000_000));
    assertFalse(credit.covers(10_000_000_000L + 50_000_000));
  }

  /** After a long time awake it recovers by sleeping, soon. */
  @Test
  void shouldForgiveALongTimeAwake() {
    SpinCredit credit = new SpinCredit(0);
    credit.slept(60_000_000_000L, 60_000_000_001L);
    assertFalse(credit.covers(60_000_000_002L));
    credit.slept(60_000_000_001L, 60_000_000_001L + 6_000_000);
    assertTrue(credit.covers(60_006_000_002L));
  }
}
