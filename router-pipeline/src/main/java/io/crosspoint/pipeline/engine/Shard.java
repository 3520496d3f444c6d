package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.WaitStrategy;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.convert.ConvertParts;
import io.crosspoint.pipeline.convert.ConvertStage;
import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.Installation;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.flight.FlightRecorder;
import io.crosspoint.pipeline.matrix.ChangeMeter;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.matrix.RenderStage;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.meter.StageMeter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.place.PlaceStage;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.send.TransmitSchedule;
import io.crosspoint.pipeline.source.SourceIntake;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.pipeline.tap.LiveSet;
import io.crosspoint.pipeline.tap.LiveStage;
import io.crosspoint.pipeline.tap.Tap;
import io.crosspoint.pipeline.tap.TapStage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One ring and the stages behind it, for the outputs of one tick thread and the inputs that they read. Has no thread of its own: whoever
 * runs the stages decides whether that is the tick, three threads, or a test.
 */
public final class Shard {

  /** Streams of each direction that a shard can carry at once. */
  static final int MOST_STREAMS = 1024;

  private static final int MOST_GROUPS = 64;

  /** Datagrams of jumbo frames fit; what is longer is no packet of a plant. */
  private static final int STANDARD_DATAGRAM_BYTES = 1500;

  private static final int MIN_SLOTS = 1024;

  private final PlantSpec plant;
  private final EventRing ring;
  private final ShardParts parts;
  private final TickHandOver handOver;
  private final LiveStage live;
  private final List<Stage> stages;
  private final SourceIntake intake;
  private final Distribution ringSlots = new Distribution();
  private final List<StageMeter> stageMeters = Stream.of("place", "convert", "render").map(StageMeter::new).toList();

  /** With plain arithmetic, whose results are the same on every host. */
  public Shard(PlantSpec plant, long leadNs, WaitStrategy waitStrategy) {
    this(plant, leadNs, 0, waitStrategy, new ScalarInterpolator(), null);
  }

  /**
   * What a plan has is installed here as it would be while the shard runs: by the same commands, before the first event.
   *
   * @param spread how many outputs leave together; 0 for all
   * @param flight what records the events from then on, or null
   */
  public Shard(
      PlantSpec plant, long leadNs, int spread, WaitStrategy waitStrategy, Interpolator interpolator, @Nullable FlightRecorder flight) {
    this.plant = plant;
    this.ring = new EventRing(slots(plant), longestDatagramBytes(plant), waitStrategy);
    int mostInputs = Math.max(MOST_STREAMS, plant.inputs().size());
    int mostOutputs = Math.max(MOST_STREAMS, plant.outputs().size());
    long aheadNs = aheadNs(plant, leadNs);
    RouteTable routes = RouteTable.of(plant, plant.crosspoints());
    PlaceStage place = new PlaceStage(mostInputs, MOST_GROUPS, routes);
    ConvertStage convert = new ConvertStage(mostInputs, MOST_GROUPS);
    this.live = new LiveStage(new TapStage(new RenderStage(MOST_GROUPS, mostOutputs), MOST_GROUPS));
    this.stages = flight == null ? List.of(place, convert, live) : List.of(flight.before(place), convert, flight.behind(live));
    int channels = plant.inputs().stream().mapToInt(input -> input.format().channels()).sum();
    this.parts = new ShardParts(leadNs, spread, aheadNs, mostInputs, channels, new ConvertParts(mostInputs, aheadNs, interpolator));
    // Outputs first: what inputs are converted to is known then.
    IntStream.range(0, plant.outputs().size()).forEach(output -> parts.addOutput(output, plant.outputs().get(output)));
    IntStream.range(0, plant.inputs().size()).forEach(input -> parts.addInput(input, plant.inputs().get(input)));
    parts.regroup(false, routes);
    plant.taps().forEach(parts::addTap);
    this.handOver = new TickHandOver(parts.plan(new ArrayList<>()));
    this.intake = new SourceIntake(ring);
    intake.adopt(handOver.plan().sources);
    MediaEvent begin = new MediaEvent();
    begin.kind = MediaEvent.Kind.COMMAND;
    Installation everything = parts.take();
    begin.command = everything;
    List.of(place, convert, live).forEach(stage -> stage.onEvent(begin, MemorySegment.NULL, 0));
    parts.applied(everything);
  }

  /** What it began with. */
  public PlantSpec plant() {
    return plant;
  }

  /** What it carries now. Control thread. */
  ShardParts parts() {
    return parts;
  }

  TickHandOver handOver() {
    return handOver;
  }

  /** Of the groups in order of their numbers. */
  public List<TransmitGroup> groups() {
    return parts.groups().stream().map(GroupPart::sent).toList();
  }

  /** One for each group. */
  public List<BatchRotation> batches() {
    return parts.groups().stream().map(GroupPart::batches).toList();
  }

  public EventRing ring() {
    return ring;
  }

  /** For each input the timeline that its writer writes, or null for a stream. */
  public List<@Nullable SourceTimeline> sources() {
    List<@Nullable SourceTimeline> sources = new ArrayList<>();
    parts.inputs().values().forEach(input -> sources.add(input.source()));
    return sources;
  }

  /** What brings written frames onto the ring. */
  SourceIntake intake() {
    return intake;
  }

  /** Place, convert, render. */
  public List<Stage> stages() {
    return stages;
  }

  /** One for each stage. */
  public List<StageMeter> stageMeters() {
    return stageMeters;
  }

  /** How many slots of the ring were filled and not yet handled, each time that a TRANSMIT was to be put on it. */
  Distribution ringSlots() {
    return ringSlots;
  }

  /** One for each tap. */
  public List<Tap> taps() {
    return parts.taps();
  }

  /** One for each input. */
  public List<InputMeter> inputMeters() {
    return parts.inputs().values().stream().map(InputPart::meter).toList();
  }

  /** One for each input. */
  public List<ConvertMeter> convertMeters() {
    return parts.inputs().values().stream().map(InputPart::convert).toList();
  }

  /** One block for each output. */
  public List<Counters<OutputCounter>> outputCounters() {
    return parts.outputs().values().stream().map(OutputPart::counters).toList();
  }

  /** One for each group. */
  public List<ChangeMeter> changes() {
    return parts.groups().stream().map(group -> group.changes).toList();
  }

  /** One for each group. */
  List<GroupMeter> groupMeters() {
    return parts.groups().stream().map(GroupPart::meter).toList();
  }

  /**
   * Exchanges the routes from a PTP time on. From any thread.
   *
   * @param epoch of the clock that the time was read from
   * @return whether the ring had room
   */
  public boolean trySubmit(RouteTable table, long fromPtpNs, int epoch) {
    return tryCommand(table, fromPtpNs, epoch) >= 0;
  }

  /**
   * Installs what {@link ShardParts#take} has put together.
   *
   * @return its sequence on the ring, or −1 when that had no room
   */
  long trySubmit(Installation installation) {
    return tryCommand(installation, Long.MIN_VALUE, 0);
  }

  /** Exchanges the live taps. From any thread; returns whether the ring had room. */
  boolean trySubmit(LiveSet taps) {
    return tryCommand(taps, Long.MIN_VALUE, 0) >= 0;
  }

  /** Number of the newest {@link LiveSet} that the stages go by. From any thread. */
  long appliedTaps() {
    return live.applied();
  }

  private long tryCommand(Object command, long fromPtpNs, int epoch) {
    long sequence = ring.tryClaim(1);
    if (sequence >= 0) {
      MediaEvent event = ring.event(sequence);
      event.kind = MediaEvent.Kind.COMMAND;
      event.command = command;
      event.fromPtpNs = fromPtpNs;
      event.clockEpoch = epoch;
      ring.publish(sequence, sequence);
    }
    return sequence;
  }

  /**
   * Whether the ring that was made at the start has room for another input.
   *
   * @throws IllegalArgumentException with one sentence for an operator when it has not
   */
  void checkRoom(InputSpec spec) {
    if (longestSlotBytes(spec) > ring.datagramBytes()) {
      throw new IllegalArgumentException(
          "input %s: its datagrams of %d bytes are longer than the %d that this run was prepared for; restart the router"
              .formatted(spec.name(), longestSlotBytes(spec), ring.datagramBytes()));
    }
  }

  /** Place can be ahead of render by the packets in flight, each as long as its group's packet time. */
  private static long aheadNs(PlantSpec plant, long leadNs) {
    long aheadNs = 0;
    for (TransmitGroup group : TransmitGroup.of(plant)) {
      long packetNs = group.packetFrames() * 1_000_000_000L / group.rateHz();
      int inFlight = TransmitSchedule.inFlight(group.rateHz(), group.packetFrames(), leadNs);
      aheadNs = Math.max(aheadNs, packetNs * BatchRotation.sizeFor(inFlight));
    }
    return aheadNs;
  }

  /** Room for 16 ms of every flow, because a fused ring is emptied once a millisecond and a host can steal several. */
  private static int slots(PlantSpec plant) {
    long packets = plant.inputs().stream().mapToLong(input -> Math.max(1, input.flows().size()) * packetsIn(input, 16)).sum();
    return Integer.highestOneBit(Math.clamp(packets * 2 - 1, MIN_SLOTS, 1 << 16));
  }

  private static long packetsIn(InputSpec input, int milliseconds) {
    return 1 + (long) milliseconds * input.format().rateHz() / 1000 / input.packetFrames();
  }

  private static int longestDatagramBytes(PlantSpec plant) {
    return Stream.concat(
            Stream.of(STANDARD_DATAGRAM_BYTES),
            plant.inputs().stream().map(Shard::longestSlotBytes))
        .max(Integer::compare)
        .orElseThrow();
  }

  private static int longestSlotBytes(InputSpec input) {
    return input.source() == null
        ? 128 + input.packetFrames() * input.format().frameBytes()
        : 4 * SourceTimeline.chunkFrames(input.format().channels()) * input.format().channels();
  }
}
