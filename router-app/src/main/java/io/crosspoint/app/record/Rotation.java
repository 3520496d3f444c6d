package io.crosspoint.app.record;

/**
 * At which media indices a new file begins: all that are {@code phase} beyond a multiple of {@code frames}.
 *
 * @param frames 0 for a single file without end
 */
public record Rotation(long frames, long phase) {

  /** One file for as long as the recording lasts. */
  public static final Rotation NEVER = new Rotation(0, 0);

  /**
   * Files of equal duration, so that those of an hour begin on the hour.
   *
   * @param seconds of each file
   * @param utcOffsetSeconds plant time minus UTC
   */
  public static Rotation every(long seconds, int rateHz, int utcOffsetSeconds) {
    return new Rotation(seconds * rateHz, (long) utcOffsetSeconds * rateHz);
  }

  /** Files of so many bytes of audio, rounded down to whole frames. */
  public static Rotation atBytes(long bytes, int frameBytes) {
    return new Rotation(Math.max(1, bytes / frameBytes), 0);
  }

  /** How many frames from an index on belong into the same file; at least 1. */
  public long framesToSeam(long index) {
    return frames == 0 ? Long.MAX_VALUE : frames - Math.floorMod(index - phase, frames);
  }
}
