package io.crosspoint.benchmarks.rig.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.benchmarks.rig.MachineUse;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostMeasuringTest {

  private static final long FROM_NS = 1_763_800_000_000_000_000L;
  private static final long MS = 1_000_000L;
  private static final int FRAMES = 48;

  private final Histogram agesNs = new Histogram(2_700_000_000L, 3);

  @Test
  void shouldFitALine() {
    Line line = Line.through(new double[] {16, 40, 64}, new double[] {9, 20, 33});
    assertEquals(0.5, line.slope(), 1e-12);
    assertEquals(2.0 / 3, line.intercept(), 1e-12);
    assertEquals(2.0 / 3, line.worstResidual(), 1e-12);
    assertEquals(80, line.reaches(40 + 2.0 / 3), 1e-9);
    assertThrows(IllegalArgumentException.class, () -> Line.through(new double[] {4, 4}, new double[] {1, 2}));
  }

  @Test
  void shouldFindALimitInFewTrials() {
    for (int limit = 0; limit <= 200; limit++) {
      int most = limit;
      List<Integer> tried = new ArrayList<>();
      int found = Capacity.search(50, 200, count -> {
        tried.add(count);
        return count <= most;
      });
      assertTrue(found <= limit && limit - found <= Math.max(1, limit / 8), limit + " found as " + found);
      assertTrue(tried.size() <= 12, () -> most + " took " + tried);
    }
  }

  @Test
  void shouldReadTheKernelsAccounts() {
    List<String> before = List.of("cpu  9 9 9 9 9 9 9 9 0 0", "cpu0 1 1 1 1 1 1 1 1 0 0", "cpu1 100 10 50 1000 7 1 2 3 0 0");
    List<String> after = List.of("cpu  9 9 9 9 9 9 9 9 0 0", "cpu0 1 1 1 1 1 1 1 1 0 0", "cpu1 120 10 60 1058 9 3 8 5 0 0");
    MachineUse.Ticks was = MachineUse.processor(before, 1);
    MachineUse.Ticks is = MachineUse.processor(after, 1);
    assertEquals(new MachineUse.Ticks(163, 1007, 3), was);
    assertEquals(38, is.busyPercentSince(was), 1e-9);
    assertEquals(0, was.busyPercentSince(was));
    assertThrows(IllegalArgumentException.class, () -> MachineUse.processor(before, 2));
    List<String> snmp =
        List.of("Tcp: Out", "Tcp: 7", "Udp: InDatagrams NoPorts OutDatagrams", "Udp: 5 6 8", "UdpLite: InDatagrams", "UdpLite: 9");
    assertEquals(8, MachineUse.udp(snmp, "OutDatagrams"));
  }

  @Test
  void shouldTellLossAgeAndRepetitionByTheSamplesAlone() {
    ContentTally tally = new ContentTally(130, FRAMES, FROM_NS, FROM_NS + 100 * MS);
    assertEquals(100, tally.expected());
    long first = new MediaClock(48_000).indexOf(FROM_NS) / FRAMES + 1;
    for (int i = -3; i < 105; i++) {
      if (i != 10 && i != 11) {
        packet(tally, first + i, 7 * MS);
      }
    }
    packet(tally, first + 20, 30 * MS);
    tally.onPacket(FROM_NS, true, new int[ContentTally.SAMPLES], agesNs);
    assertEquals(98, tally.received());
    assertEquals(1, tally.repeated());
    assertEquals(1, tally.unreadable());
    assertEquals(98, agesNs.getTotalCount());
    assertEquals(7e6, agesNs.getValueAtPercentile(50), 1e4);
  }

  private void packet(ContentTally tally, long packet, long ageNs) {
    CounterPattern pattern = new CounterPattern(Encoding.L24);
    long index = packet * FRAMES;
    int[] samples = new int[ContentTally.SAMPLES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = pattern.sample(index + i / 2, 130, i % 2);
    }
    tally.onPacket(new MediaClock(48_000).timeOf(index) + ageNs, true, samples, agesNs);
  }

  @Test
  void shouldCountWhatIsLateButNotWhatTheEarOrTheTalkerLost() {
    for (int i = 0; i < 998; i++) {
      agesNs.recordValue(6 * MS);
    }
    agesNs.recordValue(8 * MS);
    agesNs.recordValue(12 * MS);
    Heard heard = new Heard(4, 1020, 20, 0, 6, agesNs);
    assertEquals(1, heard.late());
    assertEquals(14, heard.lost(0));
    assertEquals(6, heard.lost(2));
    assertEquals(0, heard.lost(9));
    assertEquals(6000, heard.latenessUs(100), 20);
    Point point = point(4, 10, heard);
    assertFalse(point.isCarried());
    assertTrue(point(4, 10, new Heard(4, 10_000, 0, 0, 0, agesNs)).isCarried());
    assertFalse(point(4, 10, new Heard(4, 10_000, 0, 0, 0, agesNs)).isClean());
    assertFalse(point.isBoundByTheRig());
  }

  @Test
  void shouldListenToTheFirstAndTheLastOfManyStreams() {
    assertEquals(List.of(0), WireEar.chosen(1, 16));
    assertEquals(List.of(0, 1, 2), WireEar.chosen(3, 16));
    List<Integer> some = WireEar.chosen(100, 16);
    assertEquals(16, some.stream().distinct().count());
    assertEquals(0, some.getFirst());
    assertEquals(99, some.getLast());
  }

  @Test
  void shouldConfigureIdleInputsBesideTheRoutes() {
    String yaml = Workload.idle(2, 1, 3, "1ms").yaml();
    assertEquals(5, yaml.lines().filter(line -> line.contains("link-offset: 5ms")).count());
    assertEquals(2, yaml.lines().filter(line -> line.contains("from:")).count());
    assertEquals(2000, Workload.of(2, "1ms").packetsPerSecond());
  }

  @Test
  void shouldDrawAndLogWhatWasMeasured(@TempDir Path directory) throws Exception {
    for (int i = 1; i <= 10_000; i++) {
      agesNs.recordValue(6 * MS + i * 100L);
    }
    Heard heard = new Heard(4, 10_000, 0, 0, 0, agesNs);
    List<Point> measured = List.of(point(16, 10, heard), point(64, 31, heard));
    CostPlots.write(directory, "cost", "1ms", Map.of(Contender.CROSSPOINT, measured));
    for (String name : List.of("cpu", "memory", "lateness", "latency")) {
      BufferedImage picture = ImageIO.read(directory.resolve("cost-" + name + ".png").toFile());
      int drawn = 0;
      for (int x = 0; x < 950; x++) {
        for (int y = 0; y < picture.getHeight(); y++) {
          drawn += picture.getRGB(x, y) == Contender.CROSSPOINT.color().getRGB() ? 1 : 0;
        }
      }
      assertTrue(drawn > 100, name + " shows " + drawn);
    }
    Path log = directory.resolve("cost.hdr");
    CostLog.write(log, measured);
    try (HistogramLogReader reader = new HistogramLogReader(Files.newInputStream(log))) {
      Histogram read = (Histogram) reader.nextIntervalHistogram();
      assertEquals("16-routes", read.getTag());
      assertEquals(10_000, read.getTotalCount());
      assertEquals(agesNs.getValueAtPercentile(99), read.getValueAtPercentile(99));
    }
  }

  private static Point point(int routes, double cpuPercent, Heard heard) {
    return new Point(routes, cpuPercent, cpuPercent + 5, 40, 100, 20, heard, 0, 0);
  }
}
