package io.crosspoint.app.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosspoint.app.reload.FileWatch.Look;
import io.crosspoint.app.reload.FileWatch.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

/** Looks at a file, a tenth of a second apart. */
class FileWatchTest {

  private static final long TENTH_NS = 100_000_000L;
  private static final Look OLD = new Look(100, 1, 7);
  private static final Look NEW = new Look(120, 2, 7);

  private final FileWatch watch = new FileWatch(OLD);
  private long nowNs;

  private List<Verdict> looks(@Nullable Look at, int times) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      nowNs += TENTH_NS;
      Verdict verdict = watch.look(at, nowNs);
      if (verdict != Verdict.NOTHING) {
        verdicts.add(verdict);
      }
    }
    return verdicts;
  }

  @Test
  void shouldReadOnceWhatHasChangedAndSettled() {
    assertEquals(List.of(), looks(OLD, 10));
    assertEquals(List.of(), looks(NEW, 3));
    assertEquals(List.of(Verdict.READ), looks(NEW, 10));
  }

  @Test
  void shouldWaitWhileSomebodyIsStillWriting() {
    for (int bytes = 0; bytes < 50; bytes++) {
      assertEquals(List.of(), looks(new Look(bytes, bytes, 7), 2));
    }
    assertEquals(List.of(Verdict.READ), looks(new Look(50, 50, 7), 5));
  }

  @Test
  void shouldSeeAnotherFileOfTheSameSizeAndTimeInItsPlace() {
    assertEquals(List.of(Verdict.READ), looks(new Look(100, 1, 8), 5));
  }

  @Test
  void shouldNotMindTheMomentBetweenTwoFiles() {
    assertEquals(List.of(), looks(null, 5));
    assertEquals(List.of(), looks(OLD, 20));
    assertEquals(List.of(), looks(null, 5));
    assertEquals(List.of(Verdict.READ), looks(NEW, 20));
  }

  @Test
  void shouldTellOnceThatAFileIsGoneAndReadItWhenItComesBack() {
    assertEquals(List.of(Verdict.GONE), looks(null, 50));
    assertEquals(List.of(Verdict.READ), looks(OLD, 20));
    assertEquals(List.of(Verdict.GONE), looks(null, 50));
    assertEquals(List.of(Verdict.READ), looks(NEW, 20));
  }

  @Test
  void shouldReadAFileThatWasNotThereAtFirst() {
    FileWatch fresh = new FileWatch(null);
    assertEquals(Verdict.NOTHING, fresh.look(OLD, 0));
    assertEquals(Verdict.READ, fresh.look(OLD, FileWatch.SETTLED_NS));
  }
}
