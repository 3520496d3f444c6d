package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.pipeline.io.PacketSink;
import io.crosspoint.pipeline.io.PacketSource;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.pipeline.tap.LiveTap;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockReading;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Plays a few streams from this process to itself on loopback, twenty times faster than they would run, so that the compiler has seen the
 * sockets' hot paths as well before the first real deadline. Without it the first seconds of a large plant run interpreted, and late.
 *
 * <p>It needs to know nothing of the plant, so whoever is in a hurry begins it while the plant is still being read.
 */
public final class Rehearsal {

  private static final long SHORTEST_NS = 500_000_000;
  private static final long LONGEST_NS = 2_500_000_000L;
  private static final int STREAMS = 8;
  /** So that batches have several parts where outputs are spread. */
  private static final int MOST_TOGETHER = 3;
  private static final int FRAMES = 48;
  private static final double SPEED = 20;
  private static final int TAP_EVERY = 1000;
  private static final int VISIT_EVERY = 150;
  /** Every kind of guest has come and gone once. */
  private static final int LEAST_ROUNDS = VISIT_EVERY * RehearsedVisits.STEPS * (InputSpec.Timing.values().length + 1);
  /** An eighth of a packet time for an eighth of a usual plant. */
  private static final long PACE_NS = 125_000;
  /** So few that taps overflow as well. */
  private static final int TAP_BYTES = 64 << 10;
  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48_000, 2);

  private final PacketIo io;
  private final PipelineSpec pipeline;
  private final BugLog bugs;
  private final Thread thread;
  private volatile long tookNs;

  private Rehearsal(PacketIo io, PipelineSpec pipeline, BugLog bugs) {
    this.io = io;
    this.pipeline = pipeline;
    this.bugs = bugs;
    this.thread = Thread.ofPlatform().daemon().name("rehearsal").unstarted(this::run);
  }

  /**
   * Begins on a thread of its own: at once where the virtual machine knows the code already, else when it is waited for. Beside the
   * warm-up that would have to be compiled too, neither has seen enough when its time is over, and what is compiled on air then starves
   * beside a real-time thread that is not yet quick enough. Goes on until it keeps its pace, or the compiler is done, or a few seconds;
   * does nothing on a host without a loopback device.
   *
   * @param io as the plant will have it, but another: nobody else uses this one
   */
  public static Rehearsal begin(PacketIo io, PipelineSpec pipeline) {
    return begin(io, pipeline, new BugLog());
  }

  static Rehearsal begin(PacketIo io, PipelineSpec pipeline, BugLog bugs) {
    WarmUp.meetEverySegmentKind();
    Rehearsal rehearsal = new Rehearsal(io, pipeline, bugs);
    if (CompilerWatch.isPrepared()) {
      rehearsal.thread.start();
    }
    return rehearsal;
  }

  /** Waits for the end. Returns how long it took, in ns. */
  long join() {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return tookNs;
  }

  /** What went wrong in it, and will in the router that it is for. */
  BugLog bugs() {
    return bugs;
  }

  private void run() {
    long beginNs = System.nanoTime();
    try {
      InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      NetworkInterface device = NetworkInterface.getByInetAddress(address);
      if (device != null && device.isUp() && address instanceof Inet4Address loopback) {
        play(plant(new Nic(device.getName(), device.getIndex(), loopback)));
      }
    } catch (IOException | UncheckedIOException noLoopback) {
      // Only the first seconds' punctuality depends on it; what is wrong with the host will show in what it was asked to do.
      return;
    } catch (RuntimeException bug) {
      bugs.record(bug);
    } finally {
      tookNs = System.nanoTime() - beginNs;
    }
  }

  private void play(PlantSpec plant) throws IOException {
    HostClocks clocks = HostClocks.ofThisHost();
    long startRawNs = clocks.rawNs();
    ClockReading clock = clock(clocks, startRawNs);
    ClockCell published = new ClockCell();
    published.publish(clock);
    ClockCell.warmUp();
    Shard shard = shard(plant);
    FusedStages stages = new FusedStages(shard, bugs);
    try (PacketSource source = io.openSource(plant.inputs(), shard.ring(), published);
        PacketSink sink = io.openSink()) {
      shard.batches().forEach(rotation -> rotation.all().forEach(sink::attach));
      TickCycle cycle = new TickCycle(shard, clocks, sink, stages.sequence(), new TickCycle.Inline(stages, source));
      Pace pace = new Pace(PACE_NS, LEAST_ROUNDS);
      CompilerWatch compiler = CompilerWatch.orPace(SHORTEST_NS, LONGEST_NS, pace);
      long nowRawNs = startRawNs;
      SourceTimeline written = Objects.requireNonNull(shard.sources().getLast());
      int[] samples = new int[FRAMES * STEREO.channels()];
      RehearsedVisits visits = visits(plant, new LiveShard(shard, stages.sequence(), source, sink));
      LiveTaps taps = new LiveTaps(List.of(shard), TAP_BYTES);
      List<LiveTap> heard = List.of();
      for (int round = 0; compiler.shouldGoOn(); round++) {
        heard = round % TAP_EVERY == 0 ? listen(taps, heard) : heard;
        if (round % VISIT_EVERY == 0) {
          visits.goOn(clock.ptpAtRaw(nowRawNs), clock.epoch());
        }
        written.rebase();
        written.write(written.consumedIndex() + FRAMES, FRAMES, samples, 0);
        boolean _ = published.read(clock);
        long nextRawNs = cycle.run(nowRawNs, clock);
        long beganRawNs = nowRawNs;
        nowRawNs = clocks.rawNs();
        pace.took(nowRawNs - beganRawNs);
        while (nowRawNs - nextRawNs < 0) {
          Thread.onSpinWait();
          nowRawNs = clocks.rawNs();
        }
      }
    }
  }

  private Shard shard(PlantSpec plant) {
    int spread = Math.min(pipeline.spread(), MOST_TOGETHER);
    return new Shard(plant, pipeline.leadNs(), spread, new YieldingWaitStrategy(), new ScalarInterpolator(), null);
  }

  private static ClockReading clock(HostClocks clocks, long startRawNs) {
    ClockReading clock = new ClockReading();
    clock.setLine(startRawNs, clocks.monotonicNs(), 1_000_000_000_000L, SPEED - 1, 0, 0);
    clock.setState(ClockState.FREERUN, "rehearsal");
    return clock;
  }

  /** Guests of every kind, on a port that nobody else receives on, which the output that comes with them sends to. */
  private static RehearsedVisits visits(PlantSpec plant, LiveShard shard) throws IOException {
    Nic loopback = plant.inputs().getFirst().flows().getFirst().nic();
    int guestPort = freePorts(loopback.address(), 1).getFirst();
    SendFlow sent = plant.outputs().getFirst().flows().getFirst();
    ReceiveFlow flow = new ReceiveFlow("loopback", loopback, loopback.address(), guestPort, null);
    List<InputSpec> guests = new ArrayList<>();
    for (InputSpec.Timing timing : InputSpec.Timing.values()) {
      guests.add(new InputSpec("guest", List.of(flow), STEREO, FRAMES, 98, null, 10 * FRAMES, timing));
    }
    guests.add(InputSpec.ofSource("guest", STEREO, 0, new SourceSpec(10 * FRAMES, SourceSpec.Holes.SILENCE)));
    SendFlow out = new SendFlow("loopback", loopback, loopback.address(), guestPort, sent.sourcePort(), 1, 0);
    return new RehearsedVisits(ShardPlan.whole(plant), shard, guests, new OutputSpec("guest", List.of(out), STEREO, FRAMES, 98));
  }

  /** Somebody comes to listen, to every kind of tap; and those who came before have read nothing for a while, or do, and go. */
  private static List<LiveTap> listen(LiveTaps taps, List<LiveTap> heard) {
    for (LiveTap tap : heard) {
      while (tap.ring().available() > 0) {
        tap.ring().take();
      }
      taps.detach(tap);
    }
    return heard.isEmpty()
        ? List.of(taps.attachAudio("rehearsal 0"), taps.attachPackets("rehearsal 1"), taps.attachOutput("rehearsal 2"))
        : List.of();
  }

  private static PlantSpec plant(Nic loopback) throws IOException {
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    List<Integer> ports = freePorts(loopback.address(), STREAMS + 1);
    for (int i = 0; i < STREAMS; i++) {
      ReceiveFlow in = new ReceiveFlow("loopback", loopback, loopback.address(), ports.get(i), null);
      SendFlow out = new SendFlow("loopback", loopback, loopback.address(), ports.get(i), ports.getLast(), 1, 0);
      inputs.add(new InputSpec("rehearsal " + i, List.of(in), STEREO, FRAMES, 98, null, 10 * FRAMES));
      outputs.add(new OutputSpec("rehearsal " + i, List.of(out), STEREO, FRAMES, 98));
      for (int channel = 0; channel < STEREO.channels(); channel++) {
        crosspoints.add(new Crosspoint(i, channel, i, channel, 1.0));
      }
    }
    inputs.add(InputSpec.ofSource("rehearsal", STEREO, 0, new SourceSpec(10 * FRAMES, SourceSpec.Holes.CONCEAL)));
    crosspoints.add(new Crosspoint(STREAMS, 0, 0, 0, 1.0));
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  private static List<Integer> freePorts(Inet4Address address, int count) throws IOException {
    List<DatagramSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0));
        held.add(socket);
      }
      return held.stream().map(DatagramSocket::getLocalPort).toList();
    } finally {
      held.forEach(DatagramSocket::close);
    }
  }
}
