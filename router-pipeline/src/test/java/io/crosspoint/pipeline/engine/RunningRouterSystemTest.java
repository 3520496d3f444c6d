package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.FreePorts;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.TapSpec;
import io.crosspoint.pipeline.convert.ConvertGauge;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.pipeline.place.InputMeter;
import io.crosspoint.pipeline.tap.LiveTap;
import io.crosspoint.pipeline.tap.Tap;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.linux.LinuxClocks;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The router on real sockets and threads, on loopback. */
class RunningRouterSystemTest {

  private static final Nic LOOPBACK = new Nic("lo", 1, Plants.address("127.0.0.1"));
  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48000, 2);
  private static final int ROUTES = 8;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int WINDOWS = 12;
  private static final int ENOUGH = ROUTES * 1000;

  /** Free-running on the raw clock, like a plant whose grandmaster is this host. */
  private static final class HostClock implements ClockSource {
    private final ClockCell cell;

    HostClock() {
      HostClocks clocks = HostClocks.ofThisHost();
      long rawNs = clocks.rawNs();
      cell = ClockCell.of(
          new ClockSnapshot(rawNs, clocks.monotonicNs(), clocks.realtimeNs(), 0, 0, 1, ClockState.FREERUN, "test", 0, -1));
    }

    @Override
    public void start() {}

    @Override
    public ClockCell cell() {
      return cell;
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @EnumSource(PipelineSpec.Stages.class)
  void shouldAllocateNothingOnItsHotThreads(PipelineSpec.Stages stages) {
    requireNoAllocation(InputSpec.Timing.PTP, stages, 0);
  }

  /** With the faster of the two interpolators on this host, as {@link Router} chooses it; and outputs leave two at a time. */
  @ParameterizedTest
  @EnumSource(PipelineSpec.Stages.class)
  void shouldAllocateNothingWhereItResamples(PipelineSpec.Stages stages) {
    requireNoAllocation(InputSpec.Timing.RECOVERED, stages, 2);
  }

  private static void requireNoAllocation(InputSpec.Timing timing, PipelineSpec.Stages stages, int together) {
    assumeTrue(LinuxClocks.isAvailable(), "native packet io needs Linux");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    HostClock clock = new HostClock();
    List<Integer> ports = FreePorts.udp(2 * ROUTES + 2);
    PlantSpec plant = plant(ports, timing);
    try (Router talker = router(new PlantSpec(List.of(), outputs(ports, ports.getLast()), List.of()), PipelineSpec.Stages.FUSED, 0, clock);
        Router router = router(plant, stages, together, clock)) {
      talker.start();
      router.start();
      List<Thread> hot = router.shards().getFirst().hotThreads();
      // Warm-up ends when the compiler has done its work, which takes longer on a busy machine: the first clean window proves it.
      long[] allocated = {-1};
      long packets = 0;
      for (int window = 0; window < WINDOWS && (packets <= ENOUGH || Arrays.stream(allocated).anyMatch(bytes -> bytes != 0)); window++) {
        long packetsBefore = packets(router);
        long[] before = allocated(threads, hot);
        listen(router);
        long[] after = allocated(threads, hot);
        packets = packets(router) - packetsBefore;
        router.shards().getFirst().taps().forEach(RunningRouterSystemTest::read);
        allocated = IntStream.range(0, before.length).mapToLong(i -> after[i] - before[i]).toArray();
      }

      assertTrue(packets > ENOUGH, "the router carried only " + packets + " packets");
      assertArrayEquals(new long[hot.size()], allocated, "bytes allocated by " + hot + " while they carried " + packets + " packets");
      assertEquals(0, router.bugs().count());
      boolean isRecovered = plant.inputs().getFirst().isRecovered();
      long converting = ConvertMeter.State.CONVERTING.ordinal();
      for (int i = 0; isRecovered && i < ROUTES; i++) {
        assertEquals(converting, router.shards().getFirst().convertMeter(i).gauges().get(ConvertGauge.STATE));
      }
    }
  }

  /** Three seconds, in the middle of which somebody comes, listens and goes. */
  private static void listen(Router router) {
    pause(1_000);
    List<LiveTap> taps =
        List.of(router.taps().attachAudio("in2"), router.taps().attachPackets("in3"), router.taps().attachOutput(name(router)));
    pause(1_000);
    taps.forEach(tap -> Await.until(SOON, "something at " + tap.kind(), () -> tap.ring().available() > 0));
    taps.forEach(router.taps()::detach);
    pause(1_000);
  }

  private static String name(Router router) {
    return router.plant().outputs().getLast().name();
  }

  private static void read(Tap tap) {
    assertTrue(tap.ring().available() > 0, "nothing at " + tap.spec());
    while (tap.ring().available() > 0) {
      tap.ring().take();
    }
  }

  private static long[] allocated(ThreadMXBean threads, List<Thread> hot) {
    return hot.stream().mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId())).toArray();
  }

  @Test
  void shouldPlaceWhatAnotherRouterSendsOnTheSameClock() {
    assumeTrue(LinuxClocks.isAvailable(), "native packet io needs Linux");
    HostClock clock = new HostClock();
    List<Integer> ports = FreePorts.udp(2 * ROUTES + 2);
    try (Router talker = router(new PlantSpec(List.of(), outputs(ports, ports.getLast()), List.of()), PipelineSpec.Stages.FUSED, 0, clock);
        Router router = router(plant(ports, InputSpec.Timing.PTP), PipelineSpec.Stages.FUSED, 0, clock)) {
      talker.start();
      router.start();

      RunningShard shard = router.shards().getFirst();
      for (int i = 0; i < ROUTES; i++) {
        int route = i;
        Await.until(
            SOON, "audio on route " + i,
            () -> shard.inputMeter(route).timing() == InputMeter.Timing.PTP
                && shard.inputMeter(route).counters().get(InputCounter.PACKETS) > 0
                && shard.outputCounters(route).get(OutputCounter.PACKETS) > 0);
        assertEquals(0, shard.inputMeter(i).counters().get(InputCounter.MALFORMED));
      }
      assertEquals(0, shard.refusedDatagrams());
    }
  }

  private static Router router(PlantSpec plant, PipelineSpec.Stages stages, int together, ClockSource clock) {
    PipelineSpec pipeline = new PipelineSpec(1, stages, 500_000, -1, PipelineSpec.PacketIo.NATIVE).spreading(together);
    return new Router(plant, pipeline, clock, new SocketIo(PipelineSpec.PacketIo.NATIVE));
  }

  /** @param ports first those of the inputs, then those that nobody listens on */
  private static PlantSpec plant(List<Integer> ports, InputSpec.Timing timing) {
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = outputs(ports.subList(ROUTES, 2 * ROUTES), ports.get(2 * ROUTES));
    List<io.crosspoint.pipeline.Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < ROUTES; i++) {
      ReceiveFlow flow = new ReceiveFlow("lo", LOOPBACK, LOOPBACK.address(), ports.get(i), null);
      inputs.add(new InputSpec("in" + i, List.of(flow), STEREO, 48, Plants.PAYLOAD_TYPE, null, 480, timing));
      crosspoints.addAll(Plants.wholeStream(i, i, 2));
    }
    // Of the taps one is served by a packet, one by an input's timeline.
    List<TapSpec> taps = List.of(new TapSpec("sent", TapSpec.Point.OUTPUT, 0), new TapSpec("received", TapSpec.Point.INPUT, 1));
    return new PlantSpec(inputs, outputs, crosspoints, taps);
  }

  /** @param ports one for each output; what is more is left alone */
  private static List<OutputSpec> outputs(List<Integer> ports, int sourcePort) {
    List<OutputSpec> outputs = new ArrayList<>();
    for (int i = 0; i < ROUTES; i++) {
      SendFlow flow = new SendFlow("lo", LOOPBACK, LOOPBACK.address(), ports.get(i), sourcePort, 1, 34);
      outputs.add(new OutputSpec("out" + ports.get(i), List.of(flow), STEREO, 48, Plants.PAYLOAD_TYPE));
    }
    return outputs;
  }

  private static long packets(Router router) {
    long packets = 0;
    for (int i = 0; i < ROUTES; i++) {
      packets += router.shards().getFirst().inputMeter(i).counters().get(InputCounter.PACKETS);
    }
    return packets;
  }

  private static void pause(long milliseconds) {
    long endNs = System.nanoTime() + milliseconds * 1_000_000;
    while (System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(endNs - System.nanoTime());
    }
  }
}
