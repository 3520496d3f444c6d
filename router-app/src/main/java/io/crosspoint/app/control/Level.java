package io.crosspoint.app.control;

/**
 * How an open crosspoint passes audio.
 *
 * @param gainDb −∞ for off
 * @param isMuted silent, with the gain kept for later
 */
public record Level(double gainDb, boolean isMuted) {

  /** Untouched. */
  public static final Level UNITY = new Level(0, false);

  /** The factor that render applies; exactly 1 for 0 dB. */
  public double linear() {
    return isMuted || gainDb == Double.NEGATIVE_INFINITY ? 0 : Math.pow(10, gainDb / 20);
  }
}
