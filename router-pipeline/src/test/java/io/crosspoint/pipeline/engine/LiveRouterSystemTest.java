package io.crosspoint.pipeline.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.crosspoint.lab.Await;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.matrix.Switchover;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.ClockCell;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockSource;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.linux.LinuxClocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that come and go on real sockets and threads, on loopback. */
class LiveRouterSystemTest {

  private static final Nic LOOPBACK = new Nic("lo", 1, Plants.address("127.0.0.1"));
  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48000, 2);
  private static final int STEADY = 4;
  private static final int VISITS = 8;
  private static final int WINDOWS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Free-running on the raw clock. */
  private static final class HostClock implements ClockSource {
    private final ClockCell cell;

    HostClock() {
      HostClocks clocks = HostClocks.ofThisHost();
      cell = ClockCell.of(
          new ClockSnapshot(clocks.rawNs(), clocks.monotonicNs(), clocks.realtimeNs(), 0, 0, 1, ClockState.FREERUN, "test", 0, -1));
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

  private final List<Integer> ports = new ArrayList<>();

  private static List<Integer> freePorts(int count) throws IOException {
    List<DatagramSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new DatagramSocket(new InetSocketAddress(LOOPBACK.address(), 0)));
      }
      return held.stream().map(DatagramSocket::getLocalPort).toList();
    } finally {
      held.forEach(DatagramSocket::close);
    }
  }

  private InputSpec input(int stream) {
    ReceiveFlow flow = new ReceiveFlow("lo", LOOPBACK, LOOPBACK.address(), ports.get(stream), null);
    return new InputSpec("in" + stream, List.of(flow), STEREO, 48, Plants.PAYLOAD_TYPE, null, 480);
  }

  /** @param stream from which its ports follow */
  private OutputSpec output(String name, int stream, int sourcePort) {
    SendFlow flow = new SendFlow("lo", LOOPBACK, LOOPBACK.address(), ports.get(stream), ports.get(sourcePort), 1, 34);
    return new OutputSpec(name + stream, List.of(flow), STEREO, 48, Plants.PAYLOAD_TYPE);
  }

  private static Router router(PlantSpec plant, PipelineSpec.Stages stages, ClockSource clock) {
    PipelineSpec pipeline = new PipelineSpec(1, stages, 500_000, -1, PipelineSpec.PacketIo.NATIVE);
    return new Router(plant, pipeline, clock, new SocketIo(PipelineSpec.PacketIo.NATIVE));
  }

  private static long openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(PipelineSpec.Stages.class)
  void shouldAllocateNothingOnItsHotThreadsWhileStreamsComeAndGo(PipelineSpec.Stages stages) throws IOException {
    assumeTrue(LinuxClocks.isAvailable(), "native packet io needs Linux");
    ports.addAll(freePorts(2 * STEADY + 5));
    HostClock clock = new HostClock();
    List<OutputSpec> spoken = IntStream.rangeClosed(0, STEADY).mapToObj(i -> output("talk", i, 2 * STEADY + 2)).toList();
    List<InputSpec> inputs = IntStream.range(0, STEADY).mapToObj(this::input).toList();
    List<OutputSpec> outputs = IntStream.range(0, STEADY).mapToObj(i -> output("out", STEADY + 1 + i, 2 * STEADY + 3)).toList();
    List<Crosspoint> routes = IntStream.range(0, STEADY).boxed().flatMap(i -> Plants.wholeStream(i, i, 2).stream()).toList();
    try (Router talker = router(new PlantSpec(List.of(), spoken, List.of()), PipelineSpec.Stages.FUSED, clock);
        Router router = router(new PlantSpec(inputs, outputs, routes), stages, clock)) {
      talker.start();
      router.start();
      List<Thread> hot = router.shards().getFirst().hotThreads();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      visit(router, clock);
      long filesBefore = openFiles();
      // Warm-up ends when the compiler has done its work, which takes longer on a busy machine: the first clean window proves it.
      long[] allocated = {-1};
      for (int window = 0; window < WINDOWS && Arrays.stream(allocated).anyMatch(bytes -> bytes != 0); window++) {
        long[] before = allocated(threads, hot);
        for (int i = 0; i < VISITS; i++) {
          visit(router, clock);
        }
        long[] after = allocated(threads, hot);
        allocated = IntStream.range(0, before.length).mapToLong(i -> after[i] - before[i]).toArray();
      }

      assertArrayEquals(new long[hot.size()], allocated, "bytes allocated by " + hot + " while streams came and went");
      assertEquals(0, router.bugs().count(), () -> String.valueOf(router.bugs().drain()));
      assertEquals(0, router.shards().getFirst().refusedDatagrams());
      assertEquals(filesBefore, openFiles(), "sockets are left open");
      refuse(router);
    }
  }

  private static long[] allocated(ThreadMXBean threads, List<Thread> hot) {
    return hot.stream().mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId())).toArray();
  }

  /** An input comes that somebody sends, an output that carries it, and both go. */
  private void visit(Router router, HostClock clock) {
    int in = router.addInput(input(STEADY));
    int out = router.addOutput(output("visitor", 2 * STEADY + 1, 2 * STEADY + 4));
    Await.until(PATIENCE, "the input is filled", () -> router.isFilled(in));
    Roster.Output sent = router.roster().output("visitor" + (2 * STEADY + 1)).orElseThrow();
    RouteControl.Submission take =
        router.routes().submit(Map.of(out, Plants.wholeStream(in, out, 2)), new Switchover(ptpNs(clock) + 5_000_000, 0, 1));
    Await.until(PATIENCE, "the route holds", () -> router.routes().isHeld(take));
    long packets = sent.counters().get(OutputCounter.PACKETS);
    Await.until(PATIENCE, "the output is sent", () -> sent.counters().get(OutputCounter.PACKETS) > packets + 10);
    assertThrows(IllegalArgumentException.class, () -> router.removeInputs(Set.of(in)));
    router.removeOutputs(Set.of(out));
    router.removeInputs(Set.of(in));
    Await.until(PATIENCE, "nothing is left", router::isSettled);
    assertEquals(STEADY, router.roster().inputs().size());
    assertEquals(STEADY, router.roster().outputs().size());
  }

  private static long ptpNs(HostClock clock) {
    return clock.snapshot().ptpAtRaw(HostClocks.ofThisHost().rawNs());
  }

  /** What the host refuses changes nothing. */
  private void refuse(Router router) {
    Nic nowhere = new Nic("nowhere", 99_999, Plants.address("203.0.113.7"));
    ReceiveFlow taken = new ReceiveFlow("lo", nowhere, Plants.address("239.77.0.1"), ports.getFirst(), null);
    InputSpec input = new InputSpec("refused", List.of(taken), STEREO, 48, Plants.PAYLOAD_TYPE, null, 480);
    SendFlow flow = new SendFlow("lo", nowhere, LOOPBACK.address(), ports.getFirst(), ports.getLast(), 1, 34);
    OutputSpec output = new OutputSpec("refused", List.of(flow), STEREO, 48, Plants.PAYLOAD_TYPE);
    Roster before = router.roster();
    long files = openFiles();
    assertTrue(assertThrows(UncheckedIOException.class, () -> router.addInput(input)).getMessage().contains("refused"));
    assertTrue(assertThrows(UncheckedIOException.class, () -> router.addOutput(output)).getMessage().contains("refused"));
    assertEquals(before.inputs(), router.roster().inputs());
    assertEquals(before.outputs(), router.roster().outputs());
    assertEquals(files, openFiles());
  }
}
