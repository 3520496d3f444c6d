package io.crosspoint.app.record;

import static io.crosspoint.app.record.RecordedPlant.MS;
import static io.crosspoint.app.record.RecordedPlant.SECOND;
import static io.crosspoint.app.record.RecordedPlant.files;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Peers;
import io.crosspoint.pipeline.tap.TapCounter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Recordings as other people's tools see them, and on a disk that is full. */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class RecordedFilesSystemTest {

  @TempDir
  private Path directory;

  @Test
  void shouldBeReadByFfmpegWithTheTimeOfTheFirstFrame() throws IOException, InterruptedException {
    Peers.require("ffprobe", "ffmpeg");
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER);
    plant.run(2 * SECOND);
    plant.close();

    mustAgreeWithFfmpeg(files(directory, "one").getFirst());
    mustAgreeWithFfmpeg(files(directory, "source").getFirst());
  }

  @Test
  void shouldBeReadByFfmpegBeyondTheLimitOfRiff() throws IOException, InterruptedException {
    Peers.require("ffprobe", "ffmpeg");
    RecordedPlant plant = new RecordedPlant(directory, Rotation.NEVER, 200_000);
    plant.run(2 * SECOND);
    plant.close();

    mustAgreeWithFfmpeg(files(directory, "two").getFirst());
  }

  private static void mustAgreeWithFfmpeg(Path file) throws IOException, InterruptedException {
    String probed = run("ffprobe", "-v", "error", "-show_entries", "format_tags:stream=sample_rate,channels,codec_name", file.toString());
    assertTrue(probed.contains("TAG:time_reference=" + RecordedPlant.timeReference(file) + "\n"), probed);
    assertTrue(probed.contains("codec_name=pcm_s24le"), probed);
    assertTrue(probed.contains("TAG:date=2025-11-22"), probed);
    Path raw = file.resolveSibling("raw");
    run("ffmpeg", "-v", "error", "-y", "-i", file.toString(), "-f", "s32le", raw.toString());
    byte[] decoded = Files.readAllBytes(raw);
    int[] ours = RecordedPlant.samples(file);
    assertEquals(4L * ours.length, decoded.length);
    for (int i = 0; i < ours.length; i++) {
      int theirs = decoded[4 * i] & 0xFF | (decoded[4 * i + 1] & 0xFF) << 8 | (decoded[4 * i + 2] & 0xFF) << 16 | decoded[4 * i + 3] << 24;
      assertEquals(theirs, ours[i], "sample " + i);
    }
  }

  @Test
  void shouldStopOnAFullDiskAndGoOnWhenThereIsRoom() throws IOException, InterruptedException {
    Peers.require("mount", "umount");
    Path disk = Files.createDirectory(directory.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=12m", "crosspoint-test", disk.toString());
    try {
      RecordedPlant plant = new RecordedPlant(disk, Rotation.NEVER);
      Path ballast = Files.write(disk.resolve("ballast"), new byte[10 << 20]);
      plant.run(8 * SECOND);
      Recorder recorder = plant.recorder("one");
      assertEquals(Recorder.State.DISK_FULL, recorder.state(), recorder.problem());
      assertTrue(recorder.counters().get(RecordCounter.DISK_FULL) > 0);
      long lostThen = recorder.counters().get(RecordCounter.LOST_FRAMES);
      assertTrue(lostThen > 0);
      // What was recorded until then is readable.
      assertTrue(RecordedPlant.samples(files(disk, "one").getFirst()).length > 0);

      Files.delete(ballast);
      plant.run(2_500 * MS);
      assertEquals(Recorder.State.RECORDING, recorder.state(), recorder.problem());
      plant.close();
      assertEquals(2, files(disk, "one").size());
      long known = recorder.counters().get(RecordCounter.FRAMES) + recorder.counters().get(RecordCounter.LOST_FRAMES);
      assertEquals(recorder.ring().counters().get(TapCounter.FRAMES), known);
      assertEquals(0, recorder.ring().counters().get(TapCounter.OVERFLOW_FRAMES));
    } finally {
      run("umount", disk.toString());
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + said);
    return said;
  }
}
