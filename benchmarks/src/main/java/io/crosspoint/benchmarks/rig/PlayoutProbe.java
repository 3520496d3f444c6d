package io.crosspoint.benchmarks.rig;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.engine.Router;
import io.crosspoint.pipeline.io.SocketIo;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.source.Correlation;
import io.crosspoint.pipeline.source.Correlator;
import io.crosspoint.pipeline.source.LatencyModel;
import io.crosspoint.pipeline.source.PlayoutSnapshot;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.clock.LocalClockSource;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * A router with one timestamped source, whose writer says 100 ms before when each packet will leave. One process of {@link PlayoutRig}.
 *
 * <p>A second thread may wake up 1000 times a second to read the playout snapshot ({@code read}) or only the time ({@code wake}), so that
 * the two can be compared. It does not spin meanwhile: on two cores that would measure the machine. What one reading costs is measured
 * afterwards, when the tick's figures have been taken, by reading as fast as possible while the transmitter runs on.
 */
public final class PlayoutProbe {

  private static final int RATE = 48_000;
  private static final int PACKET = 48;
  private static final long LEAD_NS = 500_000;
  private static final int AHEAD = RATE / 10;

  private static final int READS = 20_000_000;
  private static final long WAKE_EVERY_NS = 1_000_000;

  private static volatile boolean isOver;

  private PlayoutProbe() {}

  /** {@code PlayoutProbe DEVICE GROUP SECONDS FILE plain|wake|read}: writes lines of RTP timestamp and raw time of departure. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Nic nic = NamespaceNic.of(arguments[0]);
    Inet4Address group = (Inet4Address) InetAddress.getByName(arguments[1]);
    SendFlow flow = new SendFlow("red", nic, group, 5004, 0, 16, 34);
    AudioFormat mono = new AudioFormat(Encoding.L24, RATE, 1);
    PlantSpec plant =
        new PlantSpec(
            List.of(InputSpec.ofSource("source", mono, 0, new SourceSpec(2 * AHEAD, SourceSpec.Holes.SILENCE))),
            List.of(new OutputSpec("out", List.of(flow), mono, PACKET, 98)),
            List.of(new Crosspoint(0, 0, 0, 0, 1)));
    PipelineSpec pipeline = new PipelineSpec(1, PipelineSpec.Stages.FUSED, LEAD_NS, 1, PipelineSpec.PacketIo.NATIVE);
    LocalClockSource clock = new LocalClockSource(HostClocks.ofThisHost());
    clock.start();
    try (Router router = new Router(plant, pipeline, clock, new SocketIo(PipelineSpec.PacketIo.NATIVE))) {
      router.start();
      SourceTimeline timeline = router.source("source");
      Thread second = Thread.ofPlatform().daemon().unstarted(() -> second(arguments[4], timeline));
      second.start();
      List<String> predicted = write(timeline, new Correlator(clock::snapshot, HostClocks.ofThisHost()), Integer.parseInt(arguments[2]));
      isOver = true;
      second.join();
      Files.write(Path.of(arguments[3]), predicted);
      sayTick(router.shards().getFirst().groupMeters().getFirst().latenessNs());
      sayReadingCost(timeline);
    } finally {
      clock.close();
    }
  }

  private static List<String> write(SourceTimeline timeline, Correlator correlator, int seconds) throws InterruptedException {
    LatencyModel model = new LatencyModel(RATE, 0, PACKET, LEAD_NS);
    List<String> predicted = new ArrayList<>(1000 * seconds);
    int[] samples = new int[PACKET];
    long endNs = System.nanoTime() + seconds * 1_000_000_000L;
    // Nothing is written before the first rebase has said where the transmitter is.
    long next = Long.MAX_VALUE;
    while (System.nanoTime() - endNs < 0) {
      if (timeline.needsRebase()) {
        timeline.rebase();
        next = model.packetIndex(timeline.consumedIndex()) + PACKET;
      }
      Correlation now = correlator.correlate(RATE);
      while (now != null && timeline.isTransmitting() && next < timeline.consumedIndex() + AHEAD) {
        timeline.write(next, PACKET, samples, 0);
        predicted.add((int) next + " " + now.clock().rawAtPtp(model.departurePtpNs(next)));
        next += PACKET;
      }
      Thread.sleep(5);
    }
    return predicted;
  }

  private static void sayTick(Distribution lateness) {
    System.out.printf(
        Locale.ROOT, "tick p50 %.1f us, p99 %.1f us, p99.9 %.1f us, worst %.1f us%n", lateness.quantileNs(0.5) / 1e3,
        lateness.quantileNs(0.99) / 1e3, lateness.quantileNs(0.999) / 1e3, lateness.maxNs() / 1e3);
  }

  private static void second(String mode, SourceTimeline timeline) {
    boolean isReader = "read".equals(mode);
    long newest = 0;
    while (!isOver && !"plain".equals(mode)) {
      LockSupport.parkNanos(WAKE_EVERY_NS);
      PlayoutSnapshot snapshot = isReader ? timeline.snapshot() : null;
      long read = snapshot == null ? System.nanoTime() : snapshot.consumedIndex();
      if (read < newest) {
        throw new IllegalStateException("an older snapshot after a newer one");
      }
      newest = read;
    }
  }

  /** Twice, of which the second time counts: the first one compiles. */
  private static void sayReadingCost(SourceTimeline timeline) {
    double eachNs = 0;
    for (int round = 0; round < 2; round++) {
      long newest = 0;
      long beginNs = System.nanoTime();
      for (int i = 0; i < READS; i++) {
        PlayoutSnapshot snapshot = timeline.snapshot();
        newest = Math.max(newest, snapshot == null ? 0 : snapshot.consumedIndex());
      }
      eachNs = (double) (System.nanoTime() - beginNs) / READS;
      if (newest == 0) {
        throw new IllegalStateException("nothing was transmitted");
      }
    }
    System.out.printf(Locale.ROOT, "snapshot: %.1f ns each%n", eachNs);
  }
}
