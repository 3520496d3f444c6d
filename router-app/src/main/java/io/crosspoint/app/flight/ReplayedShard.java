package io.crosspoint.app.flight;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.engine.Shard;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.flight.EventLog;
import io.crosspoint.pipeline.flight.FlightLog;
import io.crosspoint.pipeline.flight.PacketChecksum;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.send.TransmitBatch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One shard of a recording, as its events are played through stages again.
 *
 * <p><b>Thread:</b> the one that reads; what render has found out is to be read after {@link #finish}.
 */
final class ReplayedShard implements AutoCloseable {

  /** The longest datagram that a ring takes, and what readers may load behind it. */
  private static final int SLOT_BYTES = 1 << 16;

  private static final int SLACK_BYTES = 64;

  /** Beyond the longest link offset, what is heard of the time before the recording: fades, the memory of resamplers, long packets. */
  private static final long SETTLING_NS = 50_000_000;

  /** Half of what the timeline of a stream has beyond what its shard needs. That of a timestamped source has no more than it needs. */
  private static final long MOST_AHEAD_NS = 7_500_000;

  /** Arrivals so far from the newest deadline are told by another clock, and may be placed anywhere. */
  private static final long OTHER_TIME_NS = 100_000_000;

  private final FlightPlan plan;
  private final PacketListener listener;
  private final Shard shard;
  private final Stage place;
  private final Stage convert;
  private final Stage render;
  private final Rendering rendering;
  /** By the number in the events: the one in the plan, or −1. */
  private final int[] inputs;
  private final Map<Integer, GroupReplay> groups = new HashMap<>();
  private final List<InputWatch> watches = new ArrayList<>();
  private final List<OutputVerdict> verdicts;
  private final List<Incident> incidents = new ArrayList<>();
  /** Of what render needs not see. */
  private final MediaEvent event = new MediaEvent();
  private final MemorySegment slab = Arena.ofAuto().allocate(SLOT_BYTES + SLACK_BYTES, 64);
  private final PacketChecksum checksum = new PacketChecksum();
  private RouteTable routes;
  private final long settlingNs;
  private long packets;
  private long deadlines;
  private long firstPtpNs = Long.MAX_VALUE;
  private long lastPtpNs;
  /** Of the rendering thread. */
  private long firstRenderedPtpNs = Long.MAX_VALUE;

  /** A transmit group in both countings. */
  private record GroupReplay(int number, BatchRotation batches, DeadlineWatch deadlines) {}

  ReplayedShard(FlightPlan plan, MemorySegment file, PacketListener listener) throws FlightFileException {
    this.plan = plan;
    this.listener = listener;
    this.shard = new Shard(plan.plant(), plan.leadNs(), new YieldingWaitStrategy());
    this.place = shard.stages().get(0);
    this.convert = shard.stages().get(1);
    this.render = shard.stages().get(2);
    this.routes = RouteTable.of(plan.plant(), plan.plant().crosspoints());
    this.verdicts = plan.plant().outputs().stream().map(output -> new OutputVerdict(output.name())).toList();
    this.settlingNs = SETTLING_NS + plan.plant().inputs().stream().mapToLong(ReplayedShard::linkOffsetNs).max().orElse(0);
    this.inputs = new int[1 + plan.inputs().stream().mapToInt(number -> number).max().orElse(0)];
    Arrays.fill(inputs, -1);
    for (int i = 0; i < plan.inputs().size(); i++) {
      InputSpec spec = plan.plant().inputs().get(i);
      inputs[plan.inputs().get(i)] = i;
      watches.add(new InputWatch(spec, shard.inputMeters().get(i), plan.leadNs()));
    }
    List<TransmitGroup> own = shard.groups();
    for (FlightPlan.Group group : plan.groups()) {
      for (int g = 0; g < own.size(); g++) {
        if (own.get(g).rateHz() == group.rateHz() && own.get(g).packetFrames() == group.packetFrames()) {
          List<String> names = own.get(g).outputs().stream().map(output -> plan.plant().outputs().get(output).name()).toList();
          groups.put(group.number(), new GroupReplay(g, shard.batches().get(g), new DeadlineWatch(group, names)));
        }
      }
    }
    boolean hasSources = plan.plant().inputs().stream().anyMatch(input -> input.source() != null);
    this.rendering = new Rendering(hasSources ? 0 : MOST_AHEAD_NS, item -> render(file, item));
  }

  private static long linkOffsetNs(InputSpec input) {
    return input.linkOffsetFrames() * 1_000_000_000L / input.format().rateHz();
  }

  /** @throws IllegalArgumentException for an event that the plan has no place for */
  void event(FlightFileReader from) throws IOException {
    switch (from.kind()) {
      case EventLog.PACKET -> packet(from);
      case EventLog.AUDIO -> audio(from);
      case EventLog.TRANSMIT -> transmit(from);
      default -> command(from);
    }
  }

  private static void restore(FlightFileReader from, MediaEvent to) {
    EventLog.restore(from.kind(), from.file(), from.record(), from.recordBytes(), to);
  }

  /** Read where it stands: copying it would take longer than all that place does with it. */
  private void packet(FlightFileReader from) throws IOException {
    restore(from, event);
    if (Math.abs(event.arrivalPtpNs - lastPtpNs) > OTHER_TIME_NS) {
      rendering.finish();
    }
    event.input = numberOf(event.input);
    int bytes = checked(event.lengthBytes, from.datagramBytes());
    if (from.datagram() + bytes + SLACK_BYTES <= from.file().byteSize()) {
      take(event, from.file(), from.datagram());
    } else {
      MemorySegment.copy(from.file(), from.datagram(), slab, 0, bytes);
      take(event, slab, 0);
    }
    packets++;
    watches.get(event.input).onPacket(event);
  }

  private void audio(FlightFileReader from) throws IOException {
    restore(from, event);
    if (event.clockEpoch != rendering.epoch()) {
      rendering.finish();
    }
    event.input = numberOf(event.input);
    int bytes = checked(event.lengthBytes, from.recordBytes() - EventLog.AUDIO_BYTES);
    MemorySegment.copy(from.file(), from.record() + EventLog.AUDIO_BYTES, slab, 0, bytes);
    event.payloadOffset = 0;
    take(event, slab, 0);
  }

  private static int checked(int bytes, int most) {
    if (bytes < 0 || bytes > Math.min(most, SLOT_BYTES)) {
      throw new IllegalArgumentException(bytes + " bytes instead of " + most);
    }
    return bytes;
  }

  private int numberOf(int recorded) {
    int number = recorded >= 0 && recorded < inputs.length ? inputs[recorded] : -1;
    if (number < 0) {
      throw new IllegalArgumentException("input " + recorded + " is not in the plan");
    }
    return number;
  }

  private void transmit(FlightFileReader from) throws IOException {
    Rendering.Item item = rendering.claim();
    MediaEvent transmit = item.event;
    restore(from, transmit);
    GroupReplay group = groups.get(transmit.group);
    if (group == null) {
      throw new IllegalArgumentException("transmit group " + transmit.group + " is not in the plan");
    }
    rendering.makeRoom(transmit);
    transmit.group = group.number;
    transmit.batch = group.batches.of(transmit.firstIndex);
    item.checksums = from.record() + EventLog.TRANSMIT_BYTES;
    item.checksumBytes = from.recordBytes() - EventLog.TRANSMIT_BYTES;
    item.position = from.position();
    take(transmit, slab, 0);
    deadlines++;
    firstPtpNs = Math.min(firstPtpNs, transmit.deadlinePtpNs);
    lastPtpNs = Math.max(lastPtpNs, transmit.deadlinePtpNs);
    for (InputWatch watch : watches) {
      watch.onTransmit(transmit.deadlinePtpNs, incidents);
    }
    group.deadlines.onTransmit(transmit, incidents);
    rendering.submit();
  }

  private void command(FlightFileReader from) throws IOException {
    RouteTable next = CommandText.apply(from.text(EventLog.COMMAND_BYTES), routes, plan.plant());
    if (next != routes) {
      tellChanges(next);
      routes = next;
      Rendering.Item item = rendering.claim();
      restore(from, item.event);
      item.event.command = next;
      item.event.deadlinePtpNs = lastPtpNs;
      item.position = from.position();
      take(item.event, slab, 0);
      rendering.submit();
    }
  }

  /** A take is no trouble, but what is heard from then on is something else. */
  private void tellChanges(RouteTable next) {
    if (next.when() == null) {
      return;
    }
    for (int output : next.changedSince(routes)) {
      String from = next.crosspoints(output).stream().map(x -> plan.plant().inputs().get(x.input()).name()).distinct().sorted()
          .collect(Collectors.joining(", "));
      String name = plan.plant().outputs().get(output).name();
      incidents.add(new Incident(lastPtpNs, name, "routes_changed", 1, from.isEmpty() ? "to nothing" : "to " + from));
    }
  }

  /** The stages of the reading thread. */
  private void take(MediaEvent what, MemorySegment memory, long offset) {
    place.onEvent(what, memory, offset);
    convert.onEvent(what, memory, offset);
  }

  /** On the rendering thread. */
  private void render(MemorySegment file, Rendering.Item item) throws IOException {
    render.onEvent(item.event, MemorySegment.NULL, 0);
    TransmitBatch batch = item.event.batch;
    if (item.event.kind == MediaEvent.Kind.TRANSMIT && batch != null) {
      firstRenderedPtpNs = Math.min(firstRenderedPtpNs, item.event.deadlinePtpNs);
      compare(batch, file, item);
    }
  }

  /** Behind the record of a TRANSMIT stand the checksums of its packets, unless it was frozen before they were rendered. */
  private void compare(TransmitBatch batch, MemorySegment file, Rendering.Item item) throws IOException {
    boolean isChecked = item.checksumBytes == 4L * batch.packets();
    long deadlinePtpNs = item.event.deadlinePtpNs;
    boolean isSettled = deadlinePtpNs - firstRenderedPtpNs > settlingNs;
    for (int i = 0; i < batch.packets(); i++) {
      OutputVerdict verdict = verdicts.get(batch.number(i));
      if (isChecked) {
        boolean isEqual = checksum.of(batch, i) == file.get(FlightLog.INT, item.checksums + 4L * i);
        verdict.compare(isEqual, isSettled, deadlinePtpNs);
      } else {
        verdict.pass();
      }
      listener.onPacket(batch.output(i), batch.memory(), batch.offset(i), batch.length(i), deadlinePtpNs);
    }
  }

  /** Waits until everything that was handed over is rendered. */
  void finish() throws IOException {
    rendering.finish();
  }

  @Override
  public void close() {
    rendering.close();
  }

  FlightPlan plan() {
    return plan;
  }

  List<OutputVerdict> verdicts() {
    return verdicts;
  }

  List<Incident> incidents() {
    return incidents;
  }

  long packets() {
    return packets;
  }

  long deadlines() {
    return deadlines;
  }

  /** PTP time from the first deadline to the last. */
  long spanNs() {
    return deadlines == 0 ? 0 : lastPtpNs - firstPtpNs;
  }
}
