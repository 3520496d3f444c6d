package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.flight.FlightRecorder;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.io.PacketSink;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.meter.StageMeter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.tap.Tap;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.HostClocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A shard with its threads and sockets, and everything that can be watched of it. */
public final class RunningShard implements AutoCloseable {

  private final int number;
  private final Shard shard;
  private final @Nullable FlightRecorder recorder;
  private final LiveShard live;
  private final List<InputPart> startedInputs;
  private final List<OutputPart> startedOutputs;
  private final List<GroupMeter> startedGroups;
  private final PacketSource source;
  private final PacketSink sink;
  private final TickThread tick;
  private final @Nullable DedicatedStages dedicated;
  private final @Nullable ReceiveThread receive;

  /** Opens the sockets; starts nothing. */
  RunningShard(
      int number, ShardPlan plan, PipelineSpec pipeline, Interpolator interpolator, ClockSource clock, PacketIo io, BugLog bugs) {
    this.number = number;
    this.recorder = ShardFlight.recorder(plan.plant(), pipeline.keepNs());
    this.shard = new Shard(plan.plant(), pipeline.leadNs(), pipeline.spread(), new YieldingWaitStrategy(), interpolator, recorder);
    this.startedInputs = List.copyOf(shard.parts().inputs().values());
    this.startedOutputs = List.copyOf(shard.parts().outputs().values());
    this.startedGroups = shard.groupMeters();
    this.source = io.openSource(plan.plant().inputs(), shard.ring(), clock.cell());
    this.sink = openSink(io, shard, source);
    int core = pipeline.tickCore() < 0 ? -1 : pipeline.tickCore() + number;
    HostClocks clocks = HostClocks.ofThisHost();
    TickCycle cycle;
    if (pipeline.stages() == PipelineSpec.Stages.FUSED) {
      FusedStages fused = new FusedStages(shard, bugs);
      this.dedicated = null;
      this.receive = null;
      cycle = new TickCycle(shard, clocks, sink, fused.sequence(), new TickCycle.Inline(fused, source));
      this.live = new LiveShard(shard, fused.sequence(), source, sink);
    } else {
      DedicatedStages stages = new DedicatedStages(number, shard, bugs);
      this.dedicated = stages;
      this.receive = new ReceiveThread(number, source, bugs);
      cycle = new TickCycle(shard, clocks, sink, stages.rendered(), null);
      this.live = new LiveShard(shard, stages.rendered(), source, sink);
    }
    this.tick = new TickThread(number, cycle, clock.cell(), core, bugs);
  }

  /** Returns what the host refused. */
  List<String> start() {
    if (dedicated != null) {
      dedicated.start();
    }
    if (receive != null) {
      receive.start();
    }
    return tick.start();
  }

  /** What its flight recorder holds, if it has one, and what that is about as of now. Control thread. */
  Optional<ShardFlight> flight() {
    return recorder == null ? Optional.empty() : Optional.of(ShardFlight.of(number, shard, recorder));
  }

  void maintain(long nowNs) {
    source.maintain(nowNs);
  }

  public int number() {
    return number;
  }

  /** By the shard's own index of the input. */
  public InputMeter inputMeter(int input) {
    return startedInputs.get(input).meter();
  }

  /** By the shard's own index of the input. */
  public ConvertMeter convertMeter(int input) {
    return startedInputs.get(input).convert();
  }

  /** What is taken out of this shard inside the process. */
  public List<Tap> taps() {
    return shard.taps();
  }

  /** By the shard's own index of the output. */
  public Counters<OutputCounter> outputCounters(int output) {
    return startedOutputs.get(output).counters();
  }

  Shard shard() {
    return shard;
  }

  /** As streams come and go in it. */
  LiveShard live() {
    return live;
  }

  /** One for each transmit group; the group's outputs are indices of this shard. */
  public List<GroupMeter> groupMeters() {
    return startedGroups;
  }

  /** Datagrams that the kernel refused to send. */
  public long refusedDatagrams() {
    return sink.refused();
  }

  /** Why the newest refused datagram was refused (errno), or 0. */
  public int refusedErrno() {
    return sink.lastErrno();
  }

  /** Slots of the ring that are filled and not yet handled, as of now. */
  public long ringOccupancy() {
    return shard.ring().occupiedSlots();
  }

  /** The same each time that a TRANSMIT was to be put on the ring. */
  public Distribution ringSlots() {
    return shard.ringSlots();
  }

  /** How many slots the ring has. */
  public int ringCapacity() {
    return shard.ring().disruptor().getBufferSize();
  }

  /** One for each stage: place, convert, render. */
  public List<StageMeter> stageMeters() {
    return shard.stageMeters();
  }

  long tickRounds() {
    return tick.rounds();
  }

  long onAirNs() {
    return tick.onAirNs();
  }

  /** Every thread that audio depends on. */
  public List<Thread> hotThreads() {
    List<Thread> threads = new ArrayList<>();
    threads.add(tick.thread());
    if (dedicated != null) {
      threads.addAll(dedicated.threads());
    }
    if (receive != null) {
      threads.add(receive.thread());
    }
    return threads;
  }

  @Override
  public void close() {
    tick.close();
    Stream.of(receive, dedicated).forEach(RunningShard::closeIfThere);
    sink.close();
    source.close();
  }

  private static void closeIfThere(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception checked) {
      throw new AssertionError("these resources throw nothing checked", checked);
    }
  }

  private static PacketSink openSink(PacketIo io, Shard shard, PacketSource source) {
    PacketSink sink = io.openSink();
    try {
      shard.batches().forEach(rotation -> rotation.all().forEach(sink::attach));
      return sink;
    } catch (RuntimeException failed) {
      sink.close();
      source.close();
      throw failed;
    }
  }
}
