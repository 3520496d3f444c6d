package io.crosspoint.app.file;

import io.crosspoint.pipeline.meter.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files one behind the other without a gap, once or over and over. A file that cannot be played takes no time at all.
 *
 * <p><b>Thread:</b> belongs to one thread, which the disk may block; {@link #problem} is for any.
 */
final class Playlist implements AutoCloseable {

  private final List<Path> files;
  private final boolean isLooped;
  private final int rateHz;
  private final int channels;
  private final Counters<ReadCounter> counters;
  private int next;
  private int failuresInARow;
  private @Nullable AudioFile open;
  private Path playing;
  private long position;
  private int bits;
  private volatile String problem = "";

  /** @param rateHz of the input; files of another rate or channel count are refused */
  Playlist(List<Path> files, boolean isLooped, int rateHz, int channels, Counters<ReadCounter> counters) {
    this.files = List.copyOf(files);
    this.isLooped = isLooped;
    this.rateHz = rateHz;
    this.channels = channels;
    this.counters = counters;
    this.playing = files.getFirst();
  }

  /**
   * Reads on, through the seams between files.
   *
   * @return frames read; 0 when no file of the list can be played for now; −1 when the list is over
   */
  int read(int[] to, int frames) {
    while (true) {
      AudioFile file = open;
      if (file == null) {
        if (next == files.size() && !isLooped) {
          return -1;
        }
        if (failuresInARow >= files.size()) {
          failuresInARow = 0;
          return 0;
        }
        openNext();
        continue;
      }
      int read = readFrom(file, to, frames);
      if (read > 0) {
        failuresInARow = 0;
        position += read;
        return read;
      }
      finish(file);
    }
  }

  private int readFrom(AudioFile file, int[] to, int frames) {
    try {
      return file.read(to, frames);
    } catch (IOException e) {
      fail(playing + ": cannot be read any further: " + e.getMessage());
      return -1;
    }
  }

  private void finish(AudioFile file) {
    if (file.isTruncated()) {
      counters.increment(ReadCounter.TRUNCATED);
      problem = playing + ": ends after " + position + " frames, before the length that it declares";
    }
    // A file without a single frame must not be opened over and over without a pause.
    failuresInARow = position == 0 ? failuresInARow + 1 : 0;
    file.close();
    open = null;
  }

  private void openNext() {
    next = next == files.size() ? 0 : next;
    Path path = files.get(next++);
    AudioFile file = openPlayable(path);
    if (file == null) {
      failuresInARow++;
      return;
    }
    counters.increment(ReadCounter.OPENED);
    open = file;
    playing = path;
    bits = file.bits();
    position = 0;
  }

  private @Nullable AudioFile openPlayable(Path path) {
    try {
      AudioFile file = AudioFile.open(path);
      if (file.rateHz() == rateHz && file.channels() == channels) {
        return file;
      }
      fail("%s: is %d Hz with %d channels, but the input is %d Hz with %d; convert the file"
          .formatted(path, file.rateHz(), file.channels(), rateHz, channels));
      file.close();
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
    return null;
  }

  private void fail(String why) {
    counters.increment(ReadCounter.FAILED);
    problem = why;
  }

  /**
   * Moves to a frame counted from the first frame of the list, through as many rounds as that takes when it is looped.
   *
   * @return false when the list is over before
   */
  boolean seek(long frame) {
    close();
    failuresInARow = 0;
    long[] lengths = new long[files.size()];
    long total = 0;
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = lengthOf(files.get(i));
      total += lengths[i];
    }
    if (total == 0 || (frame >= total && !isLooped)) {
      next = files.size();
      return total == 0 && isLooped;
    }
    long left = frame % total;
    next = 0;
    while (left >= lengths[next]) {
      left -= lengths[next++];
    }
    skipInto(left);
    return true;
  }

  private void skipInto(long frames) {
    openNext();
    if (open != null) {
      try {
        open.skip(frames);
        position = frames;
      } catch (IOException e) {
        fail(playing + ": cannot be read up to frame " + frames + ": " + e.getMessage());
      }
    }
  }

  private long lengthOf(Path path) {
    try (AudioFile file = AudioFile.open(path)) {
      return file.rateHz() == rateHz && file.channels() == channels ? file.frames() : 0;
    } catch (IOException e) {
      // Why it fails is told when its turn comes.
      return 0;
    }
  }

  Path playing() {
    return playing;
  }

  /** Frames of {@link #playing} that have been read. */
  long position() {
    return position;
  }

  /** Significant bits of the samples of {@link #playing}. */
  int bits() {
    return bits;
  }

  /** The newest thing that was wrong with a file, or nothing. */
  String problem() {
    return problem;
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
