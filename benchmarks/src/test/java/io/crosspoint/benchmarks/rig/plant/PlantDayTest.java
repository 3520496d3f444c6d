package io.crosspoint.benchmarks.rig.plant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlantDayTest {

  /** The plant of the rig, smaller and for minutes, with what a day brings brought more often. */
  @Test
  void shouldSendWhatWasSaidWhateverHappens() {
    PlantDay day = new PlantDay(32, 400, new Director.Pace(1, 2, 15, 80), 7);
    Tally tally = day.run();
    assertEquals(0, tally.wrong, () -> day + ": " + tally.failures());
    assertEquals(tally.framesSent, tally.exactFrames + tally.mixedFrames + tally.silentFrames + tally.eitherFrames);
    assertTrue(tally.exactFrames > tally.framesSent / 2, "exact: " + tally.exactFrames + " of " + tally.framesSent);
    assertTrue(tally.timestampWraps > 0 && tally.sequenceWraps > 0, "wraps: " + tally.timestampWraps + ", " + tally.sequenceWraps);
    assertTrue(tally.reloads > 3 && tally.epochs > 2 && tally.restarts > 50 && tally.takes > 100 && tally.fades > 10, "a busy day");
    assertTrue(tally.lostPackets > 100 && tally.duplicates > 100 && tally.overtaken > 100 && tally.latePackets > 100, "a poor network");
  }

  @Test
  void shouldBeTheSameAgain() {
    PlantDay day = new PlantDay(8, 60, new Director.Pace(1, 5, 20, 30), 3);
    assertEquals(day.run().hash, day.run().hash);
  }
}
