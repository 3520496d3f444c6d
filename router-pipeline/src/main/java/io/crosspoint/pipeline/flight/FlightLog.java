package io.crosspoint.pipeline.flight;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A log of records in a memory of fixed size, where the newest overwrite the oldest. A record is whole or not there; it begins with its
 * length and its kind, and never wraps.
 *
 * <p><b>Thread:</b> one writer, which never waits and is never told of readers. Any number of {@link Cursor}s read beside it, and notice
 * when they were overtaken.
 */
public final class FlightLog {

  /** Everything in records is little-endian, because records become files; and there they are aligned to 4 only. */
  public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Length and kind stand before the contents of each record, both ints. */
  private static final int HEADER_BYTES = 8;
  /** Ends a lap before the end of the memory, where the next record has no room. */
  private static final int PADDING = -1;
  /** Where a record begins is noted once for each such stretch, so that a reader finds the oldest one. */
  private static final int STRETCH_SHIFT = 16;

  private static final VarHandle CLAIMED;
  private static final VarHandle PUBLISHED;
  private static final VarHandle BEGINNINGS = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CLAIMED = lookup.findVarHandle(FlightLog.class, "claimed", long.class);
      PUBLISHED = lookup.findVarHandle(FlightLog.class, "published", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final MemorySegment memory;
  private final long capacityBytes;
  private final long[] beginnings;
  /** Bytes ever written, up to which records are whole. */
  private long published;
  /** Bytes ever written or being written: what lies a capacity before this is gone. */
  private long claimed;
  private long noted = -1;

  /** @param memory a power of two of bytes, at least 128 KiB; aligned to 8 */
  public FlightLog(MemorySegment memory) {
    if (Long.bitCount(memory.byteSize()) != 1 || memory.byteSize() < 2L << STRETCH_SHIFT) {
      throw new IllegalArgumentException("a log needs a power of two of at least 128 KiB, not " + memory.byteSize());
    }
    this.memory = memory;
    this.capacityBytes = memory.byteSize();
    this.beginnings = new long[(int) (capacityBytes >> STRETCH_SHIFT)];
    Arrays.fill(beginnings, -1);
  }

  /** In memory of this process alone, rounded up to what a log can have. */
  public static FlightLog ofBytes(long bytes) {
    long atLeast = Math.max(bytes, 2L << STRETCH_SHIFT);
    return new FlightLog(Arena.ofAuto().allocate(Long.highestOneBit(2 * atLeast - 1), 64));
  }

  public long capacityBytes() {
    return capacityBytes;
  }

  /** Where the writer puts the contents of claimed records. */
  MemorySegment memory() {
    return memory;
  }

  /**
   * Makes room for a record; the writer alone.
   *
   * @param kind not negative
   * @param bytes of its contents, far less than the capacity
   * @return where in {@link #memory()} they go
   */
  long claim(int kind, int bytes) {
    int whole = HEADER_BYTES + (bytes + 7 & -8);
    long at = published & (capacityBytes - 1);
    if (at + whole > capacityBytes) {
      long rest = capacityBytes - at;
      announce(rest);
      memory.set(INT, at, (int) rest);
      memory.set(INT, at + 4, PADDING);
      publish();
      at = 0;
    }
    announce(whole);
    memory.set(INT, at, whole);
    memory.set(INT, at + 4, kind);
    return at + HEADER_BYTES;
  }

  /** A reader must know that bytes are lost before the first of them changes. */
  private void announce(long bytes) {
    long stretch = published >> STRETCH_SHIFT;
    CLAIMED.setOpaque(this, published + bytes);
    VarHandle.storeStoreFence();
    if (stretch != noted) {
      noted = stretch;
      BEGINNINGS.setOpaque(beginnings, (int) (stretch & (beginnings.length - 1)), published);
    }
  }

  /** Hands over what was claimed last; the writer alone. */
  void publish() {
    PUBLISHED.setRelease(this, claimed);
  }

  /** Bytes of all records ever written; a cursor's position is one of these. */
  public long publishedBytes() {
    return (long) PUBLISHED.getAcquire(this);
  }

  /**
   * Reads from the oldest record on that is safe for a while.
   *
   * @param spareBytes how much the writer may write before that record is gone
   */
  public Cursor cursor(long spareBytes) {
    long end = (long) PUBLISHED.getAcquire(this);
    long oldest = Math.max(0, (long) CLAIMED.getOpaque(this) + spareBytes - capacityBytes);
    for (long stretch = oldest >> STRETCH_SHIFT; stretch <= end >> STRETCH_SHIFT; stretch++) {
      long beginning = (long) BEGINNINGS.getOpaque(beginnings, (int) (stretch & (beginnings.length - 1)));
      if (beginning >= oldest && beginning <= end && beginning >> STRETCH_SHIFT == stretch) {
        return new Cursor(beginning);
      }
    }
    return new Cursor(end);
  }

  /** One pass over the records. Not for several threads. */
  public final class Cursor {
    private MemorySegment contents = MemorySegment.ofArray(new long[256]);
    private long position;
    private int kind;
    private int bytes;
    private boolean isOvertaken;

    private Cursor(long position) {
      this.position = position;
    }

    /** Moves on to the next record; false at the end, and when the writer {@link #isOvertaken overtook} this cursor. */
    public boolean next() {
      while (!isOvertaken && position < (long) PUBLISHED.getAcquire(FlightLog.this)) {
        long at = position & (capacityBytes - 1);
        int whole = memory.get(INT, at);
        kind = memory.get(INT, at + 4);
        if (!isStillThere()) {
          return false;
        }
        boolean isRecord = kind != PADDING;
        if (isRecord && !take(at, whole)) {
          return false;
        }
        position += whole;
        if (isRecord) {
          return true;
        }
      }
      return false;
    }

    private boolean take(long at, int whole) {
      bytes = whole - HEADER_BYTES;
      if (contents.byteSize() < bytes) {
        contents = MemorySegment.ofArray(new long[bytes / 8 * 2]);
      }
      MemorySegment.copy(memory, at + HEADER_BYTES, contents, 0, bytes);
      return isStillThere();
    }

    private boolean isStillThere() {
      VarHandle.loadLoadFence();
      isOvertaken = (long) CLAIMED.getOpaque(FlightLog.this) - position > capacityBytes;
      return !isOvertaken;
    }

    /** Whether records were lost between what this has read and what the log still has. */
    public boolean isOvertaken() {
      return isOvertaken;
    }

    /** Bytes from the beginning of all time to the next record. */
    public long position() {
      return position;
    }

    public int kind() {
      return kind;
    }

    /** The record's own bytes, rounded up to 8; there until the next call of {@link #next}. */
    public MemorySegment contents() {
      return contents.asSlice(0, bytes);
    }
  }
}
