package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets on their way out of the pipeline: as they stand on the wire without their RTP header, in pre-allocated slots.
 *
 * <p><b>Ordering:</b> one writer (the rendering thread) fills a slot and releases the count; one reader acquires it, and releases a slot by
 * releasing its own count. Neither ever waits.
 */
public final class TapRing {

  /** How long a reader may stand still. */
  private static final int SECONDS = 4;

  private static final long MOST_BYTES = 64L << 20;
  private static final VarHandle WRITTEN;
  private static final VarHandle TAKEN;

  static {
    try {
      WRITTEN = MethodHandles.lookup().findVarHandle(TapRing.class, "written", long.class);
      TAKEN = MethodHandles.lookup().findVarHandle(TapRing.class, "taken", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final AudioFormat format;
  private final int packetFrames;
  private final int slotBytes;
  private final int mask;
  private final MemorySegment memory;
  private final long[] firstIndices;
  private final int[] epochs;
  private final Counters<TapCounter> counters = new Counters<>(TapCounter.class);
  private long written;
  private long taken;

  /** @param packetFrames frames of every packet */
  TapRing(AudioFormat format, int packetFrames) {
    this.format = format;
    this.packetFrames = packetFrames;
    // Samples are stored as whole words, so a slot has room for one more.
    this.slotBytes = (packetFrames * format.frameBytes() + 4 + 63) & -64;
    long slots = Math.min((long) SECONDS * format.rateHz() / packetFrames, MOST_BYTES / slotBytes);
    int capacity = Integer.highestOneBit((int) Math.max(2, slots) * 2 - 1);
    this.mask = capacity - 1;
    this.memory = Arena.ofAuto().allocate((long) capacity * slotBytes, 64);
    this.firstIndices = new long[capacity];
    this.epochs = new int[capacity];
  }

  public AudioFormat format() {
    return format;
  }

  /** Frames of every packet. */
  public int packetFrames() {
    return packetFrames;
  }

  public Counters<TapCounter> counters() {
    return counters;
  }

  /** Where the next packet goes in {@link #memory}, or −1 when there is no room (which is counted). Writer's thread. */
  long claim() {
    if (written - (long) TAKEN.getAcquire(this) > mask) {
      counters.add(TapCounter.OVERFLOW_FRAMES, packetFrames);
      return -1;
    }
    return (written & mask) * slotBytes;
  }

  /** Shows the reader the packet that was claimed. Writer's thread. */
  void publish(long firstIndex, int epoch) {
    int slot = (int) written & mask;
    firstIndices[slot] = firstIndex;
    epochs[slot] = epoch;
    WRITTEN.setRelease(this, written + 1);
    counters.add(TapCounter.FRAMES, packetFrames);
  }

  /** Packets that can be taken. Reader's thread. */
  public int available() {
    return (int) ((long) WRITTEN.getAcquire(this) - taken);
  }

  /** Media index of the first frame of the oldest packet. Reader's thread, while one is available. */
  public long firstIndex() {
    return firstIndices[(int) taken & mask];
  }

  /** Clock epoch that {@link #firstIndex} is counted on. */
  public int epoch() {
    return epochs[(int) taken & mask];
  }

  /** Where the oldest packet begins in {@link #memory}: interleaved samples, big-endian, as {@link #format} says. */
  public long offset() {
    return (taken & mask) * slotBytes;
  }

  public MemorySegment memory() {
    return memory;
  }

  /** Gives the oldest packet's slot back. Reader's thread. */
  public void take() {
    TAKEN.setRelease(this, taken + 1);
  }
}
