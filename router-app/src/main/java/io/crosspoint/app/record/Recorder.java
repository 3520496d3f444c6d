package io.crosspoint.app.record;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.tap.TapRing;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One recording: takes packets from a tap and puts each frame where its media index says.
 *
 * <p><b>Thread:</b> belongs to one thread, which the disk may block; state, counters and status are for any.
 */
public final class Recorder implements AutoCloseable {

  /** What a recording does. */
  public enum State {
    /** Nothing has come yet. */
    WAITING,
    RECORDING,
    /** Goes on by itself when there is room for ten seconds. */
    DISK_FULL,
    /** Tried again every second. */
    FAILED
  }

  /** A silence up to this is written; a longer one ends the file. */
  private static final int LONGEST_FILL_S = 10;

  private static final int RESUME_SECONDS = 10;
  private static final long RETRY_NS = 1_000_000_000L;
  private static final long FLUSH_NS = 1_000_000_000L;
  private static final int SPARE_BYTES = 1 << 16;
  private static final int SILENCE_FRAMES = 480;
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private final RecordingSpec spec;
  private final TapRing ring;
  private final String plant;
  private final int utcOffsetSeconds;
  private final long limitBytes;
  private final AudioFormat format;
  private final ByteBuffer packet;
  private final ByteBuffer silence;
  private final Counters<RecordCounter> counters = new Counters<>(RecordCounter.class);

  private @Nullable RecordingFile file;
  private long nextIndex;
  private int epoch;
  /** Frames of {@link #file} that have been counted. */
  private long settled;
  private boolean isFollowing;
  private long retryNs;
  private long flushNs;
  private volatile State state = State.WAITING;
  private volatile String problem = "";
  private volatile @Nullable Path path;

  /**
   * @param plant name of the router
   * @param utcOffsetSeconds plant time minus UTC
   */
  public Recorder(RecordingSpec spec, TapRing ring, String plant, int utcOffsetSeconds) {
    this(spec, ring, plant, utcOffsetSeconds, 0xFFFF_FFFFL);
  }

  /** @param limitBytes the size from which a file becomes RF64 */
  Recorder(RecordingSpec spec, TapRing ring, String plant, int utcOffsetSeconds, long limitBytes) {
    this.spec = spec;
    this.ring = ring;
    this.plant = plant;
    this.utcOffsetSeconds = utcOffsetSeconds;
    this.limitBytes = limitBytes;
    this.format = ring.format();
    this.packet = ByteBuffer.allocateDirect(ring.packetFrames() * format.frameBytes());
    this.silence = ByteBuffer.allocateDirect(SILENCE_FRAMES * format.frameBytes());
  }

  public RecordingSpec spec() {
    return spec;
  }

  public TapRing ring() {
    return ring;
  }

  public Counters<RecordCounter> counters() {
    return counters;
  }

  public State state() {
    return state;
  }

  /** Why the state is what it is, or nothing. */
  public String problem() {
    return problem;
  }

  /** The file that is being written, or was last. */
  public @Nullable Path path() {
    return path;
  }

  /** Stops, because of a bug, until the next try. */
  void fail(RuntimeException bug, long nowNs) {
    stop(new IOException("a bug: " + bug, bug), nowNs);
  }

  /**
   * Takes everything that is there.
   *
   * @param nowNs monotonic time
   */
  public void run(long nowNs) {
    while (ring.available() > 0) {
      fetch();
      long first = ring.firstIndex();
      int firstEpoch = ring.epoch();
      ring.take();
      record(first, firstEpoch, nowNs);
    }
    if (file != null && nowNs - flushNs >= FLUSH_NS) {
      flushNs = nowNs;
      flush(nowNs);
    }
  }

  /** Copies the oldest packet, from the wire's byte order to the file's. */
  private void fetch() {
    int width = format.encoding().bytesPerSample();
    packet.clear();
    for (int i = 0; i < packet.capacity(); i++) {
      int place = i % width;
      packet.put(i - place + width - 1 - place, ring.memory().get(ValueLayout.JAVA_BYTE, ring.offset() + i));
    }
  }

  private void record(long first, int firstEpoch, long nowNs) {
    int frames = ring.packetFrames();
    if ((state == State.DISK_FULL || state == State.FAILED) && !mayTryAgain(nowNs)) {
      counters.add(RecordCounter.LOST_FRAMES, frames);
      isFollowing = false;
      return;
    }
    if (isFollowing && (firstEpoch != epoch || first < nextIndex || first - nextIndex > (long) LONGEST_FILL_S * format.rateHz())) {
      end(nowNs);
      isFollowing = false;
    }
    if (!isFollowing) {
      isFollowing = true;
      epoch = firstEpoch;
      nextIndex = first;
    }
    fill(first, nowNs);
    put(packet, frames, nowNs);
  }

  private void fill(long upTo, long nowNs) {
    while (isFollowing && nextIndex < upTo) {
      int frames = (int) Math.min(upTo - nextIndex, SILENCE_FRAMES);
      silence.clear().limit(frames * format.frameBytes());
      counters.add(RecordCounter.FILLED_FRAMES, frames);
      put(silence, frames, nowNs);
    }
  }

  private void put(ByteBuffer audio, int frames, long nowNs) {
    int done = 0;
    while (done < frames && isFollowing) {
      int count = (int) Math.min(frames - done, spec.rotation().framesToSeam(nextIndex));
      try {
        RecordingFile open = file == null ? open() : file;
        ByteBuffer part = audio.slice(done * format.frameBytes(), count * format.frameBytes());
        done += count;
        nextIndex += count;
        open.append(part);
        settle(open);
        if (spec.rotation().framesToSeam(nextIndex) == spec.rotation().frames()) {
          end(nowNs);
        }
      } catch (IOException e) {
        stop(e, nowNs);
      }
    }
    counters.add(RecordCounter.LOST_FRAMES, frames - done);
  }

  /** Counts what has reached the disk since the last time. */
  private void settle(RecordingFile of) {
    counters.add(RecordCounter.FRAMES, of.writtenFrames() - settled);
    settled = of.writtenFrames();
  }

  private RecordingFile open() throws IOException {
    String stream = spec.tap().point().name().toLowerCase(Locale.ROOT);
    String description =
        "%s: %s of %s; the first frame is media index %d at %d Hz; media time is %d s ahead of UTC"
            .formatted(spec.name(), stream, plant, nextIndex, format.rateHz(), utcOffsetSeconds);
    BroadcastWave header = new BroadcastWave(format, "Crosspoint", description, nextIndex, utcOffsetSeconds);
    String name = spec.name() + "_" + STAMP.format(header.origin()) + "_" + nextIndex;
    RecordingFile opened;
    try {
      opened = new RecordingFile(spec.directory().resolve(name + ".wav"), header, limitBytes);
    } catch (FileAlreadyExistsException e) {
      // The clock was set back to a time that has been recorded before.
      opened = new RecordingFile(spec.directory().resolve(name + "_" + epoch + "_" + System.nanoTime() + ".wav"), header, limitBytes);
    }
    file = opened;
    settled = 0;
    path = opened.path();
    state = State.RECORDING;
    problem = "";
    counters.increment(RecordCounter.FILES);
    return opened;
  }

  private void flush(long nowNs) {
    try {
      if (file != null) {
        file.flush();
        settle(file);
      }
    } catch (IOException e) {
      stop(e, nowNs);
    }
  }

  /** Ends the file, whole. */
  private void end(long nowNs) {
    try {
      if (file != null) {
        file.close();
        settle(file);
        file = null;
      }
    } catch (IOException e) {
      stop(e, nowNs);
    }
  }

  private void stop(IOException why, long nowNs) {
    boolean isFull = usableBytes() < SPARE_BYTES;
    counters.increment(isFull ? RecordCounter.DISK_FULL : RecordCounter.FAILURES);
    problem = spec.directory() + ": " + (isFull ? "the disk is full" : String.valueOf(why.getMessage()));
    RecordingFile broken = file;
    file = null;
    isFollowing = false;
    retryNs = nowNs + RETRY_NS;
    state = isFull ? State.DISK_FULL : State.FAILED;
    if (broken == null) {
      return;
    }
    try {
      broken.abandon();
    } catch (IOException e) {
      problem = problem + "; the file could not be ended: " + e.getMessage();
    }
    settle(broken);
    counters.add(RecordCounter.LOST_FRAMES, broken.frames() - broken.writtenFrames());
  }

  private boolean mayTryAgain(long nowNs) {
    if (nowNs - retryNs < 0) {
      return false;
    }
    retryNs = nowNs + RETRY_NS;
    return state == State.FAILED || usableBytes() >= (long) RESUME_SECONDS * format.rateHz() * format.frameBytes() + SPARE_BYTES;
  }

  private long usableBytes() {
    try {
      return Files.getFileStore(spec.directory()).getUsableSpace();
    } catch (IOException e) {
      // The directory is gone: that is no full disk.
      return Long.MAX_VALUE;
    }
  }

  /** Takes what is left and ends the file. */
  @Override
  public void close() {
    run(System.nanoTime());
    end(System.nanoTime());
  }
}
