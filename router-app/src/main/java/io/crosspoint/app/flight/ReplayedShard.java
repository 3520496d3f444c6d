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

/** One shard of a recording, as its events are played through stages again. */
final class ReplayedShard {

  /** The longest datagram that a ring takes, and what readers may load behind it. */
  private static final int SLOT_BYTES = 1 << 16;

  private static final int SLACK_BYTES = 64;

  /** Beyond the longest link offset, what is heard of the time before the recording: fades, the memory of resamplers, long packets. */
  private static final long SETTLING_NS = 50_000_000;


  private final FlightPlan plan;
  private final PacketListener listener;
  private final Shard shard;
  private final Stage[] stages;
  /** By the number in the events: the one in the plan, or −1. */
  private final int[] inputs;
  private final Map<Integer, GroupReplay> groups = new HashMap<>();
  private final List<InputWatch> watches = new ArrayList<>();
  private final List<OutputVerdict> verdicts;
  private final List<Incident> incidents = new ArrayList<>();
  private final MediaEvent event = new MediaEvent();
  private final MemorySegment slab = Arena.ofAuto().allocate(SLOT_BYTES + SLACK_BYTES, 64);
  private final PacketChecksum checksum = new PacketChecksum();
  private RouteTable routes;
  private final long settlingNs;
  private long packets;
  private long deadlines;
  private long firstPtpNs = Long.MAX_VALUE;
  private long lastPtpNs;

  /** A transmit group in both countings. */
  private record GroupReplay(int number, BatchRotation batches, DeadlineWatch deadlines) {}

  ReplayedShard(FlightPlan plan, PacketListener listener) throws FlightFileException {
    this.plan = plan;
    this.listener = listener;
    this.shard = new Shard(plan.plant(), plan.leadNs(), new YieldingWaitStrategy());
    this.stages = shard.stages().toArray(Stage[]::new);
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
  }

  private static long linkOffsetNs(InputSpec input) {
    return input.linkOffsetFrames() * 1_000_000_000L / input.format().rateHz();
  }

  /** @throws IllegalArgumentException for an event that the plan has no place for */
  void event(FlightFileReader from) throws IOException {
    EventLog.restore(from.kind(), from.file(), from.record(), from.recordBytes(), event);
    switch (event.kind) {
      case PACKET -> packet(from);
      case AUDIO -> audio(from);
      case TRANSMIT -> transmit(from);
      case COMMAND -> command(from);
      case NONE -> {}
    }
  }

  /** Read where it stands: copying it would take longer than all that place does with it. */
  private void packet(FlightFileReader from) {
    event.input = numberOf(event.input);
    int bytes = checked(event.lengthBytes, from.datagramBytes());
    if (from.datagram() + bytes + SLACK_BYTES <= from.file().byteSize()) {
      run(from.file(), from.datagram());
    } else {
      MemorySegment.copy(from.file(), from.datagram(), slab, 0, bytes);
      run(slab, 0);
    }
    packets++;
    watches.get(event.input).onPacket(event);
  }

  private void audio(FlightFileReader from) {
    event.input = numberOf(event.input);
    int bytes = checked(event.lengthBytes, from.recordBytes() - EventLog.AUDIO_BYTES);
    MemorySegment.copy(from.file(), from.record() + EventLog.AUDIO_BYTES, slab, 0, bytes);
    event.payloadOffset = 0;
    run(slab, 0);
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
    GroupReplay group = groups.get(event.group);
    if (group == null) {
      throw new IllegalArgumentException("transmit group " + event.group + " is not in the plan");
    }
    event.group = group.number;
    TransmitBatch batch = group.batches.of(event.firstIndex);
    event.batch = batch;
    run(from.file(), 0);
    deadlines++;
    firstPtpNs = Math.min(firstPtpNs, event.deadlinePtpNs);
    lastPtpNs = Math.max(lastPtpNs, event.deadlinePtpNs);
    for (InputWatch watch : watches) {
      watch.onTransmit(event.deadlinePtpNs, incidents);
    }
    group.deadlines.onTransmit(event, incidents);
    compare(batch, from);
  }

  /** Behind the record of a TRANSMIT stand the checksums of its packets, unless it was frozen before they were rendered. */
  private void compare(TransmitBatch batch, FlightFileReader from) throws IOException {
    boolean isChecked = from.recordBytes() == EventLog.TRANSMIT_BYTES + 4L * batch.packets();
    long checksums = from.record() + EventLog.TRANSMIT_BYTES;
    for (int i = 0; i < batch.packets(); i++) {
      OutputVerdict verdict = verdicts.get(batch.number(i));
      if (isChecked) {
        boolean isEqual = checksum.of(batch, i) == from.file().get(FlightLog.INT, checksums + 4L * i);
        verdict.compare(isEqual, event.deadlinePtpNs - firstPtpNs > settlingNs, event.deadlinePtpNs);
      } else {
        verdict.pass();
      }
      listener.onPacket(batch.output(i), batch.memory(), batch.offset(i), batch.length(i), event.deadlinePtpNs);
    }
  }

  private void command(FlightFileReader from) throws FlightFileException {
    RouteTable next = CommandText.apply(from.text(EventLog.COMMAND_BYTES), routes, plan.plant());
    if (next != routes) {
      routes = next;
      event.command = next;
      run(slab, 0);
    }
  }

  private void run(MemorySegment memory, long offset) {
    for (Stage stage : stages) {
      stage.onEvent(event, memory, offset);
    }
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
