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
   * Makes the event of a record again, as {@link #record} saw it; a COMMAND's object is set by the caller.
   *
   * @param slab where the event's bytes go, at {@code offset}
   * @throws IllegalArgumentException for a record that is none of these, or longer than a slot
   */
  public static void restore(int kind, MemorySegment record, MediaEvent event, MemorySegment slab, long offset, int slotBytes) {
    event.kind = switch (kind) {
      case PACKET -> restorePacket(record, event);
      case AUDIO -> restoreAudio(record, event);
      case TRANSMIT -> restoreTransmit(record, event);
      case COMMAND -> restoreCommand(record, event);
      default -> throw new IllegalArgumentException("kind " + kind);
    };
    if (kind == PACKET || kind == AUDIO) {
      int bytes = event.lengthBytes;
      if (bytes < 0 || bytes > Math.min(record.byteSize() - PACKET_BYTES, slotBytes)) {
        throw new IllegalArgumentException(bytes + " bytes in a slot of " + slotBytes);
      }
      event.payloadOffset = offset;
      MemorySegment.copy(record, PACKET_BYTES, slab, offset, bytes);
    }
  }

  private static MediaEvent.Kind restorePacket(MemorySegment from, MediaEvent event) {
    event.arrivalPtpNs = from.get(LONG, 0);
    event.input = from.get(INT, 8);
    event.leg = from.get(INT, 12);
    event.sourceAddress = from.get(INT, 16);
    event.sourcePort = from.get(INT, 20);
    event.lengthBytes = from.get(INT, 24);
    event.kernelStamped = from.get(INT, 28) != 0;
    return MediaEvent.Kind.PACKET;
  }

  private static MediaEvent.Kind restoreAudio(MemorySegment from, MediaEvent event) {
    event.firstIndex = from.get(LONG, 0);
    event.input = from.get(INT, 8);
    event.frames = from.get(INT, 12);
    event.clockEpoch = from.get(INT, 16);
    event.lengthBytes = from.get(INT, 20);
    return MediaEvent.Kind.AUDIO;
  }

  private static MediaEvent.Kind restoreTransmit(MemorySegment from, MediaEvent event) {
    event.firstIndex = from.get(LONG, 0);
    event.deadlinePtpNs = from.get(LONG, 8);
    event.deadlineRawNs = from.get(LONG, 16);
    event.publishedRawNs = from.get(LONG, 24);
    event.publishedMonotonicNs = from.get(LONG, 32);
    event.publishedPtpNs = from.get(LONG, 40);
    event.group = from.get(INT, 48);
    event.frames = from.get(INT, 52);
    event.clockEpoch = from.get(INT, 56);
    event.clockState = STATES[Math.floorMod(from.get(INT, 60), STATES.length)];
    return MediaEvent.Kind.TRANSMIT;
  }

  private static MediaEvent.Kind restoreCommand(MemorySegment from, MediaEvent event) {
    event.fromPtpNs = from.get(LONG, 0);
    event.clockEpoch = from.get(INT, 16);
    return MediaEvent.Kind.COMMAND;
  }
}
