package io.crosspoint.app.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An open audio file, read from its beginning to its end.
 *
 * <p><b>Thread:</b> belongs to one thread; blocks for the disk.
 */
public interface AudioFile extends AutoCloseable {

  /** Hz, as the file says. */
  int rateHz();

  int channels();

  /** Significant bits of a sample: 16, 24 or 32 (also of floating-point files), or what a FLAC stream says. */
  int bits();

  /** Whole frames in the file; fewer than it declares when it is cut short. */
  long frames();

  /** Whether the file is shorter than it says. Of a FLAC stream this is known at its end only. */
  boolean isTruncated();

  /**
   * Reads the next frames as 32-bit left-justified samples, interleaved, to the beginning of an array.
   *
   * @return frames read, at most {@code frames}; −1 at the end
   */
  int read(int[] to, int frames) throws IOException;

  /** Passes over frames. */
  void skip(long frames) throws IOException;

  @Override
  void close();

  /**
   * Opens a file, whatever its name ends in: its first bytes tell what it is.
   *
   * @throws IOException with a sentence for an operator
   */
  static AudioFile open(Path path) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(path + ": there is no such file");
    }
    try {
      ByteBuffer magic = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(magic, 0);
      return switch (new String(magic.array(), StandardCharsets.ISO_8859_1)) {
        case "RIFF", "RF64", "BW64" -> WaveFile.open(channel);
        case "fLaC" -> new FlacFile(channel);
        default -> throw new IOException("is neither WAV, RF64 nor FLAC");
      };
    } catch (EOFException e) {
      channel.close();
      throw new IOException(path + ": ends within its header", e);
    } catch (IOException e) {
      channel.close();
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }
}
