package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.ChangeMeter;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.send.Departures;
import io.crosspoint.pipeline.send.TransmitSchedule;
import io.crosspoint.pipeline.tap.TapStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a shard has of a transmit group: the outputs that its stages know, and those that the tick sends. */
final class GroupPart {

  final int number;
  final ChangeMeter changes;
  final TickLane lane;
  final List<TapStage.Served> taps = new ArrayList<>();

  /** With the outputs that the stages know. */
  TransmitGroup installed;

  /** Whether place closes frames by it. */
  boolean isClosing;

  private GroupMeter meter;
  private TransmitGroup sent;
  private BatchRotation batches;
  private final int inFlight;
  private final long windowNs;
  private final int spread;
  /** Of the outputs that are sent, by their numbers: see {@link Departures}. */
  private final Map<Integer, Integer> seats = new TreeMap<>();

  /**
   * @param spread how many outputs leave together; 0 for all
   * @param table number of the routes that the group begins with
   */
  GroupPart(int number, TransmitGroup group, Map<Integer, OutputPart> outputs, long leadNs, int spread, long table) {
    this.number = number;
    this.changes = new ChangeMeter(table);
    this.installed = group;
    this.sent = group;
    this.meter = new GroupMeter(group);
    this.inFlight = TransmitSchedule.inFlight(group.rateHz(), group.packetFrames(), leadNs);
    this.windowNs = Departures.windowNs(group.rateHz(), group.packetFrames(), leadNs);
    this.spread = spread;
    this.batches = rotation(outputs);
    this.lane = new TickLane(number, group, batches, leadNs, meter);
  }

  /**
   * The outputs that the tick sends from its next plan on.
   *
   * @return the batches that were sent before, or an empty list when they stay
   */
  List<BatchRotation> send(TransmitGroup group, Map<Integer, OutputPart> outputs) {
    if (group.outputs().equals(sent.outputs())) {
      return List.of();
    }
    BatchRotation before = batches;
    sent = group;
    meter = meter.of(group);
    batches = rotation(outputs);
    return List.of(before);
  }

  /**
   * The tick leaves the group; should it come back, that is with other batches.
   *
   * @return the batches that were sent before
   */
  BatchRotation drop() {
    BatchRotation before = batches;
    sent = new TransmitGroup(sent.rateHz(), sent.packetFrames(), List.of());
    meter = meter.of(sent);
    batches = rotation(Map.of());
    return before;
  }

  private BatchRotation rotation(Map<Integer, OutputPart> outputs) {
    List<OutputSpec> specs = sent.outputs().stream().map(number -> spec(outputs, number)).toList();
    return new BatchRotation(specs, sent.outputs(), departures(), sent.rateHz(), sent.packetFrames(), inFlight);
  }

  /** Who comes takes the first seats that are free; nobody else moves. */
  private Departures departures() {
    seats.keySet().retainAll(sent.outputs());
    Set<Integer> taken = new TreeSet<>(seats.values());
    int next = 0;
    for (int output : sent.outputs()) {
      if (!seats.containsKey(output)) {
        while (!taken.add(next)) {
          next++;
        }
        seats.put(output, next);
      }
    }
    return spread == 0
        ? Departures.atOnce(seats.size())
        : Departures.spread(sent.outputs().stream().map(seats::get).toList(), spread, windowNs);
  }

  /** How long after the deadline an output leaves that is sent. */
  long departureOffsetNs(int output) {
    return spread == 0 ? 0 : Departures.offsetNs(Objects.requireNonNull(seats.get(output)), spread, windowNs);
  }

  private static OutputSpec spec(Map<Integer, OutputPart> outputs, int number) {
    OutputPart part = outputs.get(number);
    if (part == null) {
      throw new IllegalStateException("there is no output " + number);
    }
    return part.spec();
  }

  /** With the outputs that are sent. */
  TransmitGroup sent() {
    return sent;
  }

  BatchRotation batches() {
    return batches;
  }

  GroupMeter meter() {
    return meter;
  }

  /** How long render can be behind place by the packets of this group that are in flight. */
  long aheadNs() {
    return lane.packetNs * batches.size();
  }
}
