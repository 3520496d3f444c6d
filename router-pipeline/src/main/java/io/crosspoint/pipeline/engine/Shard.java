package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.WaitStrategy;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.convert.ConvertStage;
import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.ChangeMeter;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.matrix.RenderStage;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Timelines;
import io.crosspoint.pipeline.meter.AudioTrail;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.meter.StageMeter;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Timeline;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One ring and the stages behind it, for the outputs of one tick thread and the inputs that they read. Has no thread of its own: whoever
 * runs the stages decides whether that is the tick, three threads, or a test.
 */
public final class Shard {

  /** Datagrams of jumbo frames fit; what is longer is no packet of a plant. */
  private static final int STANDARD_DATAGRAM_BYTES = 1500;

  private static final int MIN_SLOTS = 1024;

  private final PlantSpec plant;
  private final List<TransmitGroup> groups;
  private final List<BatchRotation> batches;
  private final List<InputMeter> inputMeters;
  private final List<ConvertMeter> convertMeters;
  private final List<Counters<OutputCounter>> outputCounters;
  private final List<PeakMeter> inputPeaks;
  private final List<PeakMeter> outputPeaks;
  private final List<ChangeMeter> changes;
  private final EventRing ring;
  private final List<Tap> taps;
  private final Timelines timelines;
  private final LiveStage live;
  private final List<Stage> stages;
  private final List<StageMeter> stageMeters = Stream.of("place", "convert", "render").map(StageMeter::new).toList();
  private final List<@Nullable SourceTimeline> sources;
  private final SourceIntake intake;

  /** With plain arithmetic, whose results are the same on every host. */
  public Shard(PlantSpec plant, long leadNs, WaitStrategy waitStrategy) {
    this(plant, leadNs, waitStrategy, new ScalarInterpolator());
  }

  Shard(PlantSpec plant, long leadNs, WaitStrategy waitStrategy, Interpolator interpolator) {
    this.plant = plant;
    this.groups = TransmitGroup.of(plant);
    this.inputMeters = plant.inputs().stream().map(input -> new InputMeter()).toList();
    this.convertMeters = plant.inputs().stream().map(input -> new ConvertMeter()).toList();
    this.outputCounters = plant.outputs().stream().map(output -> new Counters<>(OutputCounter.class)).toList();
    this.inputPeaks = plant.inputs().stream().map(input -> new PeakMeter(input.format().channels(), input.format().rateHz())).toList();
    this.outputPeaks = plant.outputs().stream().map(Shard::outputMeter).toList();
    this.changes = groups.stream().map(group -> new ChangeMeter()).toList();
    this.batches = groups.stream().map(group -> rotation(plant, group, leadNs)).toList();
    this.ring = new EventRing(slots(plant), longestDatagramBytes(plant), waitStrategy);
    this.sources = Collections.unmodifiableList(sources(plant));
    this.intake = new SourceIntake(ring, sources);
    PlaceStage place = new PlaceStage(plant, groups, leadNs, aheadNs(), inputMeters, inputPeaks, sources);
    List<Timeline> placed = IntStream.range(0, plant.inputs().size()).mapToObj(place::timeline).toList();
    ConvertStage convert = new ConvertStage(plant, groups, placed, aheadNs(), convertMeters, interpolator);
    RenderStage render = new RenderStage(plant, groups, convert, batches, outputCounters, outputPeaks, changes);
    TapStage tapped = new TapStage(plant, groups, convert, batches, render);
    this.taps = tapped.taps();
    this.timelines = convert;
    this.live = new LiveStage(groups, batches, taps.isEmpty() ? render : tapped);
    this.stages = List.of(place, convert, live);
  }

  public PlantSpec plant() {
    return plant;
  }

  public List<TransmitGroup> groups() {
    return groups;
  }

  /** One for each group. */
  public List<BatchRotation> batches() {
    return batches;
  }

  public EventRing ring() {
    return ring;
  }

  /** For each input the timeline that its writer writes, or null for a stream. */
  public List<@Nullable SourceTimeline> sources() {
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

  /** One for each tap of the plan. */
  public List<Tap> taps() {
    return taps;
  }

  /** One for each input. */
  public List<InputMeter> inputMeters() {
    return inputMeters;
  }

  /** One for each input. */
  public List<ConvertMeter> convertMeters() {
    return convertMeters;
  }

  /** One block for each output. */
  public List<Counters<OutputCounter>> outputCounters() {
    return outputCounters;
  }

  /** One for each input. */
  public List<PeakMeter> inputPeaks() {
    return inputPeaks;
  }

  /** One for each output. */
  public List<PeakMeter> outputPeaks() {
    return outputPeaks;
  }

  /** One for each group. */
  public List<ChangeMeter> changes() {
    return changes;
  }

  /**
   * Exchanges the routes from a PTP time on. From any thread.
   *
   * @param epoch of the clock that the time was read from
   * @return whether the ring had room
   */
  public boolean trySubmit(RouteTable table, long fromPtpNs, int epoch) {
    long sequence = ring.tryClaim(1);
    if (sequence < 0) {
      return false;
    }
    MediaEvent event = ring.event(sequence);
    event.kind = MediaEvent.Kind.COMMAND;
    event.command = table;
    event.fromPtpNs = fromPtpNs;
    event.clockEpoch = epoch;
    ring.publish(sequence, sequence);
    return true;
  }

  /** Exchanges the live taps. From any thread; returns whether the ring had room. */
  boolean trySubmit(LiveSet taps) {
    long sequence = ring.tryClaim(1);
    if (sequence < 0) {
      return false;
    }
    MediaEvent event = ring.event(sequence);
    event.kind = MediaEvent.Kind.COMMAND;
    event.command = taps;
    ring.publish(sequence, sequence);
    return true;
  }

  /** Number of the newest {@link LiveSet} that the stages go by. From any thread. */
  long appliedTaps() {
    return live.applied();
  }

  /** What routes of a rate read of an input. */
  Timeline timeline(int input, int rateHz) {
    return timelines.timeline(input, rateHz);
  }

  private static List<@Nullable SourceTimeline> sources(PlantSpec plant) {
    List<@Nullable SourceTimeline> sources = new ArrayList<>();
    for (InputSpec input : plant.inputs()) {
      SourceSpec source = input.source();
      sources.add(source == null ? null : new SourceTimeline(input.format(), source));
    }
    return sources;
  }

  /** With a trail for loudness, unless what is carried need not be sound (AES3 frames). */
  static PeakMeter outputMeter(OutputSpec output) {
    AudioFormat format = output.format();
    AudioTrail trail = format.encoding() == Encoding.AM824 ? null : new AudioTrail(format.channels(), format.rateHz());
    return new PeakMeter(format.channels(), format.rateHz(), trail);
  }

  private static BatchRotation rotation(PlantSpec plant, TransmitGroup group, long leadNs) {
    int inFlight = TransmitSchedule.inFlight(group.rateHz(), group.packetFrames(), leadNs);
    return new BatchRotation(group.outputs().stream().map(plant.outputs()::get).toList(), group.packetFrames(), inFlight);
  }

  /** Place can be ahead of render by the packets in flight, each as long as its group's packet time. */
  private long aheadNs() {
    long aheadNs = 0;
    for (int g = 0; g < groups.size(); g++) {
      long packetNs = groups.get(g).packetFrames() * 1_000_000_000L / groups.get(g).rateHz();
      aheadNs = Math.max(aheadNs, packetNs * batches.get(g).size());
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
