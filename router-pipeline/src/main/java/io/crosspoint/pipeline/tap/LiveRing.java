package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.meter.Counters;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets, or frames, on their way to somebody who listens for a while, each with where and when it belongs.
 *
 * <p><b>Ordering:</b> one writer (the rendering thread) fills a slot and releases the count; one reader acquires it, and releases a slot by
 * releasing its own count. Neither ever waits: where the reader is a whole ring behind, the newest are dropped and counted.
 */
public final class LiveRing {

  private static final int MOST_SLOTS = 8192;
  private static final VarHandle WRITTEN;
  private static final VarHandle TAKEN;

  static {
    try {
      WRITTEN = MethodHandles.lookup().findVarHandle(LiveRing.class, "written", long.class);
      TAKEN = MethodHandles.lookup().findVarHandle(LiveRing.class, "taken", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final MemorySegment memory;
  private final int slotBytes;
  private final int mask;
  private final int[] lengths;
  private final long[] indices;
  private final long[] ptpNs;
  private final int[] addresses;
  private final int[] ports;
  private final int[] legs;
  private final Counters<LiveCounter> counters = new Counters<>(LiveCounter.class);
  private long written;
  private long taken;

  /**
   * @param memory where the slots stand
   * @param mostBytes of what goes into a slot; samples are stored as whole words, so each has room for one more
   */
  LiveRing(MemorySegment memory, int mostBytes) {
    this.memory = memory;
    this.slotBytes = (mostBytes + Integer.BYTES + 63) & -64;
    int capacity = Integer.highestOneBit(Math.clamp(memory.byteSize() / slotBytes, 1, MOST_SLOTS));
    this.mask = capacity - 1;
    this.lengths = new int[capacity];
    this.indices = new long[capacity];
    this.ptpNs = new long[capacity];
    this.addresses = new int[capacity];
    this.ports = new int[capacity];
    this.legs = new int[capacity];
  }

  public Counters<LiveCounter> counters() {
    return counters;
  }

  /** Where the next one goes in {@link #memory}, or −1 when there is no room, or it is too long (which is counted). Writer's thread. */
  long claim(int bytes) {
    if (written - (long) TAKEN.getAcquire(this) > mask || bytes > slotBytes - Integer.BYTES) {
      counters.increment(LiveCounter.DROPPED);
      return -1;
    }
    return (written & mask) * slotBytes;
  }

  /** Says where the claimed one comes from. Writer's thread. */
  void from(int address, int port, int leg) {
    int slot = (int) written & mask;
    addresses[slot] = address;
    ports[slot] = port;
    legs[slot] = leg;
  }

  /** Shows the claimed one to the reader. Writer's thread. */
  void publish(int bytes, long index, long atPtpNs) {
    int slot = (int) written & mask;
    lengths[slot] = bytes;
    indices[slot] = index;
    ptpNs[slot] = atPtpNs;
    WRITTEN.setRelease(this, written + 1);
    counters.increment(LiveCounter.TAKEN);
  }

  /** How many can be taken. Reader's thread, as all that follow. */
  public int available() {
    return (int) ((long) WRITTEN.getAcquire(this) - taken);
  }

  public MemorySegment memory() {
    return memory;
  }

  /** Where the oldest begins in {@link #memory}. */
  public long offset() {
    return (taken & mask) * slotBytes;
  }

  /** Bytes of the oldest. */
  public int length() {
    return lengths[(int) taken & mask];
  }

  /** Media index of its first frame; meaningless for packets as received. */
  public long index() {
    return indices[(int) taken & mask];
  }

  /** PTP time of its arrival or deadline; {@link io.crosspoint.pipeline.event.MediaEvent#UNTIMED} where the clock had none. */
  public long ptpNs() {
    return ptpNs[(int) taken & mask];
  }

  /** Its sender's IPv4 address, network order in the int; only of packets as received. */
  public int sourceAddress() {
    return addresses[(int) taken & mask];
  }

  public int sourcePort() {
    return ports[(int) taken & mask];
  }

  /** Which of the input's flows it came by. */
  public int leg() {
    return legs[(int) taken & mask];
  }

  /** Gives the oldest one's slot back. */
  public void take() {
    TAKEN.setRelease(this, taken + 1);
  }

  /** Gives everything back unread. */
  public void skip() {
    TAKEN.setRelease(this, (long) WRITTEN.getAcquire(this));
  }
}
