package io.crosspoint.pipeline.convert;

import org.jspecify.annotations.Nullable;

/**
 * Where one stream on its own clock is read: its device's {@link SenderReading}, shifted to the stream's own count, with a fade of its own
 * where only this stream has begun anew, has another place or clock than before, or carries data instead of audio.
 */
final class RecoveredReading {

  private static final double FADE_S = 5e-3;

  private final SourceStream source;
  private final int fromHz;
  private final int toHz;
  private final int halfTaps;
  private final ReadPointer pointer = new ReadPointer();

  /** Null until the first block: the sender is the convert thread's business. */
  private @Nullable SenderReading reading;
  private int run;
  private long place;
  private double gain;
  private double fadeStep;
  private boolean isHeard;
  private boolean isShared;
  private long mediaIndex;

  RecoveredReading(SourceStream source, int toHz, Kernel kernel) {
    this.source = source;
    this.fromHz = source.spec().format().rateHz();
    this.toHz = toHz;
    this.halfTaps = kernel.taps() / 2;
    this.fadeStep = 1 / (FADE_S * toHz);
  }

  /**
   * Gets ready for a block within one of {@link SenderReading}'s.
   *
   * @return whether there is anything to hear of it
   */
  boolean plan(long index, long mediaPtpNs) {
    mediaIndex = index;
    isShared = reading().load(index, pointer);
    if (!isShared) {
      gain = 0;
    }
    if (!isCurrent() && gain == 0) {
      adopt(index);
    } else if (source.run() != run && gain > 0) {
      // What is left of the run before may be shorter than a fade.
      long leftFrames = source.previousEnd() - (pointer.index() - place) - halfTaps;
      fadeStep = Math.max(fadeStep, (double) fromHz / toHz / Math.max(1, leftFrames));
    }
    pointer.shift(-place);
    isHeard = isCurrent() && !isForbidden(mediaPtpNs);
    return isShared && (isHeard || gain > 0);
  }

  ReadPointer pointer() {
    return pointer;
  }

  /** Loudness of the next frame, 0 to 1; to be asked for once a frame. */
  double nextGain() {
    gain = isHeard ? Math.min(1, gain + fadeStep) : Math.max(0, gain - fadeStep);
    return gain * reading().gainAt(mediaIndex++);
  }

  /** Frames that nothing has come for: as loud as if they had been heard. */
  void pass(int frames) {
    gain = Math.clamp(gain + (isHeard ? fadeStep : -fadeStep) * frames, 0, 1);
  }

  boolean isAtFullGain() {
    return isHeard && gain == 1 && reading().isAtFullGain(mediaIndex);
  }

  ConvertMeter.State state(long mediaPtpNs) {
    if (source.run() == 0 || !source.isPlaced()) {
      return ConvertMeter.State.ACQUIRING;
    }
    return isForbidden(mediaPtpNs) ? ConvertMeter.State.MUTED : reading().state();
  }

  private SenderReading reading() {
    SenderReading known = reading == null ? source.sender().reading(toHz) : reading;
    reading = known;
    return known;
  }

  private boolean isCurrent() {
    return source.isPlaced() && run == source.run() && place == source.place() && reading() == source.sender().reading(toHz);
  }

  private void adopt(long index) {
    if (source.run() != 0 && source.isPlaced()) {
      reading = source.sender().reading(toHz);
      run = source.run();
      place = source.place();
      fadeStep = 1 / (FADE_S * toHz);
      isShared = reading().load(index, pointer);
    }
  }

  /** Data would be destroyed by resampling; copied bit for bit it passes. */
  private boolean isForbidden(long mediaPtpNs) {
    return source.isData(mediaPtpNs) && reading().state() != ConvertMeter.State.BYPASS;
  }
}
