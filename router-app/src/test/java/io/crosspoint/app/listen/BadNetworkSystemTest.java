package io.crosspoint.app.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.listen.StreamAnalyser.Expectation;
import io.crosspoint.app.listen.StreamAnalyser.PatternExpectation;
import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.app.talk.Destinations;
import io.crosspoint.app.talk.Faults;
import io.crosspoint.app.talk.TalkPlan;
import io.crosspoint.app.talk.Talker;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.engine.SendCounter;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.InputCounter;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The router with everything that a network and a sender do to it: two streams, of which the first is abused and the second must not
 * notice. Talker, router and listener live in namespaces of this process, on one clock.
 */
@Timeout(120)
@Isolated("what it hears, or how punctual it is, depends on the processors")
class BadNetworkSystemTest {

  private static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48_000, 2);
  private static final CounterPattern PATTERN = new CounterPattern(Encoding.L24);
  private static final int LINK_OFFSET = 48 * 60;
  private static final int PORT = 5004;
  private static final long STANDSTILL_NS = 20_000_000;

  private final LocalClockSource clock = new LocalClockSource(HostClocks.ofThisHost());
  private NetworkLab lab;
  private LabHost studio;
  private LabHost machine;
  private LabHost ears;
  private Router router;
  private Listener listener;
  private Talker undisturbed;

  @BeforeEach
  void start() throws Exception {
    lab = NetworkLab.open();
    studio = lab.host("studio");
    machine = lab.host("machine");
    ears = lab.host("ears");
    lab.connect("red", "10.77.0", studio, machine, ears);
    clock.start();
    router = in(machine, () -> {
      Router created = new Router(plant(), new PipelineSpec(1, PipelineSpec.Stages.FUSED, 500_000, -1, io()), clock, new SocketIo(io()));
      created.start();
      return created;
    });
    listener = in(ears, () -> {
      Listener created = new Listener(listening(), List.of(analyser(0), analyser(1)), clock.cell(), new SocketIo(io()));
      created.start();
      return created;
    });
    undisturbed = talk(1, 77, 0, 0, Faults.NONE);
    Await.until(Duration.ofSeconds(10), "the second route", () -> heard(1) != null && heard(1).checkedFrames() > 0);
  }

  @AfterEach
  void stop() {
    for (AutoCloseable each : new AutoCloseable[] {undisturbed, listener, router, clock, lab}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private static PipelineSpec.PacketIo io() {
    return PipelineSpec.PacketIo.NATIVE;
  }

  private static <T> T in(LabHost host, Callable<T> callable) throws Exception {
    return host.call(callable);
  }

  private static Nic nic(LabHost host) throws Exception {
    return host.call(() -> new Nic("red", NetworkInterface.getByName("red").getIndex(), ip(host.address("red"))));
  }

  private static Inet4Address ip(String text) throws Exception {
    return (Inet4Address) InetAddress.getByName(text);
  }

  private static InputSpec receiver(Nic nic, String firstGroup, int stream, Integer offset) throws Exception {
    ReceiveFlow flow = new ReceiveFlow("red", nic, Destinations.address(ip(firstGroup), stream), PORT, null);
    return new InputSpec("stream " + stream, List.of(flow), STEREO, 48, 98, offset, LINK_OFFSET);
  }

  private PlantSpec plant() throws Exception {
    Nic nic = nic(machine);
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      inputs.add(receiver(nic, "239.77.0.1", i, null));
      SendFlow flow = new SendFlow("red", nic, Destinations.address(ip("239.78.0.1"), i), PORT, 5004, 4, 34);
      outputs.add(new OutputSpec("out " + i, List.of(flow), STEREO, 48, 98));
      crosspoints.add(new Crosspoint(i, 0, i, 0, 1));
      crosspoints.add(new Crosspoint(i, 1, i, 1, 1));
    }
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  private List<InputSpec> listening() throws Exception {
    Nic nic = nic(ears);
    return List.of(receiver(nic, "239.78.0.1", 0, 0), receiver(nic, "239.78.0.1", 1, 0));
  }

  private static StreamAnalyser analyser(int stream) {
    PatternExpectation pattern = new PatternExpectation(PATTERN, new UntouchedAudio(PATTERN));
    return new StreamAnalyser(new Expectation("stream " + stream, STEREO, 48, 98, 0, pattern));
  }

  /** Talks to one input, as stream 0 of the pattern. */
  private Talker talk(int input, int ssrc, int sequence, int timestampOffset, Faults faults) throws Exception {
    TalkPlan plan =
        new TalkPlan(nic(studio), Destinations.address(ip("239.77.0.1"), input), PORT, 1, STEREO, 48, 98, ssrc, sequence, timestampOffset,
            0, 0, 0, 4, 34);
    return in(studio, () -> {
      Talker talker = new Talker(plan, PATTERN, faults, Long.MAX_VALUE, clock.cell(), new SocketIo(io()));
      talker.start();
      return talker;
    });
  }

  private PatternReport heard(int stream) {
    List<StreamReport> reports = listener.reports();
    return reports.isEmpty() ? null : reports.get(stream).pattern();
  }

  private long counted(int input, InputCounter counter) {
    return router.shards().getFirst().inputMeter(input).counters().get(counter);
  }

  private long skippedByRouter() {
    return router.shards().getFirst().groupMeters().getFirst().counters().get(SendCounter.SKIPPED);
  }

  /**
   * Frames that no router can have: of packets that the talker gave up, or that came after their time because this machine stood still.
   * Nothing is late without a standstill, which the talker and the router's own deadlines would have felt.
   */
  private long missingFrames(int input, Talker talker) {
    long late = counted(input, InputCounter.LATE);
    long standstillNs = Math.max(talker.latenessNs().maxNs(), undisturbed.latenessNs().maxNs());
    assertTrue(late == 0 || standstillNs > STANDSTILL_NS || skippedByRouter() > 0, late + " packets late, talkers " + standstillNs + " ns");
    return 48 * (talker.skippedPackets() + late);
  }

  private static void assertUnchanged(PatternReport pattern, long mostSilentFrames) {
    assertTrue(pattern.checkedFrames() > 48_000, pattern.toString());
    assertEquals(0, pattern.wrongSamples() + pattern.latencyChanges(), pattern.toString());
    assertTrue(pattern.silentFrames() <= mostSilentFrames, pattern + ", explained: " + mostSilentFrames);
  }

  /** The second stream is whole, but for what this machine's standing still took from it. */
  private void assertUndisturbed() {
    StreamReport report = listener.reports().get(1);
    PatternReport pattern = heard(1);
    assertTrue(report.lost() <= skippedByRouter(), "lost " + report.lost() + ", skipped " + skippedByRouter());
    assertUnchanged(pattern, missingFrames(1, undisturbed));
    assertEquals(LINK_OFFSET, pattern.maxLatencyFrames());
    assertEquals(0, report.duplicates() + report.reordered() + report.sequenceJumps() + report.timestampJumps() + report.ssrcChanges());
  }

  @Test
  void shouldMakeEachGapSilenceOfItsOwnLengthAndKeepTheRestBitExact() throws Exception {
    // Jitter and reordering stay well inside of the link offset, even on a busy machine.
    Faults faults = new Faults(0.01, 0.01, 0.02, 10_000_000, 42);
    Talker talker = talk(0, 5, 0, 0, faults);
    try (talker) {
      Await.pause(Duration.ofSeconds(6));
      assertTrue(talker.sentDatagrams() > 3000);
      listener.stop();
    }
    Await.pause(Duration.ofMillis(100));
    PatternReport pattern = heard(0);
    long lost = counted(0, InputCounter.LOST);
    assertTrue(pattern.checkedFrames() > 4 * 48_000, pattern.toString());
    assertEquals(0, pattern.wrongSamples(), pattern.toString());
    assertEquals(LINK_OFFSET, pattern.minLatencyFrames(), pattern.toString());
    assertEquals(LINK_OFFSET, pattern.maxLatencyFrames(), pattern.toString());
    assertEquals(0, pattern.silentFrames() % 48, "silence is whole packets: " + pattern);
    assertTrue(lost > 20, "lost " + lost);
    assertTrue(counted(0, InputCounter.DUPLICATE) > 20 && counted(0, InputCounter.REORDERED) > 20);
    // The newest 64 numbers are not yet given up, the last packets are not yet out; deadlines that were given up carry no silence.
    long late = missingFrames(0, talker) / 48 - talker.skippedPackets();
    assertEquals(lost + late, pattern.silentFrames() / 48.0, 5 + skippedByRouter(), pattern.toString());
    assertUndisturbed();
  }

  @Test
  void shouldTakeUpASenderThatBeginsAnewWithEverythingChanged() throws Exception {
    Talker before = talk(0, 5, 100, 0, Faults.NONE);
    Await.until(Duration.ofSeconds(10), "audio", () -> heard(0).checkedFrames() > 48_000);
    long beganNs = System.nanoTime();
    before.close();
    try (Talker after = talk(0, 0x1234_5678, 30_000, 0, Faults.NONE)) {
      Await.until(Duration.ofSeconds(5), "the new sender", () -> after.sentDatagrams() > 0);
      long gapFrames = (System.nanoTime() - beganNs) * 48 / 1_000_000;
      Await.pause(Duration.ofSeconds(2));
      listener.stop();
      PatternReport pattern = heard(0);
      assertEquals(0, pattern.wrongSamples(), pattern.toString());
      assertTrue(
          pattern.silentFrames() <= gapFrames + LINK_OFFSET + 3 * 48 + missingFrames(0, after) + 48 * before.skippedPackets(),
          "silent for " + pattern + ", the sender for " + gapFrames + " frames; foreign " + counted(0, InputCounter.FOREIGN_SENDER));
      assertEquals(1, counted(0, InputCounter.SENDER_CHANGES));
      assertUndisturbed();
    }
  }

  @Test
  void shouldAnchorASenderWhoseTimestampsAreNotPtpTime() throws Exception {
    try (Talker talker = talk(0, 5, 0, 0x7ABC_DEF0, Faults.NONE)) {
      Await.until(Duration.ofSeconds(10), "audio", () -> heard(0).checkedFrames() > 48_000);
      Await.pause(Duration.ofSeconds(1));
      assertTrue(talker.isRunning());
      listener.stop();
      assertUnchanged(heard(0), missingFrames(0, talker));
      assertUndisturbed();
    }
  }
}
