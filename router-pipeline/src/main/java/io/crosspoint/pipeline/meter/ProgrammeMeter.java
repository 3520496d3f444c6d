package io.crosspoint.pipeline.meter;

import org.jspecify.annotations.Nullable;

/**
 * Everything that is measured of the sound of one stream off the hot path: levels, and where the stream leaves a trail, loudness and true
 * peak.
 *
 * <p><b>Thread:</b> {@link #look} by one; everything else by any.
 */
public final class ProgrammeMeter {

  private static final int CHUNK_FRAMES = 1024;

  private final PeakMeter peaks;
  private final Levels levels;
  private final @Nullable AudioTrail trail;
  private final Loudness loudness;
  private final TruePeak truePeak;
  private final HeldMaximum heldTruePeak;
  private final int[] chunk;
  private long position;
  private long missedFrames;
  private volatile boolean wantsRestart;
  private volatile Reading reading = new Reading(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);

  /**
   * What was found at the last look; NaN what is not known, or never will be because there is no trail.
   *
   * @param truePeak greatest of the last five to ten seconds, full scale being 1
   * @param missedFrames since the beginning, that were gone before they were looked at: loudness does not know them
   */
  public record Reading(
      double momentaryLufs, double shortTermLufs, double integratedLufs, double truePeak, long missedFrames) {}

  /**
   * @param bits of a sample on the wire
   * @param rateHz of the stream
   * @param oversampler of the looking thread
   * @param nowNs monotonic time
   */
  public ProgrammeMeter(PeakMeter peaks, int bits, int rateHz, Oversampler oversampler, long nowNs) {
    this.peaks = peaks;
    this.levels = new Levels(peaks, bits, nowNs);
    this.trail = peaks.trail();
    this.loudness = Loudness.ofEqualChannels(rateHz, peaks.channels());
    this.truePeak = new TruePeak(peaks.channels(), rateHz, oversampler);
    this.heldTruePeak = new HeldMaximum(nowNs);
    this.chunk = new int[trail == null ? 0 : CHUNK_FRAMES * peaks.channels()];
    this.position = trail == null ? 0 : trail.written();
  }

  /**
   * Takes in what has come since the last look, which must not be as long ago as the trail is.
   *
   * @param nowNs monotonic time
   */
  public void look(long nowNs) {
    levels.look(nowNs);
    if (trail == null) {
      return;
    }
    if (wantsRestart) {
      wantsRestart = false;
      loudness.restart();
    }
    long end = trail.written();
    if (end - position > trail.capacityFrames()) {
      miss(end - trail.capacityFrames() / 2);
    }
    while (position < end) {
      int frames = (int) Math.min(CHUNK_FRAMES, end - position);
      if (trail.read(position, frames, chunk)) {
        loudness.add(chunk, 0, frames);
        truePeak.add(chunk, 0, frames);
        position += frames;
      } else {
        end = trail.written();
        miss(end - trail.capacityFrames() / 2);
      }
    }
    double peak = truePeak.maximum();
    if (heldTruePeak.add(peak, nowNs)) {
      truePeak.restart();
    }
    reading = new Reading(
        loudness.momentaryLufs(), loudness.shortTermLufs(), loudness.integratedLufs(), heldTruePeak.value(), missedFrames);
  }

  private void miss(long next) {
    missedFrames += next - position;
    position = next;
  }

  public Reading reading() {
    return reading;
  }

  public Levels.Reading levels() {
    return levels.reading();
  }

  /** Whether this measures the stream of a peak meter. */
  public boolean isOf(PeakMeter other) {
    return peaks == other;
  }

  /** Whether loudness is measured at all. */
  public boolean hasLoudness() {
    return trail != null;
  }

  /** Integrated loudness begins anew with the next look: another programme. */
  public void restart() {
    wantsRestart = true;
  }
}
