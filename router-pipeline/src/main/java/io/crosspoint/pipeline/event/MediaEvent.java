package io.crosspoint.pipeline.event;

import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.ClockState;
import org.jspecify.annotations.Nullable;

/**
 * One pre-allocated slot of an {@link EventRing}. Which fields have a meaning follows from {@link #kind}.
 *
 * <p><b>Ordering:</b> written by the publisher between claim and publish, read by the stages after the ring's barrier; plain fields.
 */
public final class MediaEvent {

  /** What a slot carries. */
  public enum Kind {
    /** A claimed slot that was not needed. */
    NONE,
    /** A datagram, in the slot's slice of the slab. */
    PACKET,
    /** Frames of a timestamped source: left-justified 32-bit samples, interleaved, native order, in the slot's slice of the slab. */
    AUDIO,
    /** Render one packet of every output in a transmit group. */
    TRANSMIT,
    /** A change of routing that holds from a media time on, or an {@link Installation}. */
    COMMAND
  }

  public Kind kind = Kind.NONE;

  /** PACKET, AUDIO: index of the input in the plant. */
  public int input;

  /** PACKET: which of the input's flows it came by: 0 or 1. */
  public int leg;

  /** PACKET: bytes of the datagram (UDP payload). AUDIO: bytes of its frames. */
  public int lengthBytes;

  /** {@link #arrivalPtpNs} of a packet that came while the clock had no time to give. */
  public static final long UNTIMED = Long.MIN_VALUE;

  /** PACKET: PTP time of arrival, or {@link #UNTIMED}. */
  public long arrivalPtpNs;

  /** PACKET: whether the kernel stamped the arrival, rather than this process. */
  public boolean kernelStamped;

  /** PACKET: sender's IPv4 address, network order in the int. */
  public int sourceAddress;

  /** PACKET: sender's UDP port. */
  public int sourcePort;

  /**
   * AUDIO, TRANSMIT: media index of the first frame. PACKET, told by place: its index on the sender's own count, see {@link #run}. AUDIO
   * that is partly refused is narrowed by place to what is not.
   */
  public long firstIndex;

  /**
   * AUDIO, TRANSMIT: number of frames; AUDIO of none says that its source pauses. PACKET, told by place: as well, or 0 when the packet is
   * not to be used.
   */
  public int frames;

  /** AUDIO, and PACKET, told by place: where in the slab the frames begin. */
  public long payloadOffset;

  /** PACKET, told by place: counts the sender's timelines; indices of two of them have nothing to do with each other. */
  public int run;

  /** TRANSMIT: which transmit group. */
  public int group;

  /** TRANSMIT: what is rendered into, and so which outputs; the tick sends this very batch. */
  public @Nullable TransmitBatch batch;

  /** TRANSMIT: PTP time of the deadline: the end of the packet's last frame. */
  public long deadlinePtpNs;

  /** TRANSMIT: the deadline on {@code CLOCK_MONOTONIC_RAW}, as the clock stood when this was published. */
  public long deadlineRawNs;

  /** TRANSMIT: when this was published, on {@code CLOCK_MONOTONIC_RAW}; only where there are timestamped sources, else 0. */
  public long publishedRawNs;

  /** TRANSMIT: the same instant on {@code CLOCK_MONOTONIC}. */
  public long publishedMonotonicNs;

  /** TRANSMIT: the same instant in PTP time. */
  public long publishedPtpNs;

  /**
   * TRANSMIT, COMMAND: epoch of the clock that the deadline, or the time of the change, was computed from. AUDIO: the one
   * that the index was counted on.
   */
  public int clockEpoch;

  /** TRANSMIT: state of that clock. */
  public ClockState clockState = ClockState.LISTENING;

  /** COMMAND: the change, an immutable object that the stages know. */
  public @Nullable Object command;

  /** COMMAND: PTP time from which the change holds. */
  public long fromPtpNs;
}
