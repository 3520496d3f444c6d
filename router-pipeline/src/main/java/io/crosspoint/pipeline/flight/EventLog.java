package io.crosspoint.pipeline.flight;

import io.crosspoint.pipeline.event.Installation;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.ptp.clock.ClockState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to a {@link FlightLog} as the ring has them, before any stage has seen them. A COMMAND is an object, and kept as one: the
 * log has its number. Only those are recorded that can be heard.
 *
 * <p><b>Thread:</b> {@link #record} belongs to the one thread that runs place; it neither waits nor allocates. {@link #command} may be
 * asked by any.
 */
public final class EventLog {

  /** Kinds of records, as they stand in files, and what each has before its payload. */
  public static final int PACKET = 1;

  public static final int PACKET_BYTES = 32;
  public static final int AUDIO = 2;
  public static final int AUDIO_BYTES = 32;
  public static final int TRANSMIT = 3;
  public static final int TRANSMIT_BYTES = 80;
  public static final int COMMAND = 4;
  public static final int COMMAND_BYTES = 24;

  private static final ValueLayout.OfInt INT = FlightLog.INT;
  private static final ValueLayout.OfLong LONG = FlightLog.LONG;

  /** Commands that are kept. Takes come by the thousand a second at worst, and then a recording reaches back to the oldest of these. */
  public static final int COMMANDS = 1024;

  private static final ClockState[] STATES = ClockState.values();

  private final FlightLog log;
  private final AtomicReferenceArray<@Nullable Object> commands = new AtomicReferenceArray<>(COMMANDS);
  /** Numbers the TRANSMITs, as {@link CheckLog} does, which sees the same ones in the same order. */
  private long transmits;

  private final AtomicLong commandCount = new AtomicLong();

  public EventLog(FlightLog log) {
    this.log = log;
  }

  public FlightLog log() {
    return log;
  }

  /** @param slab where the event's bytes begin at {@code offset} */
  void record(MediaEvent event, MemorySegment slab, long offset) {
    switch (event.kind) {
      case PACKET -> packet(event, slab, offset);
      case AUDIO -> audio(event, slab);
      case TRANSMIT -> transmit(event);
      case COMMAND -> {
        if (event.command instanceof RouteTable || event.command instanceof Installation) {
          command(event);
        }
      }
      case NONE -> {}
    }
  }

  private void packet(MediaEvent event, MemorySegment slab, long offset) {
    MemorySegment to = log.memory();
    long at = log.claim(PACKET, PACKET_BYTES + event.lengthBytes);
    to.set(LONG, at, event.arrivalPtpNs);
    to.set(INT, at + 8, event.input);
    to.set(INT, at + 12, event.leg);
    to.set(INT, at + 16, event.sourceAddress);
    to.set(INT, at + 20, event.sourcePort);
    to.set(INT, at + 24, event.lengthBytes);
    to.set(INT, at + 28, event.kernelStamped ? 1 : 0);
    MemorySegment.copy(slab, offset, to, at + PACKET_BYTES, event.lengthBytes);
    log.publish();
  }

  private void audio(MediaEvent event, MemorySegment slab) {
    MemorySegment to = log.memory();
    long at = log.claim(AUDIO, AUDIO_BYTES + event.lengthBytes);
    to.set(LONG, at, event.firstIndex);
    to.set(INT, at + 8, event.input);
    to.set(INT, at + 12, event.frames);
    to.set(INT, at + 16, event.clockEpoch);
    to.set(INT, at + 20, event.lengthBytes);
    to.set(LONG, at + 24, 0);
    MemorySegment.copy(slab, event.payloadOffset, to, at + AUDIO_BYTES, event.lengthBytes);
    log.publish();
  }

  private void transmit(MediaEvent event) {
    MemorySegment to = log.memory();
    long at = log.claim(TRANSMIT, TRANSMIT_BYTES);
    to.set(LONG, at, event.firstIndex);
    to.set(LONG, at + 8, event.deadlinePtpNs);
    to.set(LONG, at + 16, event.deadlineRawNs);
    to.set(LONG, at + 24, event.publishedRawNs);
    to.set(LONG, at + 32, event.publishedMonotonicNs);
    to.set(LONG, at + 40, event.publishedPtpNs);
    to.set(INT, at + 48, event.group);
    to.set(INT, at + 52, event.frames);
    to.set(INT, at + 56, event.clockEpoch);
    to.set(INT, at + 60, event.clockState.ordinal());
    to.set(LONG, at + 64, transmits++);
    to.set(LONG, at + 72, commandCount.getPlain());
    log.publish();
  }

  private void command(MediaEvent event) {
    MemorySegment to = log.memory();
    long at = log.claim(COMMAND, COMMAND_BYTES);
    long number = commandCount.getPlain();
    to.set(LONG, at, event.fromPtpNs);
    to.set(LONG, at + 8, number);
    to.set(INT, at + 16, event.clockEpoch);
    to.set(INT, at + 20, 0);
    // Counted before it takes the place of an older one: whoever finds it there instead can tell.
    commandCount.setRelease(number + 1);
    commands.setRelease((int) (number & (COMMANDS - 1)), event.command);
    log.publish();
  }

  /** A command by the number in its record; null when newer ones have taken its place. */
  public @Nullable Object command(long number) {
    Object command = commands.getAcquire((int) (number & (COMMANDS - 1)));
    return commandCount.getAcquire() - number <= COMMANDS ? command : null;
  }

  /** Of the record of a TRANSMIT: which one it is, counted as {@link CheckLog} counts them. */
  public static long transmitNumber(MemorySegment record) {
    return record.get(LONG, 64);
  }

  /** Of the record of a TRANSMIT: how many commands stood before it. */
  public static long commandsBefore(MemorySegment record) {
    return record.get(LONG, 72);
  }

  /** Of the record of a COMMAND: its number, for {@link #command}. */
  public static long commandNumber(MemorySegment record) {
    return record.get(LONG, 8);
  }

  /** Commands ever recorded: their numbers are below. */
  public long commands() {
    return commandCount.getAcquire();
  }

  /**
   * Makes the event of a record again, as {@link #record} saw it, but for its payload and a COMMAND's object, which are the caller's.
   *
   * @param from where the record's contents begin at {@code at}
   * @param bytes of them
   * @throws IllegalArgumentException for a record that is none of these, or too short
   */
  public static void restore(int kind, MemorySegment from, long at, long bytes, MediaEvent event) {
    switch (kind) {
      case PACKET -> restorePacket(from, checked(at, bytes, PACKET_BYTES), event);
      case AUDIO -> restoreAudio(from, checked(at, bytes, AUDIO_BYTES), event);
      case TRANSMIT -> restoreTransmit(from, checked(at, bytes, TRANSMIT_BYTES), event);
      case COMMAND -> restoreCommand(from, checked(at, bytes, COMMAND_BYTES), event);
      default -> throw new IllegalArgumentException("kind " + kind);
    }
  }

  private static long checked(long at, long bytes, int least) {
    if (bytes < least) {
      throw new IllegalArgumentException(bytes + " bytes instead of " + least);
    }
    return at;
  }

  private static void restorePacket(MemorySegment from, long at, MediaEvent event) {
    event.kind = MediaEvent.Kind.PACKET;
    event.arrivalPtpNs = from.get(LONG, at);
    event.input = from.get(INT, at + 8);
    event.leg = from.get(INT, at + 12);
    event.sourceAddress = from.get(INT, at + 16);
    event.sourcePort = from.get(INT, at + 20);
    event.lengthBytes = from.get(INT, at + 24);
    event.kernelStamped = from.get(INT, at + 28) != 0;
  }

  private static void restoreAudio(MemorySegment from, long at, MediaEvent event) {
    event.kind = MediaEvent.Kind.AUDIO;
    event.firstIndex = from.get(LONG, at);
    event.input = from.get(INT, at + 8);
    event.frames = from.get(INT, at + 12);
    event.clockEpoch = from.get(INT, at + 16);
    event.lengthBytes = from.get(INT, at + 20);
  }

  private static void restoreTransmit(MemorySegment from, long at, MediaEvent event) {
    event.kind = MediaEvent.Kind.TRANSMIT;
    event.firstIndex = from.get(LONG, at);
    event.deadlinePtpNs = from.get(LONG, at + 8);
    event.deadlineRawNs = from.get(LONG, at + 16);
    event.publishedRawNs = from.get(LONG, at + 24);
    event.publishedMonotonicNs = from.get(LONG, at + 32);
    event.publishedPtpNs = from.get(LONG, at + 40);
    event.group = from.get(INT, at + 48);
    event.frames = from.get(INT, at + 52);
    event.clockEpoch = from.get(INT, at + 56);
    event.clockState = STATES[Math.floorMod(from.get(INT, at + 60), STATES.length)];
  }

  private static void restoreCommand(MemorySegment from, long at, MediaEvent event) {
    event.kind = MediaEvent.Kind.COMMAND;
    event.fromPtpNs = from.get(LONG, at);
    event.clockEpoch = from.get(INT, at + 16);
  }
}
