package io.crosspoint.pipeline.event;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.WaitStrategy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The Disruptor ring of one shard, with one slice of an off-heap slab for each slot.
 *
 * <p><b>Thread:</b> several publishers (receive, tick, control); none ever waits: {@link #tryClaim} declines when the stages are a whole
 * ring behind, and the publisher counts what it drops.
 */
public final class EventRing {

  /** Readers may load, and writers store, up to this many bytes past a datagram's end: the codecs move whole words. */
  public static final int SLACK_BYTES = 64;

  private final RingBuffer<MediaEvent> ring;
  private final MemorySegment slab;
  private final int slotBytes;

  /**
   * @param slots a power of two
   * @param datagramBytes the largest datagram accepted
   */
  public EventRing(int slots, int datagramBytes, WaitStrategy waitStrategy) {
    this.ring = RingBuffer.createMultiProducer(MediaEvent::new, slots, waitStrategy);
    this.slotBytes = (datagramBytes + SLACK_BYTES + 63) & -64;
    this.slab = Arena.ofAuto().allocate((long) slots * slotBytes, 64);
  }

  /**
   * Claims {@code count} consecutive slots.
   *
   * @return the sequence of the last one, or −1 when the ring is full
   */
  public long tryClaim(int count) {
    try {
      return ring.tryNext(count);
    } catch (InsufficientCapacityException full) {
      // A preallocated exception without a stack trace: the Disruptor's way to say no.
      return -1;
    }
  }

  /** The slot of a claimed or published sequence. */
  public MediaEvent event(long sequence) {
    return ring.get(sequence);
  }

  /** Where in {@link #slab()} the slot's bytes begin. */
  public long slabOffset(long sequence) {
    return (sequence & (ring.getBufferSize() - 1)) * slotBytes;
  }

  /** The memory behind all slots; its address never changes. */
  public MemorySegment slab() {
    return slab;
  }

  /** Bytes that a slot can take, without the slack. */
  public int datagramBytes() {
    return slotBytes - SLACK_BYTES;
  }

  /** Hands the slots from {@code first} to {@code last}, both claimed, to the stages. */
  public void publish(long first, long last) {
    ring.publish(first, last);
  }

  /** Slots that are claimed and not yet handled by the last stage, as of now. */
  public long occupiedSlots() {
    return ring.getBufferSize() - ring.remainingCapacity();
  }

  /** The ring itself, for the wiring of stages and for occupancy. */
  public RingBuffer<MediaEvent> disruptor() {
    return ring;
  }
}
