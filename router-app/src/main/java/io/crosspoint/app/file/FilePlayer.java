package io.crosspoint.app.file;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.Quantizer;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.MediaClock;
import org.jspecify.annotations.Nullable;

/**
 * Puts the blocks of a playlist where they belong on a timeline. What it does follows from how far the transmitter has come and from what
 * has been read by then.
 *
 * <p><b>Thread:</b> belongs to one thread; {@link #state} and {@link #playing} are for any.
 */
final class FilePlayer {

  /** What a player does. */
  enum State {
    /** The transmitter has no clock yet. */
    WAITING,
    /** The start is still to come. */
    SCHEDULED,
    PLAYING,
    ENDED
  }

  /**
   * What is written now.
   *
   * @param frame of the file
   */
  record Playing(String file, long frame) {}

  /** Written so far ahead of the transmitter, where the window allows: what a host may steal from this thread. */
  private static final int AHEAD_PER_S = 4;
  /** A list that begins now begins so much later, so that nothing of its beginning is late. */
  private static final int BEGIN_PER_S = 50;

  private final SourceTimeline timeline;
  private final ReadAhead reader;
  private final @Nullable Long startPtpNs;
  private final Counters<PlayCounter> counters;
  private final Quantizer quantizer;
  private final int rateHz;
  private final int bits;
  private final int aheadFrames;
  private boolean isPlanned;
  private int seek;
  /** Media index of the list's first frame. */
  private long base;
  private ReadAhead.@Nullable Block held;
  private boolean isPaused;
  private volatile State state = State.WAITING;
  private volatile Playing playing = new Playing("", 0);

  /** @param startPtpNs when the list's first frame is, or null for as soon as possible */
  FilePlayer(SourceTimeline timeline, ReadAhead reader, @Nullable Long startPtpNs, Counters<PlayCounter> counters) {
    this.timeline = timeline;
    this.reader = reader;
    this.startPtpNs = startPtpNs;
    this.counters = counters;
    this.rateHz = timeline.format().rateHz();
    this.bits = 8 * timeline.format().encoding().bytesPerSample();
    this.quantizer = new Quantizer(bits, rateHz);
    this.aheadFrames = Math.min(timeline.windowFrames(), rateHz / AHEAD_PER_S);
  }

  State state() {
    return state;
  }

  Playing playing() {
    return playing;
  }

  /** Writes what is due. To be called some ten times within the window. */
  void step() {
    if (!timeline.isTransmitting()) {
      return;
    }
    if (timeline.needsRebase()) {
      rebase(timeline.rebase());
    }
    long consumed = timeline.consumedIndex();
    for (ReadAhead.Block block = next(); block != null; block = next()) {
      if (block.seek == seek && block.isAfterOutage) {
        block.isAfterOutage = false;
        counters.increment(PlayCounter.OUTAGES);
        resume(block, consumed);
      }
      if (block.seek == seek && !place(block, consumed)) {
        held = block;
        return;
      }
      reader.giveBack(block);
    }
    if (reader.isOver() && state == State.PLAYING) {
      finish(consumed);
    }
  }

  private ReadAhead.@Nullable Block next() {
    ReadAhead.Block block = held;
    held = null;
    return block == null ? reader.poll() : block;
  }

  /** @return whether the block is done with */
  private boolean place(ReadAhead.Block block, long consumed) {
    long index = base + block.at;
    if (index + block.frames <= consumed) {
      counters.add(PlayCounter.LATE_FRAMES, block.frames - block.done);
      return true;
    }
    if (block.done == 0 && block.bits > bits) {
      narrow(block, index);
    }
    int late = (int) Math.max(0, consumed - index - block.done);
    counters.add(PlayCounter.LATE_FRAMES, late);
    block.done += late;
    int count = Math.clamp(consumed + aheadFrames - index - block.done, 0, block.frames - block.done);
    if (count > 0) {
      timeline.write(index + block.done, count, block.samples, block.done * timeline.format().channels());
      block.done += count;
      isPaused = false;
      state = State.PLAYING;
      playing = new Playing(block.file.toString(), block.fileFrame + block.done);
    }
    return block.done == block.frames;
  }

  /** Rounds to the width of the input, with dither where that is 16 bits; the same on every router, because it follows the index. */
  private void narrow(ReadAhead.Block block, long index) {
    int channels = timeline.format().channels();
    for (int i = 0; i < block.frames * channels; i++) {
      block.samples[i] = quantizer.quantize(block.samples[i], index + i / channels, i % channels, bits < 24);
    }
  }

  private void rebase(long shift) {
    long soon = timeline.consumedIndex() + rateHz / BEGIN_PER_S;
    if (startPtpNs != null) {
      base = new MediaClock(rateHz).indexOf(startPtpNs);
      seek = reader.seek(Math.max(0, soon - base));
      state = base > soon ? State.SCHEDULED : State.PLAYING;
    } else {
      base = isPlanned ? base + shift : soon;
      state = State.PLAYING;
    }
    isPlanned = true;
  }

  /** Files can be played again after a while in which none could. */
  private void resume(ReadAhead.Block block, long consumed) {
    long soon = consumed + rateHz / BEGIN_PER_S;
    if (startPtpNs == null) {
      base = soon - block.at;
    } else {
      seek = reader.seek(Math.max(0, soon - base));
    }
  }

  private void finish(long consumed) {
    if (!isPaused) {
      isPaused = timeline.pause();
    }
    if (isPaused && timeline.writtenEnd() <= consumed) {
      state = State.ENDED;
    }
  }
}
