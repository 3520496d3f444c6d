package io.crosspoint.app.record;

import static io.crosspoint.app.record.RecordedPlant.LINK_OFFSET;
import static io.crosspoint.app.record.RecordedPlant.MS;
import static io.crosspoint.app.record.RecordedPlant.SECOND;
import static io.crosspoint.app.record.RecordedPlant.files;
import static io.crosspoint.app.record.RecordedPlant.indexInName;
import static io.crosspoint.app.record.RecordedPlant.samples;
import static io.crosspoint.app.record.RecordedPlant.sent;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.tap.TapCounter;
import io.crosspoint.ptp.clock.ClockState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {

  @TempDir
  private Path directory;

  @Test
  void shouldRecordTwoRoutesOfTheSameAudioWithoutAFrameOfDifference() throws IOException {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER);
    plant.run(2 * SECOND);
    plant.close();

    Path one = files(directory, "one").getFirst();
    Path two = files(directory, "two").getFirst();
    long oneFirst = indexInName(one);
    long twoFirst = indexInName(two);
    assertEquals(RecordedPlant.timeReference(two) - RecordedPlant.timeReference(one), twoFirst - oneFirst);
    int[] first = samples(one);
    int[] second = samples(two);
    // Aligned by what the headers say, the audio is the same to the bit.
    long from = Math.max(oneFirst, twoFirst);
    long to = Math.min(oneFirst + first.length / 2, twoFirst + second.length / 2);
    assertTrue(to - from > 90_000, "only " + (to - from) + " frames in common");
    assertArrayEquals(
        Arrays.copyOfRange(first, (int) (from - oneFirst) * 2, (int) (to - oneFirst) * 2),
        Arrays.copyOfRange(second, (int) (from - twoFirst) * 2, (int) (to - twoFirst) * 2));
    mustBeWhatWasSent(first, oneFirst, LINK_OFFSET);
    Path source = files(directory, "source").getFirst();
    mustBeWhatWasSent(samples(source), indexInName(source), 0);
  }

  /** Behind the silence of before the first packet. */
  private static void mustBeWhatWasSent(int[] recorded, long firstIndex, int delayFrames) {
    int wrong = 0;
    for (int frame = 9_600; frame < recorded.length / 2; frame++) {
      for (int channel = 0; channel < 2; channel++) {
        wrong += recorded[2 * frame + channel] == sent(firstIndex + frame - delayFrames, channel) ? 0 : 1;
      }
    }
    assertEquals(0, wrong, "wrong samples");
    assertTrue(recorded.length > 60_000);
  }

  @Test
  void shouldSayTheSampleSinceMidnightUtc() throws IOException {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER);
    plant.run(100 * MS);
    plant.close();

    Path file = files(directory, "one").getFirst();
    // The header counts samples since midnight UTC; media time is 37 s ahead of UTC, and 1970 began at midnight.
    long expected = Math.floorMod(indexInName(file) - 37L * 48_000, 86_400L * 48_000);
    assertEquals(expected, RecordedPlant.timeReference(file));
    assertTrue(file.getFileName().toString().startsWith("one_20251122T133320Z_"), file.toString());
  }

  @Test
  void shouldBeginNewFilesOnExactMultiplesOfUtcSeconds() throws IOException {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.every(1, 48_000, 37));
    plant.run(3_300 * MS);
    plant.close();

    for (String name : List.of("one", "two", "source")) {
      List<Path> files = files(directory, name);
      assertEquals(4, files.size(), files.toString());
      for (int i = 0; i < files.size(); i++) {
        int[] audio = samples(files.get(i));
        if (i > 0) {
          assertEquals(0, indexInName(files.get(i)) % 48_000);
          assertEquals(indexInName(files.get(i - 1)) + samples(files.get(i - 1)).length / 2, indexInName(files.get(i)));
        }
        if (i > 0 && i < files.size() - 1) {
          assertEquals(2 * 48_000, audio.length);
        }
      }
    }
    assertEquals(4, plant.recorder("one").counters().get(RecordCounter.FILES));
  }

  @Test
  void shouldRotateBySizeAtTheSameIndicesWhatever() throws IOException {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.atBytes(100_001, 6));
    plant.run(1_500 * MS);
    plant.close();

    List<Path> one = files(directory, "one").stream().skip(1).toList();
    List<Path> two = files(directory, "two").stream().skip(1).toList();
    assertTrue(one.size() > 2);
    assertEquals(one.stream().map(RecordedPlant::indexInName).toList(), two.stream().map(RecordedPlant::indexInName).toList());
    assertEquals(0, indexInName(one.getFirst()) % 16_666);
  }

  @Test
  void shouldFillAShortGapWithSilenceOfItsOwnLength() throws IOException {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER);
    plant.run(1 * SECOND);
    plant.simulation.setClockState(ClockState.LISTENING);
    plant.run(300 * MS);
    plant.simulation.setClockState(ClockState.LOCKED);
    plant.run(1 * SECOND);
    plant.close();

    List<Path> files = files(directory, "one");
    assertEquals(1, files.size());
    int[] audio = samples(files.getFirst());
    long filled = plant.recorder("one").counters().get(RecordCounter.FILLED_FRAMES);
    assertTrue(filled >= 300 * 48 - 48 && filled < 330 * 48, filled + " frames");
    long first = indexInName(files.getFirst());
    int last = audio.length / 2 - 1;
    assertEquals(sent(first + last - LINK_OFFSET, 0), audio[2 * last], "what follows the gap is where it belongs");
  }

  @Test
  void shouldBeginANewFileWithANewEpoch() {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER);
    plant.run(500 * MS);
    plant.simulation.stepClock(60 * SECOND);
    plant.run(500 * MS);
    plant.close();

    List<Path> files = files(directory, "one");
    assertEquals(2, files.size());
    assertEquals(60L * 48_000, indexInName(files.get(1)) - indexInName(files.get(0)), 500 * 48 + 960);
  }

  @Test
  void shouldBecomeRf64WhenItOutgrowsItsHeader() throws IOException {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER, 200_000);
    plant.run(2 * SECOND);
    plant.close();

    Path file = files(directory, "one").getFirst();
    byte[] bytes = Files.readAllBytes(file);
    assertEquals("RF64", new String(bytes, 0, 4, StandardCharsets.ISO_8859_1));
    mustBeWhatWasSent(samples(file), indexInName(file), LINK_OFFSET);
  }

  @Test
  void shouldBeReadableWhileItGrows() throws IOException {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER);
    plant.run(2_500 * MS);

    // As after a power cut: nothing was closed.
    int[] audio = samples(files(directory, "one").getFirst());
    assertTrue(audio.length / 2 > 60_000, audio.length / 2 + " frames");
    plant.close();
  }

  @Test
  void shouldTryAgainWhenItsDirectoryComesBack() throws IOException {
    Path absent = directory.resolve("later");
    RecordedPlant plant = new RecordedPlant(absent, Rotation.NEVER);
    plant.run(500 * MS);
    Recorder recorder = plant.recorder("one");
    assertEquals(Recorder.State.FAILED, recorder.state());
    assertTrue(recorder.problem().contains("later"), recorder.problem());
    assertTrue(recorder.counters().get(RecordCounter.LOST_FRAMES) > 0);

    Files.createDirectory(absent);
    plant.run(2 * SECOND);
    plant.close();

    assertEquals(Recorder.State.RECORDING, recorder.state());
    assertEquals(1, files(absent, "one").size());
    long known = recorder.counters().get(RecordCounter.FRAMES) + recorder.counters().get(RecordCounter.LOST_FRAMES);
    assertEquals(recorder.ring().counters().get(TapCounter.FRAMES), known);
  }

  @Test
  void shouldCountWhatAStandingDiskCosts() throws IOException {
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER);
    plant.run(1 * SECOND);
    // The disk stands still for longer than the hand-over holds.
    plant.simulation.run(6 * SECOND);
    plant.run(1 * SECOND);
    plant.close();

    Recorder recorder = plant.recorder("one");
    long lost = recorder.ring().counters().get(TapCounter.OVERFLOW_FRAMES);
    assertTrue(lost > 48_000, lost + " frames");
    assertEquals(lost, recorder.counters().get(RecordCounter.FILLED_FRAMES));
    Path file = files(directory, "one").getFirst();
    int[] audio = samples(file);
    int last = audio.length / 2 - 1;
    assertEquals(sent(indexInName(file) + last - LINK_OFFSET, 1), audio[2 * last + 1]);
  }
}
