package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long MOST_NS = 500;

  private static void rounds(Pace pace, int count, long tookNs) {
    for (int i = 0; i < count; i++) {
      pace.took(tookNs);
    }
  }

  @Test
  void shouldWaitUntilEverythingHasHappened() {
    Pace pace = new Pace(MOST_NS, 250);
    rounds(pace, 249, MOST_NS);
    assertFalse(pace.isKept());
    pace.took(MOST_NS);
    assertTrue(pace.isKept());
  }

  @Test
  void shouldNotBeKeptWhileRoundsAreSlow() {
    Pace pace = new Pace(MOST_NS, 100);
    rounds(pace, 1000, MOST_NS + 1);
    assertFalse(pace.isKept());
    rounds(pace, 55, MOST_NS);
    assertFalse(pace.isKept(), "nine of the newest 64 were slow");
    pace.took(MOST_NS);
    assertTrue(pace.isKept(), "eight were");
  }

  @Test
  void shouldForgiveAStallAndNotMany() {
    Pace pace = new Pace(MOST_NS, 64);
    rounds(pace, 200, MOST_NS);
    pace.took(20_000_000);
    assertTrue(pace.isKept());
    rounds(pace, 8, MOST_NS + 1);
    assertFalse(pace.isKept());
  }
}
