package io.crosspoint.app.sendspin;

import io.crosspoint.pipeline.convert.History;
import java.util.ArrayDeque;

/**
 * The decoded frames of a stream around the moment that is played, counted as the server's samples; and where on that count each moment
 * of the server's clock is. Chunks that follow each other are one run, however their stamps are rounded.
 */
final class StreamAudio {

  private static final int KEPT_SECONDS = 2;
  /** Stamps may be off by so much from where their samples belong before that is a gap. */
  private static final double TOLERANCE_S = 0.001;
  /** How much of a stamp's deviation is believed: rounding is averaged out over some dozen chunks. */
  private static final double TRUST = 0.05;
  /** Positions begin here, so that those before the first chunk are positive too. */
  private static final long FIRST = 1L << 40;

  /** Frames without a gap: [start, end). */
  private static final class Run {
    final long start;
    long end;

    Run(long start, long end) {
      this.start = start;
      this.end = end;
    }
  }

  private final int rateHz;
  private final int channels;
  private final History history;
  private final ArrayDeque<Run> runs = new ArrayDeque<>();
  private boolean isAnchored;
  private long anchorNs;
  private double phase;

  StreamAudio(int rateHz, int channels) {
    this.rateHz = rateHz;
    this.channels = channels;
    this.history = new History(channels, KEPT_SECONDS * rateHz);
  }

  int rateHz() {
    return rateHz;
  }

  History history() {
    return history;
  }

  /** Forgets all audio. */
  void clear() {
    runs.clear();
    isAnchored = false;
    phase = 0;
    history.clear(FIRST);
  }

  /**
   * Appends a chunk.
   *
   * @return whether it follows what was there, or is the first
   */
  boolean add(long serverNs, int[] samples) {
    int frames = samples.length / channels;
    if (!isAnchored) {
      isAnchored = true;
      anchorNs = serverNs;
      phase = 0;
      history.clear(FIRST);
    }
    double position = positionAt(serverNs);
    if (runs.isEmpty()) {
      begin(position, samples, frames);
      return true;
    }
    Run last = runs.getLast();
    boolean isNext = Math.abs(position - last.end) < TOLERANCE_S * rateHz;
    if (isNext) {
      phase += TRUST * (last.end - position);
      history.write(last.end, frames, samples, 0);
      last.end += frames;
      return true;
    }
    last.end = Math.min(last.end, Math.round(position));
    begin(position, samples, frames);
    return false;
  }

  /** A run begins at a whole position, and the count is moved by the rest. */
  private void begin(double position, int[] samples, int frames) {
    long start = Math.round(position);
    phase += start - position;
    runs.add(new Run(start, start + frames));
    history.write(start, frames, samples, 0);
  }

  /** Where a moment of the server's clock is on the count of samples. */
  double positionAt(long serverNs) {
    return FIRST + phase + (serverNs - anchorNs) * 1e-9 * rateHz;
  }

  /** Drops runs that are over. */
  void forgetBefore(double position) {
    while (!runs.isEmpty() && runs.getFirst().end <= position) {
      runs.removeFirst();
    }
  }

  /** Whether the oldest run that is left began at or before a position. */
  boolean hasBegunAt(double position) {
    return !runs.isEmpty() && runs.getFirst().start <= position;
  }

  /** Whether the oldest run that is left reaches to a position. */
  boolean reaches(double position) {
    return !runs.isEmpty() && position <= runs.getFirst().end;
  }
}
