package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.flight.FlightRecorder;
import io.crosspoint.pipeline.io.FlowMeter;
import io.crosspoint.pipeline.io.PacketSink;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.send.TransmitBatch;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole router on the calling thread in simulated time: the tick cycle and stages of the product, with a network and a clock that the
 * test owns. An hour of audio takes a second or so.
 */
public final class Simulation implements HostClocks, PacketSource, PacketSink {

  /** Anything that puts datagrams on the simulated wire. */
  public interface Talker {

    /** When its next datagram arrives, PTP ns; {@link Long#MAX_VALUE} for never. */
    long nextArrivalPtpNs();

    /** Delivers that datagram into the ring through {@link Simulation#deliver}, and goes on to the next. */
    void deliver(Simulation simulation);
  }

  /** Sees every datagram that is delivered. */
  public interface Tap {
    void onDatagram(int input, int leg, byte[] datagram, int length);
  }

  /** Sees every packet that is sent. */
  public interface Listener {
    void onPacket(int output, MemorySegment memory, int offset, int length, long sentPtpNs);
  }

  private final Shard shard;
  private final FusedStages stages;
  private final List<GroupMeter> meters;
  private final RouteControl routes;
  private final LivePlant live;
  private final LiveShard liveShard;
  private final TickCycle cycle;
  private final @Nullable FlightRecorder flight;
  private final BugLog bugs = new BugLog();
  private final List<Talker> talkers = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Tap> taps = new ArrayList<>();
  private final Set<TransmitBatch> attached = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Integer> received = new HashSet<>();
  private boolean isPolledSinceRemoval = true;
  private int polls;

  private ClockSnapshot clock;
  private ClockReading reading;
  private long rawNs = 1_000_000_000L;
  private long nsPerRead;
  private int readsUntilAction;
  private Runnable onRead = () -> {};

  /** @param startPtpNs PTP time at which the simulation begins */
  public Simulation(PlantSpec plant, long leadNs, long startPtpNs) {
    this(plant, leadNs, startPtpNs, null);
  }

  /** @param flight what records the events, or null */
  public Simulation(PlantSpec plant, long leadNs, long startPtpNs, @Nullable FlightRecorder flight) {
    this(plant, leadNs, 0, startPtpNs, flight);
  }

  /** @param spread how many outputs leave together; 0 for all */
  public Simulation(PlantSpec plant, long leadNs, int spread, long startPtpNs, @Nullable FlightRecorder flight) {
    this.flight = flight;
    this.shard = new Shard(plant, leadNs, spread, new YieldingWaitStrategy(), new ScalarInterpolator(), flight);
    this.stages = new FusedStages(shard, bugs);
    this.meters = shard.groupMeters();
    this.cycle = new TickCycle(shard, this, this, stages.sequence(), new TickCycle.Inline(stages, this));
    shard.batches().forEach(rotation -> attached.addAll(rotation.all()));
    IntStream.range(0, plant.inputs().size()).forEach(received::add);
    List<ShardPlan> plans = List.of(ShardPlan.whole(plant));
    this.routes = new RouteControl(plans, List.of(shard));
    this.liveShard = new LiveShard(shard, stages.sequence(), this, this);
    this.live = new LivePlant(plans, List.of(liveShard), routes);
    this.clock = new ClockSnapshot(rawNs, rawNs, startPtpNs, 0, 0, 1, ClockState.LOCKED, "simulated", 1, 0);
    this.reading = ClockReading.of(clock);
  }

  public Simulation add(Talker talker) {
    talkers.add(talker);
    return this;
  }

  public Simulation add(Listener listener) {
    listeners.add(listener);
    return this;
  }

  public Simulation add(Tap tap) {
    taps.add(tap);
    return this;
  }

  /** A clock that shows another time from now on: a new epoch. */
  public void stepClock(long stepNs) {
    setClock(new ClockSnapshot(rawNs, rawNs, nowPtpNs() + stepNs, 0, 0, clock.epoch() + 1, ClockState.LOCKED, "stepped", 2, 0));
  }

  /** Leaves the time as it runs and changes what the clock says of it. */
  public void setClockState(ClockState state) {
    setClock(new ClockSnapshot(rawNs, rawNs, nowPtpNs(), 0, 0, clock.epoch(), state, "simulated", 1, 0));
  }

  /** Replaces the clock from now on. */
  public void setClock(ClockSnapshot snapshot) {
    clock = snapshot;
    reading = ClockReading.of(snapshot);
  }

  public ClockSnapshot clock() {
    return clock;
  }

  public long nowPtpNs() {
    return clock.ptpAtRaw(rawNs);
  }

  /** Runs something when the tick has read the clock so many times. */
  public void onClockReads(int count, Runnable action) {
    readsUntilAction = count;
    onRead = action;
  }

  /** Lets so much time pass with every reading of the clock. */
  public void passTimeWhenRead(long ns) {
    nsPerRead = ns;
  }

  /** Lets time pass without the tick running: a host that was stolen. */
  public void stall(long durationNs) {
    rawNs += durationNs;
  }

  /** Runs for a simulated duration. */
  public void run(long durationNs) {
    long endRawNs = rawNs + durationNs;
    while (rawNs < endRawNs) {
      long nextRawNs = cycle.run(rawNs, reading);
      rawNs = Math.max(rawNs + 1, Math.min(nextRawNs, endRawNs));
    }
    if (bugs.count() > 0) {
      throw new AssertionError("the pipeline threw", bugs.drain().getFirst());
    }
  }

  /** Puts a datagram on the ring, as a packet source would. */
  public void deliver(int input, int leg, byte[] datagram, int length, long arrivalPtpNs) {
    deliverFrom(0x0A4D_0001, input, leg, datagram, length, arrivalPtpNs);
  }

  /** As {@link #deliver}, from another host than the usual one. */
  public void deliverFrom(int sourceAddress, int input, int leg, byte[] datagram, int length, long arrivalPtpNs) {
    for (int i = 0; i < taps.size(); i++) {
      taps.get(i).onDatagram(input, leg, datagram, length);
    }
    if (!received.contains(input)) {
      return;
    }
    EventRing ring = shard.ring();
    long sequence = ring.tryClaim(1);
    if (sequence < 0) {
      throw new AssertionError("the ring is full");
    }
    MemorySegment.copy(datagram, 0, ring.slab(), ValueLayout.JAVA_BYTE, ring.slabOffset(sequence), length);
    MediaEvent event = ring.event(sequence);
    event.kind = MediaEvent.Kind.PACKET;
    event.input = input;
    event.leg = leg;
    event.lengthBytes = length;
    event.arrivalPtpNs = arrivalPtpNs;
    event.kernelStamped = true;
    event.sourceAddress = sourceAddress;
    event.sourcePort = 5004;
    ring.publish(sequence, sequence);
  }

  public Shard shard() {
    return shard;
  }

  /** What the recorder holds. */
  public ShardFlight flight() {
    return ShardFlight.of(0, shard, Objects.requireNonNull(flight));
  }

  public InputMeter input(int index) {
    return shard.inputMeters().get(index);
  }

  public Counters<OutputCounter> output(int index) {
    return shard.outputCounters().get(index);
  }

  public GroupMeter group(int index) {
    return meters.get(index);
  }

  /** Hears what the shard publishes, beside the stages: for recording. */
  EventPoller<MediaEvent> newPoller() {
    EventPoller<MediaEvent> poller = shard.ring().disruptor().newPoller();
    shard.ring().disruptor().addGatingSequences(poller.getSequence());
    return poller;
  }

  @Override
  public int poll() {
    isPolledSinceRemoval = true;
    polls++;
    int polled = 0;
    long nowPtpNs = nowPtpNs();
    for (int i = 0; i < talkers.size(); i++) {
      Talker talker = talkers.get(i);
      while (talker.nextArrivalPtpNs() <= nowPtpNs) {
        talker.deliver(this);
        if (++polled % 512 == 0) {
          stages.run();
        }
      }
    }
    return polled;
  }

  /** How often the network has been looked at. */
  public int polls() {
    return polls;
  }

  /** Brings an output while everything runs. */
  public int addOutput(OutputSpec output) {
    return live.addOutput(output);
  }

  /** Brings an input while everything runs. */
  public int addInput(InputSpec input) {
    return live.addInput(input, List.of());
  }

  /** Takes streams out, inputs only when nothing is made of them. */
  public void removeStreams(List<Integer> outputs, List<Integer> inputs) {
    live.removeOutputs(outputs);
    live.removeInputs(inputs);
  }

  /** Whether nothing is left of what was removed. */
  public boolean isCleared() {
    return live.isSettled();
  }

  /** Whether an input is there for long enough to be heard without a gap. */
  public boolean isFilled(int input) {
    return live.isFilled(input);
  }

  /** Streams that come and go. */
  LivePlant live() {
    return live;
  }

  /** For a plant of several shards. */
  LiveShard liveShard() {
    return liveShard;
  }

  /** What changes routes. */
  public RouteControl routes() {
    return routes;
  }

  /** Forgets a talker or a listener. */
  void remove(Object one) {
    talkers.remove(one);
    listeners.remove(one);
  }

  @Override
  public List<FlowMeter> add(int input, InputSpec spec, List<String> warnings) {
    if (!received.add(input)) {
      throw new AssertionError("input " + input + " is received twice");
    }
    return spec.flows().stream().map(flow -> new FlowMeter()).toList();
  }

  @Override
  public void remove(int input) {
    received.remove(input);
    isPolledSinceRemoval = false;
  }

  @Override
  public boolean isSettled() {
    return isPolledSinceRemoval;
  }

  /** How many batches could be sent now. */
  int attachedBatches() {
    return attached.size();
  }

  @Override
  public void attach(TransmitBatch batch) {
    attached.add(batch);
  }

  @Override
  public void detach(TransmitBatch batch) {
    attached.remove(batch);
  }

  @Override
  public int send(TransmitBatch batch, int part) {
    if (!attached.contains(batch)) {
      throw new AssertionError("a batch is sent that is not attached");
    }
    long sentPtpNs = nowPtpNs();
    int packets = batch.departures().packets(part);
    for (int position = 0; position < packets; position++) {
      int packet = batch.departures().packet(part, position);
      for (int i = 0; i < listeners.size(); i++) {
        listeners.get(i).onPacket(batch.number(packet), batch.memory(), batch.offset(packet), batch.length(packet), sentPtpNs);
      }
    }
    return packets;
  }

  @Override
  public void awaitReadable(int timeoutMs) {}

  @Override
  public void maintain(long nowNs) {}

  @Override
  public FlowMeter meter(int input, int leg) {
    return new FlowMeter();
  }

  @Override
  public long refused() {
    return 0;
  }

  @Override
  public int lastErrno() {
    return 0;
  }

  @Override
  public void close() {}

  @Override
  public long rawNs() {
    rawNs += nsPerRead;
    if (readsUntilAction > 0 && --readsUntilAction == 0) {
      onRead.run();
    }
    return rawNs;
  }

  @Override
  public long monotonicNs() {
    return rawNs;
  }

  @Override
  public long realtimeNs() {
    return nowPtpNs();
  }
}
