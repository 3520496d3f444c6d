package io.crosspoint.app.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FLAC files that ffmpeg made, and what is left of them when they are damaged. */
@Isolated("what it hears, or how punctual it is, depends on the processors")
class FlacSystemTest {

  @TempDir
  private Path directory;

  private Path encode(int bits) throws IOException, InterruptedException {
    Peers.require("ffmpeg");
    Path file = directory.resolve("made.flac");
    String noise = "aevalsrc=0.8*sin(440*2*PI*t)+0.1*random(0)-0.05|0.9*random(1)-0.45:s=48000:d=3";
    run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", noise, "-c:a", "flac", "-sample_fmt", bits == 16 ? "s16" : "s32",
        "-compression_level", "8", file.toString());
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24})
  void shouldDecodeToTheVeryBitsThatTheEncoderHashed(int bits) throws IOException, InterruptedException, NoSuchAlgorithmException {
    Path file = encode(bits);
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    long frames = 0;
    try (AudioFile audio = AudioFile.open(file)) {
      assertEquals(bits, audio.bits());
      int[] block = new int[2_000];
      for (int read = audio.read(block, 1_000); read >= 0; read = audio.read(block, 1_000)) {
        for (int i = 0; i < 2 * read; i++) {
          for (int shift = 32 - bits; shift < 32; shift += 8) {
            md5.update((byte) (block[i] >> shift));
          }
        }
        frames += read;
      }
      assertEquals(audio.frames(), frames);
    }
    // The hash of the unencoded audio is the last thing in STREAMINFO (RFC 9639 section 8.2).
    assertArrayEquals(Arrays.copyOfRange(Files.readAllBytes(file), 26, 42), md5.digest());
  }

  @Test
  void shouldPlayWhatIsThereOfATruncatedStreamAndSaySo() throws IOException, InterruptedException {
    byte[] whole = Files.readAllBytes(encode(24));
    Path cut = Files.write(directory.resolve("cut.flac"), Arrays.copyOf(whole, whole.length / 2));
    try (AudioFile audio = AudioFile.open(cut)) {
      long frames = drain(audio);
      assertTrue(frames > 40_000 && frames < 100_000, frames + " frames");
      assertTrue(audio.isTruncated());
    }
  }

  @Test
  void shouldSurviveAnyDamage() throws IOException, InterruptedException {
    byte[] whole = Files.readAllBytes(encode(16));
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      for (int hits = 0; hits < 20; hits++) {
        damaged[(i % 2 == 0 ? 8_000 : 4) + random.nextInt(damaged.length - 8_000)] = (byte) random.nextInt();
      }
      Path file = Files.write(directory.resolve("damaged.flac"), damaged);
      try (AudioFile audio = AudioFile.open(file)) {
        drain(audio);
      } catch (IOException refused) {
        assertTrue(String.valueOf(refused.getMessage()).contains("damaged"), refused.getMessage());
      }
    }
  }

  @Test
  void shouldEndWhereverAStreamIsCutAndWhateverFollows() throws IOException, InterruptedException {
    byte[] whole = Files.readAllBytes(encode(16));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      byte[] cut = Arrays.copyOf(whole, 8_300 + random.nextInt(40_000));
      for (int at = cut.length - 1 - random.nextInt(40); at < cut.length; at++) {
        cut[at] = (byte) random.nextInt();
      }
      // Something that looks like the beginning of a frame.
      cut[cut.length - 2] = (byte) 0xFF;
      cut[cut.length - 1] = (byte) 0xFB;
      try (AudioFile audio = AudioFile.open(Files.write(directory.resolve("cut.flac"), cut))) {
        assertTrue(drain(audio) < audio.frames());
        assertTrue(audio.isTruncated());
      }
    }
  }

  private static long drain(AudioFile audio) throws IOException {
    int[] block = new int[1_000 * Math.max(1, audio.channels())];
    long frames = 0;
    for (int read = audio.read(block, 1_000); read >= 0; read = audio.read(block, 1_000)) {
      frames += read;
    }
    return frames;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
