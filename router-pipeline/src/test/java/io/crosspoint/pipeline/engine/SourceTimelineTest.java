package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.source.Correlation;
import io.crosspoint.pipeline.source.Correlator;
import io.crosspoint.pipeline.source.Hole;
import io.crosspoint.pipeline.source.LatencyModel;
import io.crosspoint.pipeline.source.PlayoutCounter;
import io.crosspoint.pipeline.source.PlayoutSnapshot;
import io.crosspoint.pipeline.source.SourceCounter;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.MediaClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer of a timeline is told, and what becomes of what it leaves out. */
class SourceTimelineTest {

  private static final int WINDOW = 4800;
  private static final SourceSpec SILENCE = new SourceSpec(WINDOW, SourceSpec.Holes.SILENCE);

  private final Map<Long, Integer> sent = new HashMap<>();

  private SourcePlant plant(SourceSpec spec) {
    return new SourcePlant(1, SourcePlant.MONO, 48, 0, spec).listen((source, index, channel, sample) -> sent.put(index, sample)).settle();
  }

  @Test
  void shouldTellWhereItStands() {
    SourcePlant plant = plant(SILENCE);
    SourceTimeline source = plant.source();
    assertTrue(source.needsRebase());
    assertEquals(0, source.rebase());
    long consumed = source.consumedIndex();
    assertEquals(WINDOW, source.freeFrames());
    assertEquals(480, source.write(consumed + 100, 480, SourcePlant.samplesOf(consumed + 100, 480, 0), 0));
    assertEquals(consumed, source.readableIndex());
    assertEquals(List.of(new Hole(consumed, 100, source.epoch(), 0, SourceSpec.Holes.SILENCE)), source.openHoles());
    assertEquals(100, source.write(consumed, 100, SourcePlant.samplesOf(consumed, 100, 0), 0));
    assertEquals(consumed + 580, source.readableIndex());
    assertEquals(List.of(), source.openHoles());
    assertEquals(580, source.aheadFrames());
    assertEquals(WINDOW - 580, source.freeFrames());
    assertEquals(1, source.counters().get(SourceCounter.BACKWARD_WRITES));
    plant.simulation.run(20 * MS);
    for (long index = consumed; index < consumed + 580; index++) {
      assertEquals(SourcePlant.sampleOf(index, 0), sent.get(index), "index " + (index - consumed));
    }
    assertEquals(580, source.playoutCounters().get(PlayoutCounter.PLAYED_FRAMES));
  }

  @Test
  void shouldRefuseToTheFrame() {
    SourceTimeline source = plant(SILENCE).source();
    assertEquals(0, source.write(source.consumedIndex(), 10, new int[10], 0));
    assertEquals(10, source.counters().get(SourceCounter.UNTIMED_FRAMES));
    source.rebase();
    long consumed = source.consumedIndex();
    assertEquals(7, source.write(consumed - 3, 10, new int[10], 0));
    assertEquals(4, source.write(consumed + WINDOW - 4, 10, new int[10], 0));
    assertEquals(0, source.write(Long.MIN_VALUE, 10, new int[10], 0));
    assertEquals(0, source.write(Long.MAX_VALUE, 10, new int[10], 0));
    assertEquals(0, source.write(consumed + WINDOW, 10, new int[10], 0));
    assertEquals(WINDOW, source.write(consumed - 5, WINDOW + 10, new int[WINDOW + 10], 0));
    assertEquals(3 + 10 + 5, source.counters().get(SourceCounter.LATE_FRAMES));
    assertEquals(6 + 10 + 10 + 5, source.counters().get(SourceCounter.EARLY_FRAMES));
  }

  @Test
  void shouldLogHolesAndForgetPauses() {
    SourcePlant plant = plant(SILENCE);
    SourceTimeline source = plant.source();
    source.rebase();
    long begin = source.consumedIndex() + 100;
    source.write(begin, 100, SourcePlant.samplesOf(begin, 100, 0), 0);
    source.write(begin + 130, 100, SourcePlant.samplesOf(begin + 130, 100, 0), 0);
    assertTrue(source.pause());
    plant.simulation.run(50 * MS);
    assertEquals(1, source.playoutCounters().get(PlayoutCounter.HOLES));
    assertEquals(30, source.playoutCounters().get(PlayoutCounter.HOLE_FRAMES));
    Hole hole = source.consumedHoles().getFirst();
    assertEquals(begin + 100, hole.firstIndex());
    assertEquals(30, hole.frames());
    assertTrue(hole.consumedPtpNs() >= new MediaClock(48000).timeOf(begin + 130));
    for (long index = begin + 100; index < begin + 130; index++) {
      assertEquals(0, sent.get(index));
    }
  }

  @Test
  void shouldConcealWithoutAStepAndLeaveWhatWasWritten() {
    SourcePlant plant = plant(new SourceSpec(WINDOW, SourceSpec.Holes.CONCEAL));
    SourceTimeline source = plant.source();
    source.rebase();
    long begin = source.consumedIndex() + 48;
    int[] ramp = new int[1200];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (1000 + i) << 8;
    }
    source.write(begin, 600, ramp, 0);
    source.write(begin + 900, 300, ramp, 900);
    source.pause();
    plant.simulation.run(60 * MS);
    for (int i = 0; i < 1200; i++) {
      int heard = sent.get(begin + i);
      int before = i == 0 ? heard : sent.get(begin + i - 1);
      if (i < 600 || i >= 900) {
        assertEquals(ramp[i], heard, "frame " + i);
      } else {
        assertTrue(heard > 0 && Math.abs(heard - before) >> 8 < 8, "frame " + i + ": " + (before >> 8) + " to " + (heard >> 8));
      }
    }
    assertEquals(300, source.playoutCounters().get(PlayoutCounter.CONCEALED_FRAMES));
  }

  /** One packet and the lead before its departure: the very last moment, and the first that is too late. */
  @ParameterizedTest
  @ValueSource(ints = {6, 48, 192})
  void shouldTakeAWriteUntilThePacketIsClosed(int packetFrames) {
    SourcePlant plant = new SourcePlant(1, SourcePlant.MONO, packetFrames, 0, SILENCE);
    plant.listen((source, index, channel, sample) -> sent.put(index, sample)).settle();
    SourceTimeline source = plant.source();
    source.rebase();
    LatencyModel model = new LatencyModel(48000, 0, packetFrames, LEAD);
    long inTime = model.packetIndex(source.consumedIndex() + 4800);
    runTo(plant, model.closingPtpNs(inTime) - 1);
    assertEquals(1, source.write(inTime, 1, SourcePlant.samplesOf(inTime, 1, 0), 0));
    runTo(plant, model.closingPtpNs(inTime) + 1);
    assertEquals(0, source.write(inTime + 1, 1, SourcePlant.samplesOf(inTime, 1, 0), 0));
    plant.simulation.run(20 * MS);
    assertEquals(SourcePlant.sampleOf(inTime, 0), sent.get(inTime));
    assertEquals(0, sent.get(inTime + 1));
    assertEquals(inTime + packetFrames, new MediaClock(48000).indexOf(model.departurePtpNs(inTime)));
    assertTrue(model.departurePtpNs(inTime) - model.closingPtpNs(inTime) <= LEAD + model.mostClosingDelayNs() + LEAD);
  }

  private static void runTo(SourcePlant plant, long ptpNs) {
    plant.simulation.run(ptpNs - plant.simulation.nowPtpNs());
  }

  @Test
  void shouldTellOneInstantInEveryTimeBase() {
    SourcePlant plant = plant(SILENCE);
    plant.simulation.run(3 * MS);
    PlayoutSnapshot snapshot = plant.source().snapshot();
    assertNotNull(snapshot);
    assertEquals(snapshot.ptpNs(), plant.simulation.clock().ptpAtRaw(snapshot.rawNs()));
    assertEquals(snapshot.rawNs(), snapshot.monotonicNs());
    long closing = new LatencyModel(48000, 0, 48, LEAD).closingPtpNs(snapshot.consumedIndex() - 1);
    assertEquals(closing, snapshot.ptpNs(), 1.0);
    Correlation now = new Correlator(plant.simulation::clock, plant.simulation).correlate(48000);
    assertNotNull(now);
    assertEquals(snapshot.epoch(), now.epoch());
    long index = snapshot.consumedIndex() + 48_000;
    assertEquals(index, now.indexAtRaw(now.rawOf(index)));
    assertEquals(index, now.indexAtMonotonic(now.monotonicOf(index)));
    assertEquals(new MediaClock(48000).timeOf(index), now.clock().ptpAtRaw(now.rawOf(index)), 1.0);
    assertTrue(now.monotonicErrorNs(index) >= 499_000 && now.monotonicErrorNs(index) < 502_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {-3 * SECOND, 3600 * SECOND, 1_000_001})
  void shouldMoveToANewEpochWhenTheWriterSaysSo(long stepNs) {
    SourcePlant plant = plant(SILENCE);
    SourceTimeline source = plant.source();
    source.rebase();
    long before = source.consumedIndex();
    source.write(before + 100, 4000, SourcePlant.samplesOf(before + 100, 4000, 0), 0);
    plant.simulation.run(5 * MS);
    sent.clear();
    plant.simulation.stepClock(stepNs);
    plant.simulation.run(5 * MS);
    assertTrue(source.needsRebase());
    assertEquals(0, source.write(source.consumedIndex() + 100, 10, new int[10], 0));
    assertEquals(10, source.counters().get(SourceCounter.STALE_FRAMES));
    long shift = source.rebase();
    assertEquals(stepNs * 48 / 1e6, shift, 1.0);
    assertFalse(source.needsRebase());
    long begin = source.consumedIndex() + 48;
    assertEquals(100, source.write(begin, 100, SourcePlant.samplesOf(begin, 100, 5), 0));
    plant.simulation.run(20 * MS);
    sent.forEach((index, sample) -> {
      boolean isWritten = index >= begin && index < begin + 100;
      boolean isOld = index < before + 4100 && index >= before + 100 && sample == SourcePlant.sampleOf(index, 0);
      assertTrue(isOld || sample == (isWritten ? SourcePlant.sampleOf(index, 5) : 0), "index " + index);
    });
    assertEquals(1, source.counters().get(SourceCounter.REBASES));
  }
}
