package io.crosspoint.ptp.clock;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A clock's newest snapshot in a file of {@value #BYTES} bytes that other processes map (for example under {@code /dev/shm}): little
 * endian, aligned, guarded by a sequence that is odd while the writer writes.
 *
 * <pre>
 *  0 magic "XPCLOCK1"   8 sequence u64   16 raw ns i64   24 monotonic ns i64   32 PTP ns i64   40 rate f64
 * 48 error bound ns i64   56 grandmaster u64   64 epoch i32   68 state i32   72 domain i32   (to 128: zero)
 * </pre>
 *
 * State is the ordinal of {@link ClockState}. A reader takes the sequence (acquire), skips when it is odd, copies, fences, and takes the
 * sequence again; the copy is good when both are equal. PTP time at raw time t is {@code ptp + (t − raw) · (1 + rate)}.
 *
 * <p><b>Thread:</b> one writer; any number of readers anywhere. Writing allocates nothing.
 */
public final class SharedClock implements AutoCloseable {

  public static final int BYTES = 128;

  private static final long MAGIC = 0x314B_434F_4C43_5058L;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SEQUENCE = LONG.varHandle();
  private static final long SEQUENCE_OFFSET = 8;
  private static final int ATTEMPTS = 1_000;
  private static final ClockState[] STATES = ClockState.values();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  private SharedClock(Path file, boolean isWriter) throws IOException {
    StandardOpenOption[] options =
        isWriter
            ? new StandardOpenOption[] {StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE}
            : new StandardOpenOption[] {StandardOpenOption.READ};
    try (FileChannel channel = FileChannel.open(file, options)) {
      if (!isWriter && channel.size() < BYTES) {
        throw new IOException(file + " is not a shared clock");
      }
      segment = channel.map(isWriter ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY, 0, BYTES, arena);
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Creates or takes over the file; what it held stays until the first {@link #write}.
   *
   * @throws IOException also for a file that holds something else, which is left as it is
   */
  public static SharedClock writer(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) != 0 && Files.size(file) != BYTES) {
      throw new IOException(file + " exists and is not a shared clock");
    }
    SharedClock clock = new SharedClock(file, true);
    long magic = clock.segment.get(LONG, 0);
    if (magic != 0 && magic != MAGIC) {
      clock.close();
      throw new IOException(file + " exists and is not a shared clock");
    }
    // A writer that died in the middle left an odd sequence.
    long sequence = (long) SEQUENCE.getAcquire(clock.segment, SEQUENCE_OFFSET);
    SEQUENCE.setRelease(clock.segment, SEQUENCE_OFFSET, (sequence + 1) & ~1L);
    return clock;
  }

  /** Maps an existing file for reading. */
  public static SharedClock reader(Path file) throws IOException {
    return new SharedClock(file, false);
  }

  /** Writes a clock; readers see the old or the new one whole. */
  public void write(ClockReading clock) {
    long sequence = (long) SEQUENCE.getOpaque(segment, SEQUENCE_OFFSET);
    SEQUENCE.setOpaque(segment, SEQUENCE_OFFSET, sequence + 1);
    // No store below may be seen before the odd sequence.
    VarHandle.storeStoreFence();
    segment.set(LONG, 16, clock.rawNs());
    segment.set(LONG, 24, clock.monoNs());
    segment.set(LONG, 32, clock.ptpNs());
    segment.set(DOUBLE, 40, clock.rate());
    segment.set(LONG, 48, clock.errorBoundNs());
    segment.set(LONG, 56, clock.grandmaster());
    segment.set(INT, 64, clock.epoch());
    segment.set(INT, 68, clock.state().ordinal());
    segment.set(INT, 72, clock.domain());
    segment.set(LONG, 0, MAGIC);
    SEQUENCE.setRelease(segment, SEQUENCE_OFFSET, sequence + 2);
  }

  /** The newest snapshot; empty before the first, or while a writer that died in the middle is not replaced. */
  public Optional<ClockSnapshot> read() {
    for (int i = 0; i < ATTEMPTS; i++) {
      long before = (long) SEQUENCE.getAcquire(segment, SEQUENCE_OFFSET);
      if ((before & 1) != 0) {
        Thread.onSpinWait();
        continue;
      }
      boolean isClock = segment.get(LONG, 0) == MAGIC;
      ClockSnapshot clock = copy();
      // The copy must be complete before the sequence is looked at again.
      VarHandle.loadLoadFence();
      if ((long) SEQUENCE.getOpaque(segment, SEQUENCE_OFFSET) == before) {
        return isClock ? Optional.of(clock) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private ClockSnapshot copy() {
    int state = segment.get(INT, 68);
    return new ClockSnapshot(
        segment.get(LONG, 16),
        segment.get(LONG, 24),
        segment.get(LONG, 32),
        segment.get(DOUBLE, 40),
        segment.get(LONG, 48),
        segment.get(INT, 64),
        state >= 0 && state < STATES.length ? STATES[state] : ClockState.LISTENING,
        "shared",
        segment.get(LONG, 56),
        segment.get(INT, 72));
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
