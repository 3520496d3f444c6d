package io.crosspoint.pipeline.source;

import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The owned transmit timeline of one source: a window of media time ahead of the transmitter, in which its writer puts frames wherever they
 * belong, in any order, as often as it likes. The frame that was written for index i leaves in the packet whose timestamp covers i plus the
 * input's link offset; a frame that was not written is a hole, which can be filled until it is consumed; and nothing is heard twice.
 *
 * <p>Indices count on the transmitter's clock, and mean something else after its epoch has changed. A writer therefore says on which epoch
 * it counts by calling {@link #rebase}; until it does, and again after each change, everything it writes is refused.
 *
 * <p><b>Thread:</b> one writer; methods that say so may be called by any thread. Nothing here blocks or locks, and {@code write} allocates
 * nothing. The transmitter never waits for the writer, whatever that does.
 *
 * <p>Samples are 32-bit, left-justified and interleaved by frame; bits below the format's width are cut off.
 */
public final class SourceTimeline {

  /** What one cell takes at least, so that few channels do not need many cells. */
  private static final int SMALL_CELL_BYTES = 1500;

  private static final int LARGE_CELL_BYTES = 8192;
  private static final int LARGE_CELL_FRAMES = 48;
  private static final int LEAST_CELLS = 128;
  /** Holes that are told at once. */
  private static final int MOST_HOLES = 64;

  private static final VarHandle READABLE;
  private static final VarHandle END;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      READABLE = lookup.findVarHandle(SourceTimeline.class, "readable", long.class);
      END = lookup.findVarHandle(SourceTimeline.class, "writtenEnd", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final AudioFormat format;
  private final int windowFrames;
  private final HandOver handOver;
  private final Playout playout = new Playout();
  private final Counters<SourceCounter> counters = new Counters<>(SourceCounter.class);
  private final Counters<PlayoutCounter> playoutCounters = new Counters<>(PlayoutCounter.class);
  private final HoleLog holeLog;
  private final SourceSpec.Holes holes;
  private final SampleLimits limits;

  /** The newest snapshot, as this writer last looked. */
  private final long[] now = new long[Playout.FIELDS];
  /** For each frame of the window the index that was written there. */
  private final long[] written;

  private final int mask;
  private final int[] chunk;
  private boolean isBased;
  private int epoch;
  private long steppedNs;
  private long readable;
  private long writtenEnd;
  /** Where the frames begin that {@link #admit} let in. */
  private long from;

  /** @param format the rate, the channels, and as encoding the width of the samples: 16, 24 or 32 bits */
  public SourceTimeline(AudioFormat format, SourceSpec spec) {
    this.format = format;
    this.windowFrames = spec.windowFrames();
    this.holes = spec.holes();
    this.holeLog = new HoleLog(spec.holes());
    this.limits = new SampleLimits(8 * format.encoding().bytesPerSample(), counters);
    int chunkFrames = chunkFrames(format.channels());
    int cells = Math.max(LEAST_CELLS, windowFrames / chunkFrames + 1);
    this.handOver = new HandOver(format.channels(), chunkFrames, Integer.highestOneBit(cells * 2 - 1));
    this.mask = Integer.highestOneBit(windowFrames * 2 - 1) - 1;
    this.written = new long[mask + 1];
    Arrays.fill(written, Long.MIN_VALUE);
    this.chunk = new int[chunkFrames * format.channels()];
  }

  /** Frames that travel as one AUDIO event; longer writes are divided. */
  public static int chunkFrames(int channels) {
    int small = SMALL_CELL_BYTES / (4 * channels);
    return Math.max(small, Math.clamp(LARGE_CELL_BYTES / (4 * channels), 1, LARGE_CELL_FRAMES));
  }

  public AudioFormat format() {
    return format;
  }

  /** How far ahead of {@link #consumedIndex} frames are accepted. */
  public int windowFrames() {
    return windowFrames;
  }

  /**
   * Counts on the transmitter's present epoch from now on. Frames written before a change of epoch are forgotten; write them again where
   * they belong now. A writer that plays on regardless of what the time is called adds the returned shift to its position.
   *
   * @return by how many frames indices of now are greater than those of the epoch that the writer counted on, for the same instant of the
   *     host's own oscillator, to the nearest; 0 the first time, when nothing has changed, and while the transmitter has no clock
   */
  public long rebase() {
    if (!playout.read(now) || (isBased && now[Playout.EPOCH] == epoch)) {
      return 0;
    }
    long shift = isBased ? Math.round((now[Playout.STEPPED] - steppedNs) * (format.rateHz() / 1e9)) : 0;
    if (isBased) {
      counters.increment(SourceCounter.REBASES);
    }
    isBased = true;
    epoch = (int) now[Playout.EPOCH];
    steppedNs = now[Playout.STEPPED];
    Arrays.fill(written, Long.MIN_VALUE);
    READABLE.setOpaque(this, now[Playout.CONSUMED]);
    END.setOpaque(this, now[Playout.CONSUMED]);
    return shift;
  }

  /** Whether {@link #rebase} has to be called before anything can be written: at first, and after a change of epoch. */
  public boolean needsRebase() {
    return playout.read(now) && !(isBased && now[Playout.EPOCH] == epoch);
  }

  /** Whether the transmitter consumes frames, or did: before, there is nothing to count on. From any thread. */
  public boolean isTransmitting() {
    return playout.consumedIndex() != 0;
  }

  /** The epoch that the writer counts on. */
  public int epoch() {
    return epoch;
  }

  /**
   * Writes frames from an index on. What does not fit the window (below {@link #consumedIndex}, beyond {@link #windowFrames} ahead of it)
   * is refused frame by frame and counted; the rest of the same call is accepted.
   *
   * @param samples interleaved, from {@code at} on
   * @return how many frames were accepted
   */
  public int write(long mediaIndex, int frames, int[] samples, int at) {
    Objects.checkFromIndexSize(at, Math.multiplyExact(frames, format.channels()), samples.length);
    int accepted = admit(mediaIndex, frames);
    int begin = at + (int) (from - mediaIndex) * format.channels();
    for (int done = 0; done < accepted; done += handOver.chunkFrames()) {
      int count = Math.min(handOver.chunkFrames(), accepted - done);
      limits.cut(samples, begin + done * format.channels(), chunk, count * format.channels());
      handOver.put(from + done, count, epoch, chunk, 0);
    }
    finish(accepted);
    return accepted;
  }

  /** As {@link #write(long, int, int[], int)}, with full scale at ±1.0, rounded to the format's width. Not a number becomes silence. */
  public int write(long mediaIndex, int frames, float[] samples, int at) {
    Objects.checkFromIndexSize(at, Math.multiplyExact(frames, format.channels()), samples.length);
    int accepted = admit(mediaIndex, frames);
    int begin = at + (int) (from - mediaIndex) * format.channels();
    for (int done = 0; done < accepted; done += handOver.chunkFrames()) {
      int count = Math.min(handOver.chunkFrames(), accepted - done);
      limits.round(samples, begin + done * format.channels(), chunk, count * format.channels());
      handOver.put(from + done, count, epoch, chunk, 0);
    }
    finish(accepted);
    return accepted;
  }

  /** Counts frames that a writer holds back itself, because it knows them to be of an epoch that has ended. */
  public void refuseStale(int frames) {
    counters.add(SourceCounter.STALE_FRAMES, frames);
  }

  /**
   * Says that nothing is meant to follow what was written: what is missing from there on is no hole, until the next write. (A write that
   * comes before the transmitter has got there takes it back.)
   *
   * @return false when the hand-over is full; try again later
   */
  public boolean pause() {
    if (!isBased || handOver.freeCells() == 0) {
      return !isBased;
    }
    handOver.put(writtenEnd, 0, epoch, chunk, 0);
    handOver.release();
    return true;
  }

  /** Counts what is refused, notes what is not, and leaves in {@link #from} where it begins. */
  private int admit(long mediaIndex, int frames) {
    counters.increment(SourceCounter.WRITES);
    from = mediaIndex;
    if (!playout.read(now) || !isBased || now[Playout.EPOCH] != epoch) {
      counters.add(isBased ? SourceCounter.STALE_FRAMES : SourceCounter.UNTIMED_FRAMES, frames);
      return 0;
    }
    long consumed = now[Playout.CONSUMED];
    long end = consumed + windowFrames;
    int late = mediaIndex >= consumed ? 0 : (int) Math.min(frames, mediaIndex < consumed - frames ? frames : consumed - mediaIndex);
    int early = mediaIndex <= end - frames ? 0 : (int) Math.min(frames - late, mediaIndex >= end ? frames : mediaIndex + frames - end);
    counters.add(SourceCounter.LATE_FRAMES, late);
    counters.add(SourceCounter.EARLY_FRAMES, early);
    int wanted = frames - late - early;
    int accepted = (int) Math.min(wanted, (long) handOver.freeCells() * handOver.chunkFrames());
    counters.add(SourceCounter.FULL_FRAMES, wanted - accepted);
    from = mediaIndex + late;
    return accepted;
  }

  private void finish(int accepted) {
    if (accepted == 0) {
      return;
    }
    handOver.release();
    int rewritten = 0;
    for (long index = from; index < from + accepted; index++) {
      int slot = (int) index & mask;
      rewritten += written[slot] == index ? 1 : 0;
      written[slot] = index;
    }
    counters.add(SourceCounter.FRAMES, accepted);
    counters.add(SourceCounter.REWRITTEN_FRAMES, rewritten);
    if (from < writtenEnd) {
      counters.increment(SourceCounter.BACKWARD_WRITES);
    }
    END.setOpaque(this, Math.max(writtenEnd, from + accepted));
    advanceReadable(now[Playout.CONSUMED]);
  }

  private void advanceReadable(long consumed) {
    long index = Math.max(readable, consumed);
    while (written[(int) index & mask] == index) {
      index++;
    }
    READABLE.setOpaque(this, index);
  }

  /** Frames below are closed: read by the transmitter, and refused from now on. 0 before it runs. From any thread. */
  public long consumedIndex() {
    return playout.consumedIndex();
  }

  /** Everything from {@link #consumedIndex} up to here was written: the first hole, or the end. From any thread, as of the last write. */
  public long readableIndex() {
    return Math.max((long) READABLE.getOpaque(this), playout.consumedIndex());
  }

  /** One behind the furthest frame that was written. From any thread. */
  public long writtenEnd() {
    return (long) END.getOpaque(this);
  }

  /** How far the furthest frame that was written is ahead of the transmitter; negative when the writer is behind. From any thread. */
  public long aheadFrames() {
    return writtenEnd() - consumedIndex();
  }

  /** How many frames can be written behind the furthest one now. */
  public int freeFrames() {
    if (!isBased || needsRebase()) {
      return 0;
    }
    long next = Math.max(writtenEnd, now[Playout.CONSUMED]);
    long room = (long) handOver.freeCells() * handOver.chunkFrames();
    return (int) Math.min(now[Playout.CONSUMED] + windowFrames - next, room);
  }

  /** Holes between the transmitter and the furthest frame that was written, the 64 nearest: they can still be filled. */
  public List<Hole> openHoles() {
    List<Hole> found = new ArrayList<>();
    if (!isBased || needsRebase()) {
      return found;
    }
    long index = Math.max(readable, now[Playout.CONSUMED]);
    while (index < writtenEnd && found.size() < MOST_HOLES) {
      long begin = index;
      while (index < writtenEnd && written[(int) index & mask] != index) {
        index++;
      }
      if (index > begin) {
        found.add(new Hole(begin, index - begin, epoch, 0, holes));
      }
      while (index < writtenEnd && written[(int) index & mask] == index) {
        index++;
      }
    }
    return found;
  }

  /** The newest holes that were consumed open, oldest first. From any thread. */
  public List<Hole> consumedHoles() {
    return holeLog.newest();
  }

  /** What the transmitter has consumed and when, or null before it runs. From any thread. */
  public @Nullable PlayoutSnapshot snapshot() {
    return playout.snapshot();
  }

  /** What the writer brought and what was refused. From any thread. */
  public Counters<SourceCounter> counters() {
    return counters;
  }

  /** What became of it. From any thread. */
  public Counters<PlayoutCounter> playoutCounters() {
    return playoutCounters;
  }

  /** For the thread that closes frames. */
  public Playout playout() {
    return playout;
  }

  /** For the thread that closes frames. */
  public HoleLog holeLog() {
    return holeLog;
  }

  HandOver handOver() {
    return handOver;
  }
}
