package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.source.PlayoutCounter;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import io.crosspoint.ptp.linux.LinuxClocks;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A running router with sources of 2 and of 256 channels, in both arrangements of stages: nothing is allocated on its hot threads. */
class SourceRouterSystemTest {

  private static final int WINDOWS = 20;
  private static final long WINDOW_NS = 2_000_000_000L;

  @ParameterizedTest
  @EnumSource(PipelineSpec.Stages.class)
  void shouldAllocateNothingForSources(PipelineSpec.Stages stages) {
    assumeTrue(LinuxClocks.isAvailable(), "native packet io needs Linux");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    PipelineSpec pipeline = new PipelineSpec(1, stages, 500_000, -1, PipelineSpec.PacketIo.NATIVE);
    LocalClockSource clock = new LocalClockSource(HostClocks.ofThisHost());
    clock.start();
    try (Router router = new Router(plant(), pipeline, clock, new SocketIo(PipelineSpec.PacketIo.NATIVE))) {
      router.start();
      List<SourceTimeline> sources = List.of(router.source("two"), router.source("many"));
      List<Thread> hot = router.shards().getFirst().hotThreads();
      long[] allocated = {-1};
      long played = 0;
      for (int window = 0; window < WINDOWS && Arrays.stream(allocated).anyMatch(bytes -> bytes != 0); window++) {
        long playedBefore = sources.getLast().playoutCounters().get(PlayoutCounter.PLAYED_FRAMES);
        long[] before = hot.stream().mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId())).toArray();
        feed(sources);
        long[] after = hot.stream().mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId())).toArray();
        played = sources.getLast().playoutCounters().get(PlayoutCounter.PLAYED_FRAMES) - playedBefore;
        allocated = IntStream.range(0, before.length).mapToLong(i -> after[i] - before[i]).toArray();
      }

      assertArrayEquals(new long[hot.size()], allocated, "bytes allocated by " + hot);
      assertTrue(played > 10_000, "only " + played + " frames were played");
      assertEquals(0, router.bugs().count());
    } finally {
      clock.close();
    }
  }

  private static PlantSpec plant() {
    AudioFormat many = new AudioFormat(Encoding.L24, 48_000, 256);
    SourceSpec spec = new SourceSpec(9600, SourceSpec.Holes.CONCEAL);
    List<InputSpec> inputs =
        List.of(InputSpec.ofSource("two", StraightRoute.STEREO, 0, spec), InputSpec.ofSource("many", many, 0, spec));
    Nic loopback = new Nic("lo", 1, Plants.address("127.0.0.1"));
    SendFlow nowhere = new SendFlow("lo", loopback, loopback.address(), 9, 0, 1, 0);
    List<OutputSpec> outputs =
        IntStream.range(0, 2).mapToObj(i -> new OutputSpec("out" + i, List.of(nowhere), StraightRoute.STEREO, 48, 98)).toList();
    List<Crosspoint> crosspoints = new ArrayList<>(Plants.wholeStream(0, 0, 2));
    crosspoints.addAll(Plants.wholeStream(1, 1, 2));
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  /** Keeps both 50 ms ahead, with a hole now and then. */
  private static void feed(List<SourceTimeline> sources) {
    int[] samples = new int[240 * 256];
    long endNs = System.nanoTime() + WINDOW_NS;
    while (System.nanoTime() - endNs < 0) {
      for (SourceTimeline source : sources) {
        source.rebase();
        long next = Math.max(source.writtenEnd(), source.consumedIndex() + 480);
        while (source.isTransmitting() && next < source.consumedIndex() + 2400) {
          source.write(next, 240, samples, 0);
          next += next % 7 == 0 ? 250 : 240;
        }
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
