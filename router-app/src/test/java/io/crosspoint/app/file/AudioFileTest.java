package io.crosspoint.app.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioFileTest {

  private static final int PCM = 1;
  private static final int FLOAT = 3;

  @TempDir
  private Path directory;

  private static int[] read(Path path) throws IOException {
    try (AudioFile file = AudioFile.open(path)) {
      int[] all = new int[0];
      int[] block = new int[1000 * file.channels()];
      for (int read = file.read(block, 1000); read >= 0; read = file.read(block, 1000)) {
        int before = all.length;
        all = Arrays.copyOf(all, before + read * file.channels());
        System.arraycopy(block, 0, all, before, read * file.channels());
      }
      return all;
    }
  }

  @Test
  void shouldReadSixteenTwentyFourAndThirtyTwoBits() throws IOException {
    byte[] three = {1, 2, (byte) 0xFF, 0x7F, 0, (byte) 0x80};
    Path sixteen = WaveBytes.riff().format(PCM, 48_000, 1, 16).data(6, three).in(directory, "16");
    assertArrayEquals(new int[] {0x02010000, 0x7FFF0000, 0x80000000}, read(sixteen));
    Path twentyFour = WaveBytes.riff().format(PCM, 48_000, 1, 24).data(6, new byte[] {1, 2, 3, 0, 0, (byte) 0x80}).in(directory, "24");
    assertArrayEquals(new int[] {0x03020100, 0x80000000}, read(twentyFour));
    Path thirtyTwo = WaveBytes.riff().format(PCM, 48_000, 2, 32).data(8, new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 0x88}).in(directory, "32");
    assertArrayEquals(new int[] {0x04030201, 0x88070605}, read(thirtyTwo));
  }

  @Test
  void shouldReadFloatsAndLimitThem() throws IOException {
    ByteBuffer floats = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    floats.putFloat(0.5f).putFloat(-1f).putFloat(1f).putFloat(3f).putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY);
    Path file = WaveBytes.riff().format(FLOAT, 48_000, 1, 32).data(24, floats.array()).in(directory, "float");

    assertArrayEquals(
        new int[] {1 << 30, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, Integer.MIN_VALUE}, read(file));
  }

  @Test
  void shouldPassOverForeignChunksWithAndWithoutTheirPadByte() throws IOException {
    byte[] audio = {1, 2, 3, 4};
    Path padded =
        WaveBytes.riff().chunk("bext", 603).pad().format(PCM, 48_000, 1, 16).chunk("LIST", 5).pad().data(4, audio).in(directory, "a");
    Path unpadded = WaveBytes.riff().chunk("bext", 603).format(PCM, 48_000, 1, 16).chunk("LIST", 5).data(4, audio).in(directory, "b");

    assertArrayEquals(read(padded), read(unpadded));
    assertEquals(2, read(padded).length);
  }

  @Test
  void shouldReadRf64AndFilesWhoseWriterNeverKnewTheirLength() throws IOException {
    byte[] audio = {1, 2, 3, 4, 5, 6};
    assertEquals(2, read(WaveBytes.rf64(4).format(PCM, 48_000, 1, 16).data(-1, audio).in(directory, "rf64")).length);
    assertEquals(3, read(WaveBytes.riff().format(PCM, 48_000, 1, 16).data(-1, audio).in(directory, "pipe")).length);
    assertEquals(3, read(WaveBytes.riff().format(PCM, 48_000, 1, 16).data(0, audio).in(directory, "crash")).length);
  }

  @Test
  void shouldPlayWhatIsThereOfATruncatedFileAndSaySo() throws IOException {
    Path cut = WaveBytes.riff().format(PCM, 48_000, 2, 16).data(4_000, new byte[1_001]).in(directory, "cut");
    try (AudioFile file = AudioFile.open(cut)) {
      assertEquals(250, file.frames());
      assertTrue(file.isTruncated());
    }
    try (AudioFile file = AudioFile.open(WaveBytes.numbered(directory, "whole", 0, 100))) {
      assertFalse(file.isTruncated());
    }
  }

  @Test
  void shouldNoticeAFileThatIsCutWhileItIsPlayed() throws IOException {
    Path path = WaveBytes.numbered(directory, "shrinks", 0, 10_000);
    try (AudioFile file = AudioFile.open(path)) {
      int[] block = new int[2_000];
      assertEquals(1_000, file.read(block, 1_000));
      Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 6_000));
      int more = 0;
      for (int read = file.read(block, 1_000); read >= 0; read = file.read(block, 1_000)) {
        more += read;
      }
      assertEquals(0, more);
      assertTrue(file.isTruncated());
    }
  }

  @Test
  void shouldSkip() throws IOException {
    try (AudioFile file = AudioFile.open(WaveBytes.numbered(directory, "skip", 3, 1_000))) {
      file.skip(990);
      int[] block = new int[200];
      assertEquals(10, file.read(block, 100));
      assertEquals(WaveBytes.sample(3, 990, 0), block[0]);
    }
  }

  @Test
  void shouldSayWhatIsWrong() throws IOException {
    mustBeRefused("neither WAV", Files.writeString(directory.resolve("text"), "not audio at all"));
    mustBeRefused("no such file", directory.resolve("absent"));
    mustBeRefused("within its header", WaveBytes.riff().in(directory, "empty"));
    mustBeRefused("in what format", WaveBytes.riff().data(4, new byte[4]).in(directory, "unformatted"));
    mustBeRefused("format 85", WaveBytes.riff().format(85, 48_000, 2, 16).data(4, new byte[4]).in(directory, "mp3"));
    mustBeRefused("impossible", WaveBytes.riff().format(PCM, 48_000, 0, 16).data(4, new byte[4]).in(directory, "no channels"));
    mustBeRefused("header", Files.writeString(directory.resolve("flac"), "fLaC but nothing behind it, which is long enough for a header"));
  }

  private static void mustBeRefused(String why, Path file) {
    IOException refused = assertThrows(IOException.class, () -> AudioFile.open(file).close(), file.toString());
    assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
    assertTrue(String.valueOf(refused.getMessage()).contains(file.toString()), refused.getMessage());
  }

  @Test
  void shouldSurviveAnyDamage() throws IOException {
    byte[] sound = WaveBytes.rf64(600).chunk("bext", 610).format(PCM, 48_000, 2, 24).data(-1, new byte[600]).bytes();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
      for (int hits = random.nextInt(8); hits > 0 && damaged.length > 4; hits--) {
        damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
      }
      Path file = Files.write(directory.resolve("damaged"), damaged);
      try {
        read(file);
      } catch (IOException refused) {
        assertTrue(String.valueOf(refused.getMessage()).contains("damaged"));
      }
    }
  }
}
