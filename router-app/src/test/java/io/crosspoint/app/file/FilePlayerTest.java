package io.crosspoint.app.file;

import static io.crosspoint.app.file.PlayedPlant.MS;
import static io.crosspoint.app.file.PlayedPlant.SECOND;
import static io.crosspoint.app.file.PlayedPlant.START;
import static io.crosspoint.app.file.WaveBytes.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.source.PlayoutCounter;
import io.crosspoint.ptp.clock.MediaClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Playlists on a simulated router: every frame is looked for in the packet that covers its index. */
class FilePlayerTest {

  private static final MediaClock MEDIA = new MediaClock(48_000);

  @TempDir
  private Path directory;

  @Test
  void shouldPlayAPlaylistWithoutAGapAndEnd() throws IOException, InterruptedException {
    Path one = WaveBytes.numbered(directory, "one.wav", 1, 10_001);
    Path two = WaveBytes.numbered(directory, "two.wav", 2, 7_003);
    try (PlayedPlant plant = new PlayedPlant(new FileList(List.of(one, two), false, null))) {
      plant.run(1 * SECOND);

      long first = plant.heardAt(1, 0);
      assertTrue(first > 0);
      for (int i = 0; i < 10_001; i++) {
        assertEquals(sample(1, i, 0), plant.heardAt(first + i));
      }
      for (int i = 0; i < 7_003; i++) {
        assertEquals(sample(2, i, 0), plant.heardAt(first + 10_001 + i));
      }
      assertEquals(0, plant.heardAt(first + 17_004));
      assertEquals(FilePlayer.State.ENDED, plant.player.state());
      assertEquals(0, plant.timeline.playoutCounters().get(PlayoutCounter.HOLE_FRAMES), "an end is no hole");
      assertEquals(0, plant.played.get(PlayCounter.LATE_FRAMES));
    }
  }

  @Test
  void shouldBeginAtTheVeryFrameOfItsTime() throws IOException, InterruptedException {
    Path one = WaveBytes.numbered(directory, "one.wav", 1, 20_000);
    long startPtpNs = START + 700 * MS + 12_345;
    try (PlayedPlant plant = new PlayedPlant(new FileList(List.of(one), false, startPtpNs))) {
      plant.run(300 * MS);
      assertEquals(FilePlayer.State.SCHEDULED, plant.player.state());
      plant.run(900 * MS);

      assertEquals(MEDIA.indexOf(startPtpNs), plant.heardAt(1, 0));
      assertEquals(0, plant.heardAt(MEDIA.indexOf(startPtpNs) - 1));
    }
  }

  @Test
  void shouldJoinALoopWhereItIsSoThatTwoRoutersAgree() throws IOException, InterruptedException {
    Path one = WaveBytes.numbered(directory, "one.wav", 1, 10_000);
    Path two = WaveBytes.numbered(directory, "two.wav", 2, 5_000);
    long startPtpNs = START - 3_333 * SECOND;
    long base = MEDIA.indexOf(startPtpNs);
    try (PlayedPlant plant = new PlayedPlant(new FileList(List.of(one, two), true, startPtpNs))) {
      plant.run(1 * SECOND);

      long from = MEDIA.indexOf(START + 400 * MS);
      for (long index = from; index < from + 30_000; index++) {
        int place = (int) Math.floorMod(index - base, 15_000L);
        assertEquals(place < 10_000 ? sample(1, place, 0) : sample(2, place - 10_000, 0), plant.heardAt(index));
      }
    }
  }

  @Test
  void shouldLeaveOutWhatCannotBePlayed() throws IOException, InterruptedException {
    Path one = WaveBytes.numbered(directory, "one.wav", 1, 5_000);
    Path wrong = WaveBytes.numbered(directory, "wrong.wav", 9, 5_000, 44_100);
    Path two = WaveBytes.numbered(directory, "two.wav", 2, 5_000);
    List<Path> files = List.of(one, directory.resolve("absent.wav"), wrong, two);
    try (PlayedPlant plant = new PlayedPlant(new FileList(files, false, null))) {
      plant.run(500 * MS);

      long first = plant.heardAt(1, 0);
      assertEquals(first + 5_000, plant.heardAt(2, 0), "what cannot be played takes no time");
      assertEquals(2, plant.read.get(ReadCounter.FAILED));
      assertEquals(2, plant.read.get(ReadCounter.OPENED));
      assertTrue(plant.playlist.problem().contains("is 44100 Hz with 2 channels, but the input is 48000 Hz"), plant.playlist.problem());
    }
  }

  @Test
  void shouldComeBackWhenAFileThatDisappearedIsThereAgain() throws IOException, InterruptedException {
    Path one = WaveBytes.numbered(directory, "one.wav", 1, 5_000);
    Path away = directory.resolve("away");
    Files.move(one, away);
    try (PlayedPlant plant = new PlayedPlant(new FileList(List.of(one), true, null))) {
      plant.run(100 * MS);
      assertTrue(plant.read.get(ReadCounter.FAILED) > 0);
      assertEquals(-1, plant.heardAt(1, 0));

      Files.move(away, one);
      for (int i = 0; i < 20 && plant.read.get(ReadCounter.OPENED) == 0; i++) {
        plant.run(100 * MS);
      }
      plant.run(1 * SECOND);
      assertNotEquals(-1, plant.heardAt(1, 4_999));
      assertEquals(1, plant.played.get(PlayCounter.OUTAGES));
    }
  }

  @Test
  void shouldPlayOnWhereItIsAfterTheClockWasSet() throws IOException, InterruptedException {
    Path one = WaveBytes.numbered(directory, "one.wav", 1, 200_000);
    try (PlayedPlant plant = new PlayedPlant(new FileList(List.of(one), false, null))) {
      plant.run(500 * MS);
      long before = plant.heardAt(1, 10_000);
      plant.simulation.stepClock(10 * SECOND);
      plant.run(1_500 * MS);
      long after = plant.heardAt(1, 60_000);

      assertEquals(before + 50_000 + 480_000, after);
    }
  }

  @Test
  void shouldKeepToItsTimeAfterTheClockWasSet() throws IOException, InterruptedException {
    Path one = WaveBytes.numbered(directory, "one.wav", 1, 900_000);
    long startPtpNs = START + 100 * MS;
    try (PlayedPlant plant = new PlayedPlant(new FileList(List.of(one), false, startPtpNs))) {
      plant.run(500 * MS);
      plant.simulation.stepClock(5 * SECOND);
      plant.run(1 * SECOND);

      assertEquals(MEDIA.indexOf(startPtpNs) + 290_000, plant.heardAt(1, 290_000));
    }
  }

  @Test
  void shouldLeaveOutExactlyWhatTheDiskDeliveredTooLate() throws IOException, InterruptedException {
    Path one = WaveBytes.numbered(directory, "one.wav", 1, 200_000);
    try (PlayedPlant plant = new PlayedPlant(new FileList(List.of(one), false, null))) {
      plant.run(500 * MS);
      long first = plant.heardAt(1, 10_000) - 10_000;
      // Nobody plays for a second.
      plant.simulation.run(1 * SECOND);
      plant.run(1 * SECOND);

      assertEquals(first + 100_000, plant.heardAt(1, 100_000), "what follows is where it belongs");
      assertTrue(plant.played.get(PlayCounter.LATE_FRAMES) > 30_000);
      assertEquals(
          plant.timeline.playoutCounters().get(PlayoutCounter.HOLE_FRAMES), plant.played.get(PlayCounter.LATE_FRAMES));
    }
  }
}
