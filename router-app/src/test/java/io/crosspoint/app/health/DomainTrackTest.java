package io.crosspoint.app.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainTrackTest {

  private static final long SECOND = 1_000_000_000L;

  private final DomainTrack track = new DomainTrack();

  private Grade after(Grade grade, double seconds) {
    track.observe(new Verdict(grade, grade.word()), (long) (seconds * SECOND));
    return track.told().grade();
  }

  /** Every transition between two grades of something that has been well. */
  @ParameterizedTest
  @CsvSource({
    "HEALTHY, PARTIAL, true", "HEALTHY, UNHEALTHY, true", "PARTIAL, UNHEALTHY, true", "PARTIAL, HEALTHY, false",
    "UNHEALTHY, PARTIAL, false", "UNHEALTHY, HEALTHY, false", "HEALTHY, INACTIVE, true", "PARTIAL, INACTIVE, true",
    "UNHEALTHY, INACTIVE, true", "HEALTHY, HEALTHY, true"
  })
  void shouldGetWorseAtOnceAndBetterAfterThreeSeconds(Grade from, Grade to, boolean isAtOnce) {
    after(Grade.HEALTHY, 0);
    assertEquals(from, after(from, 1));
    assertEquals(isAtOnce ? to : from, after(to, 2));
    assertEquals(isAtOnce ? to : from, after(to, 4.9));
    assertEquals(to, after(to, 5));
  }

  @ParameterizedTest
  @CsvSource({"HEALTHY", "PARTIAL", "UNHEALTHY"})
  void shouldBeginWithWhatItFinds(Grade first) {
    assertEquals(first, after(first, 0));
  }

  @Test
  void shouldBecomeWellAtOnceWhenItNeverWas() {
    assertEquals(Grade.UNHEALTHY, after(Grade.UNHEALTHY, 0));
    assertEquals(Grade.PARTIAL, after(Grade.PARTIAL, 1));
    assertEquals(Grade.HEALTHY, after(Grade.HEALTHY, 1.5));
    assertEquals(Grade.UNHEALTHY, after(Grade.UNHEALTHY, 2));
    assertEquals(Grade.UNHEALTHY, after(Grade.HEALTHY, 3));
  }

  @Test
  void shouldNotRecoverWhileItFlaps() {
    after(Grade.HEALTHY, 0);
    for (int second = 1; second < 20; second += 2) {
      assertEquals(Grade.UNHEALTHY, after(Grade.UNHEALTHY, second));
      assertEquals(Grade.UNHEALTHY, after(Grade.HEALTHY, second + 1));
    }
    assertEquals(Grade.HEALTHY, after(Grade.HEALTHY, 23));
    assertEquals(1, track.transitions());
  }

  @Test
  void shouldRecoverToTheWorstOfTheThreeSeconds() {
    after(Grade.HEALTHY, 0);
    after(Grade.UNHEALTHY, 1);
    after(Grade.HEALTHY, 2);
    after(Grade.PARTIAL, 3);
    assertEquals(Grade.PARTIAL, after(Grade.HEALTHY, 5));
    assertEquals(Grade.PARTIAL, after(Grade.HEALTHY, 6));
    assertEquals(Grade.PARTIAL, after(Grade.HEALTHY, 8.9));
    assertEquals(Grade.HEALTHY, after(Grade.HEALTHY, 9));
  }

  @Test
  void shouldCountWhatGotWorseAndTellOnlyChanges() {
    assertTrue(track.observe(Verdict.HEALTHY, 0));
    assertFalse(track.observe(Verdict.HEALTHY, SECOND));
    assertTrue(track.observe(Verdict.partial("a"), 2 * SECOND));
    assertFalse(track.observe(Verdict.partial("b"), 3 * SECOND));
    assertEquals("b", track.told().message());
    assertTrue(track.observe(Verdict.unhealthy("c"), 4 * SECOND));
    assertEquals(2, track.transitions());
  }
}
