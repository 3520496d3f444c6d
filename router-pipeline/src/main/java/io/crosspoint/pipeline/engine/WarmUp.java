package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.flight.FlightRecorder;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Switchover;
import io.crosspoint.pipeline.rtp.RtpPacket;
import io.crosspoint.pipeline.send.BatchRotation;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.pipeline.tap.Tap;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a copy of a shard on made-up packets before the real one carries audio, so that the compiler has seen the hot paths of this very
 * plant before the first deadline. Nothing leaves the process.
 */
final class WarmUp {

  private static final long STEP_NS = 1_000_000;
  private static final int STEPS = 10;
  /** A step of the plant itself also waits for system calls. */
  private static final long PACE_NS = STEP_NS / 2;
  private static final int LEAST_STEPS = 250;
  private static final int TAP_STEPS = 9_000;
  private static final long SHORTEST_NS = 250_000_000;
  private static final long LONGEST_NS = 2_500_000_000L;
  private static final int CHANGE_EVERY = 5;
  private static final long FADE_NS = 3_000_000;

  private final Shard shard;
  private final FusedStages stages;
  private final long leadNs;
  private final List<TransmitGroup> groups;
  private final List<BatchRotation> batches;
  private final List<@Nullable SourceTimeline> sources;
  private final long[] nextInputIndex;
  private final long[] nextOutputIndex;
  private RouteTable routes;
  private long packets;
  private long steps;
  private int changes;

  private WarmUp(PlantSpec plant, long leadNs, Interpolator interpolator, @Nullable FlightRecorder flight, BugLog bugs) {
    this.shard = new Shard(plant, leadNs, 0, new YieldingWaitStrategy(), interpolator, flight);
    this.stages = new FusedStages(shard, bugs);
    this.groups = shard.groups();
    this.batches = shard.batches();
    this.sources = shard.sources();
    this.leadNs = leadNs;
    this.routes = RouteTable.of(plant, plant.crosspoints());
    this.nextInputIndex = new long[plant.inputs().size()];
    this.nextOutputIndex = new long[groups.size()];
  }

  /**
   * Touches every kind of memory segment that this process will use. Compiled code assumes the kinds that are loaded are all there are;
   * the first use of another kind throws all of it away, and a plant on air falls back to the interpreter for a second.
   */
  static void meetEverySegmentKind() {
    for (MemorySegment heap :
        List.of(MemorySegment.ofArray(new byte[8]), MemorySegment.ofArray(new int[8]), MemorySegment.ofArray(new long[8]))) {
      try (Arena confined = Arena.ofConfined();
          Arena shared = Arena.ofShared()) {
        confined.allocate(64).copyFrom(heap);
        shared.allocate(64).copyFrom(heap);
        Arena.ofAuto().allocate(64).copyFrom(heap);
      }
    }
  }

  /** Goes on until the plant keeps its pace, or the compiler is done, or a few seconds. */
  static void run(PlantSpec plant, PipelineSpec pipeline, Interpolator interpolator, BugLog bugs) {
    FlightRecorder flight = pipeline.keepNs() > 0 ? FlightRecorder.ofBytes(0) : null;
    WarmUp warmUp = new WarmUp(plant, pipeline.leadNs(), interpolator, flight, bugs);
    Pace pace = new Pace(PACE_NS, LEAST_STEPS);
    CompilerWatch compiler = CompilerWatch.orPace(SHORTEST_NS, LONGEST_NS, pace);
    long mediaNs = 1_000_000_000_000L;
    while (compiler.shouldGoOn()) {
      for (int step = 0; step < STEPS; step++) {
        mediaNs += STEP_NS;
        long beginNs = System.nanoTime();
        warmUp.step(mediaNs);
        pace.took(System.nanoTime() - beginNs);
        if (step % CHANGE_EVERY == 0) {
          warmUp.change(mediaNs);
        }
      }
    }
  }

  private void step(long nowPtpNs) {
    for (int input = 0; input < nextInputIndex.length; input++) {
      receiveUntil(input, nowPtpNs);
    }
    for (int group = 0; group < nextOutputIndex.length; group++) {
      transmitUntil(group, nowPtpNs);
    }
    stages.run();
    readTaps();
  }

  /** Nobody for longer than a tap can hold, then everything at once: both the full ring and the usual one are met. */
  private void readTaps() {
    if (++steps % TAP_STEPS != 0) {
      return;
    }
    for (Tap tap : shard.taps()) {
      while (tap.ring().available() > 0) {
        tap.ring().take();
      }
    }
  }

  private void receiveUntil(int input, long nowPtpNs) {
    InputSpec spec = shard.plant().inputs().get(input);
    SourceTimeline source = sources.get(input);
    if (source != null) {
      write(input, source);
      return;
    }
    MediaClock clock = new MediaClock(spec.format().rateHz());
    int frames = spec.packetFrames();
    if (nextInputIndex[input] == 0) {
      nextInputIndex[input] = Math.floorDiv(clock.indexOf(nowPtpNs), (long) frames) * frames;
    }
    while (clock.timeOf(nextInputIndex[input] + frames) <= nowPtpNs) {
      deliver(input, nextInputIndex[input], clock.timeOf(nextInputIndex[input] + frames));
      nextInputIndex[input] += frames;
    }
  }

  /** As a writer does, with what can go wrong on its way. */
  private void write(int input, SourceTimeline source) {
    int channels = source.format().channels();
    int frames = Math.min(source.windowFrames() / 2, source.format().rateHz() / 500);
    source.rebase();
    packets++;
    if (packets % 13 == 0) {
      return;
    }
    source.write(source.consumedIndex() + frames / 2, frames, new int[frames * channels], 0);
    if (packets % 17 == 0) {
      source.write(source.consumedIndex() - 10, frames, new float[frames * channels], 0);
      overtake(input, source, source.epoch());
      overtake(input, source, source.epoch() + 1);
    }
    if (packets % 29 == 0) {
      source.pause();
    }
    shard.intake().poll();
  }

  /** Frames that were accepted and came too late all the same. */
  private void overtake(int input, SourceTimeline source, int epoch) {
    long sequence = shard.ring().tryClaim(1);
    if (sequence >= 0) {
      MediaEvent event = shard.ring().event(sequence);
      event.kind = MediaEvent.Kind.AUDIO;
      event.input = input;
      event.firstIndex = source.consumedIndex() - 1;
      event.frames = SourceTimeline.chunkFrames(source.format().channels());
      event.lengthBytes = 4 * event.frames * source.format().channels();
      event.clockEpoch = epoch;
      event.payloadOffset = shard.ring().slabOffset(sequence);
      shard.ring().publish(sequence, sequence);
    }
  }

  /**
   * One packet, and now and then a misfortune. What the compiler has never seen happen it leaves out, and the first time that it happens
   * on air the whole method falls back to the interpreter for some tenths of a second: so every rare thing happens here first.
   */
  private void deliver(int input, long index, long arrivalPtpNs) {
    int frames = shard.plant().inputs().get(input).packetFrames();
    int leg = (int) (packets % Math.max(1, shard.plant().inputs().get(input).flows().size()));
    packets++;
    if (packets % 53 == 0) {
      return;
    }
    put(input, leg, index, arrivalPtpNs, Misfortune.NONE);
    if (packets % 59 == 0) {
      put(input, leg, index, arrivalPtpNs, Misfortune.NONE);
      put(input, leg, index - 8L * frames, arrivalPtpNs, Misfortune.NONE);
      put(input, leg, index - 100L * frames, arrivalPtpNs, Misfortune.NONE);
    }
    if (packets % 61 == 0) {
      for (Misfortune misfortune : Misfortune.values()) {
        put(input, leg, index, arrivalPtpNs, misfortune);
      }
    }
  }

  /** Routes that change in every way: to other inputs and back, summed and with gains, blended and cut, in the middle of a packet. */
  private void change(long nowPtpNs) {
    int outputs = shard.plant().outputs().size();
    int inputs = shard.plant().inputs().size();
    if (outputs == 0 || inputs == 0) {
      return;
    }
    int output = changes / 2 % outputs;
    List<Crosspoint> crosspoints = new ArrayList<>();
    shard.plant().crosspoints().stream().filter(x -> x.output() == output).forEach(crosspoints::add);
    if (changes % 2 == 0) {
      int input = changes / 2 % inputs;
      crosspoints.removeIf(x -> x.input() == input && x.inputChannel() == 0 && x.outputChannel() == 0);
      crosspoints.add(new Crosspoint(input, 0, output, 0, changes % 4 == 0 ? 1 : 0.5));
    }
    long fadeNs = changes % 3 == 0 ? 0 : FADE_NS;
    Switchover when = new Switchover(nowPtpNs + leadNs + 345_678, fadeNs, epochAt(nowPtpNs));
    routes = routes.with(shard.plant(), Map.of(output, crosspoints), when);
    shard.trySubmit(routes, when.fromPtpNs(), when.epoch());
    changes++;
  }

  /** The clock is set now and then. */
  private static int epochAt(long ptpNs) {
    return (int) (ptpNs / 100_000_000);
  }

  private enum Misfortune {
    NONE,
    UNTIMED,
    TRUNCATED,
    PADDED,
    ODD_LENGTH,
    WRONG_TYPE,
    FOREIGN,
    STRAY
  }

  private void put(int input, int leg, long index, long arrivalPtpNs, Misfortune misfortune) {
    InputSpec spec = shard.plant().inputs().get(input);
    long sequence = shard.ring().tryClaim(1);
    if (sequence < 0) {
      return;
    }
    int rtpSequence = (int) (index / spec.packetFrames());
    int payloadType = misfortune == Misfortune.WRONG_TYPE ? spec.payloadType() ^ 1 : spec.payloadType();
    int ssrc = misfortune == Misfortune.FOREIGN ? -1 : input;
    int timestamp = (int) index + (misfortune == Misfortune.STRAY ? 1 << 30 : 0);
    long offset = shard.ring().slabOffset(sequence);
    RtpPacket.writeHeader(shard.ring().slab(), offset, payloadType, rtpSequence, timestamp, ssrc);
    if (misfortune == Misfortune.PADDED) {
      shard.ring().slab().set(ValueLayout.JAVA_BYTE, offset, (byte) 0xB1);
    }
    int length = RtpPacket.HEADER_BYTES + spec.packetFrames() * spec.format().frameBytes();
    MediaEvent event = shard.ring().event(sequence);
    event.kind = MediaEvent.Kind.PACKET;
    event.input = input;
    event.leg = leg;
    event.sourceAddress = misfortune == Misfortune.FOREIGN ? 2 : 1;
    event.lengthBytes =
        switch (misfortune) {
          case TRUNCATED -> RtpPacket.HEADER_BYTES - 1;
          case ODD_LENGTH -> length - 1;
          default -> length;
        };
    event.arrivalPtpNs = misfortune == Misfortune.UNTIMED ? MediaEvent.UNTIMED : arrivalPtpNs;
    shard.ring().publish(sequence, sequence);
  }

  private void transmitUntil(int number, long nowPtpNs) {
    TransmitGroup group = groups.get(number);
    MediaClock clock = new MediaClock(group.rateHz());
    if (nextOutputIndex[number] == 0) {
      nextOutputIndex[number] = Math.floorDiv(clock.indexOf(nowPtpNs), (long) group.packetFrames()) * group.packetFrames();
    }
    while (clock.timeOf(nextOutputIndex[number] + group.packetFrames()) - leadNs <= nowPtpNs) {
      long sequence = shard.ring().tryClaim(1);
      if (sequence < 0) {
        return;
      }
      MediaEvent event = shard.ring().event(sequence);
      event.kind = MediaEvent.Kind.TRANSMIT;
      event.group = number;
      event.firstIndex = nextOutputIndex[number];
      event.frames = group.packetFrames();
      event.batch = batches.get(number).of(event.firstIndex);
      event.deadlinePtpNs = clock.timeOf(event.firstIndex + event.frames);
      event.deadlineRawNs = event.deadlinePtpNs;
      event.clockState = ClockState.LOCKED;
      event.clockEpoch = epochAt(nowPtpNs);
      shard.ring().publish(sequence, sequence);
      nextOutputIndex[number] += group.packetFrames();
    }
  }
}
