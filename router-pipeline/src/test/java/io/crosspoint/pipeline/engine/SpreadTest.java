package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.START;
import static io.crosspoint.pipeline.engine.StraightRoute.STEREO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.send.Departures;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Outputs that leave a few at a time. */
class SpreadTest {

  private static final int TOGETHER = 4;
  private static final int[] PACKET_FRAMES = {48, 48, 48, 6, 48, 48, 48, 48, 240, 48, 48, 6, 48, 6, 48, 48, 48, 6, 6, 48};

  private record Sent(byte[] packet, long atPtpNs) {}

  /** One output and everything that it sent, by media index. */
  private static final class Heard extends TreeMap<Long, Sent> {
    private static final long serialVersionUID = 1;
  }

  private static OutputSpec spec(int output) {
    return Plants.output("out" + output, STEREO, PACKET_FRAMES[output]);
  }

  /** Losses, and packets so late that some are too late. */
  private static Simulation plant(int spread, List<Heard> heard) {
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < PACKET_FRAMES.length; i++) {
      inputs.add(Plants.input("in" + i, STEREO, 48, 144));
      outputs.add(spec(i));
      crosspoints.addAll(Plants.wholeStream(i, i, 2));
      heard.add(new Heard());
    }
    Simulation simulation = new Simulation(new PlantSpec(inputs, outputs, crosspoints), LEAD, spread, START, null);
    for (int i = 0; i < inputs.size(); i++) {
      simulation.add(new PatternTalker(i, inputs.get(i), i, START).delay(0, 3 * MS).random(i).lose(packet -> packet % 61 == 7));
    }
    MediaClock clock = new MediaClock(48_000);
    simulation.add((output, memory, offset, length, at) -> {
      byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      long index = MediaClock.unwrap(Pattern.read(Encoding.AM824, packet, 4), 0, clock.indexOf(at));
      Sent before = heard.get(output).put(index, new Sent(packet, at));
      assertTrue(before == null, "sent twice");
    });
    return simulation;
  }

  private static Simulation plant(int spread) {
    return plant(spread, new ArrayList<>());
  }

  private static long deadlinePtpNs(int output, long index) {
    return new MediaClock(48_000).timeOf(index + PACKET_FRAMES[output]);
  }

  private static long offsetNs(Simulation simulation, int slot) {
    return simulation.live().roster().outputs().stream().filter(one -> one.slot() == slot).findFirst().orElseThrow().departureOffsetNs();
  }

  private static void mustBeOnTime(Simulation simulation, List<Heard> heard, long fromPtpNs) {
    for (int output = 0; output < PACKET_FRAMES.length; output++) {
      long offsetNs = offsetNs(simulation, output);
      int of = output;
      heard.get(output).forEach((index, sent) -> {
        if (sent.atPtpNs >= fromPtpNs) {
          assertEquals(deadlinePtpNs(of, index) + offsetNs, sent.atPtpNs);
        }
      });
    }
  }

  @Test
  void shouldSendTheSameBytesEachAtItsOwnTime() {
    List<Heard> atOnce = new ArrayList<>();
    List<Heard> spread = new ArrayList<>();
    Simulation reference = plant(0, atOnce);
    Simulation simulation = plant(TOGETHER, spread);
    reference.run(500 * MS);
    simulation.run(500 * MS);

    mustBeOnTime(reference, atOnce, START);
    mustBeOnTime(simulation, spread, START);
    for (int output = 0; output < PACKET_FRAMES.length; output++) {
      assertEquals(0, offsetNs(reference, output));
      for (long index : spread.get(output).keySet()) {
        byte[] same = Objects.requireNonNull(atOnce.get(output).get(index)).packet;
        assertArrayEquals(same, Objects.requireNonNull(spread.get(output).get(index)).packet);
      }
      // The last deadline may lie within the run, and the departure behind it.
      assertTrue(atOnce.get(output).size() - spread.get(output).size() <= 1);
    }
    long distinct = IntStream.range(0, PACKET_FRAMES.length).filter(o -> PACKET_FRAMES[o] == 48).mapToLong(o -> offsetNs(simulation, o))
        .distinct().count();
    assertEquals(4, distinct, "14 outputs of 1 ms, 4 together");
  }

  /** Who is there keeps its time; who comes takes what is free. */
  @Test
  void shouldLeaveOthersWhereTheyAreWhenOutputsComeAndGo() {
    Simulation simulation = plant(TOGETHER);
    simulation.run(300 * MS);
    TreeMap<Integer, Long> before = new TreeMap<>();
    simulation.live().roster().outputs().forEach(output -> before.put(output.slot(), output.departureOffsetNs()));
    TreeMap<Integer, List<Long>> offsets = new TreeMap<>();
    MediaClock clock = new MediaClock(48_000);
    simulation.add((output, memory, offset, length, at) -> {
      int timestamp = Pattern.read(Encoding.AM824, memory.asSlice(offset, 8).toArray(ValueLayout.JAVA_BYTE), 4);
      long index = MediaClock.unwrap(timestamp, 0, clock.indexOf(at));
      int frames = (length - 12) / 6;
      offsets.computeIfAbsent(output, absent -> new ArrayList<>()).add(at - clock.timeOf(index + frames));
    });

    simulation.live().removeOutputs(List.of(1, 5, 8));
    simulation.run(50 * MS);
    simulation.live().tend();
    simulation.run(50 * MS);
    assertTrue(simulation.live().isSettled());
    int slot = simulation.addOutput(Plants.output("new", STEREO, 48));
    int other = simulation.addOutput(Plants.output("other", STEREO, 48));
    int further = simulation.addOutput(Plants.output("further", STEREO, 48));
    simulation.run(50 * MS);

    assertEquals(before.get(1), offsetNs(simulation, slot));
    assertEquals(before.get(5), offsetNs(simulation, other));
    assertEquals(Departures.offsetNs(14, TOGETHER, MS - LEAD), offsetNs(simulation, further));
    for (int output : List.of(0, 2, 3, 4, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)) {
      assertEquals(before.get(output), offsetNs(simulation, output));
      assertEquals(List.of(Objects.requireNonNull(before.get(output))), offsets.get(output).stream().distinct().toList());
    }
  }

  /** A host that is away in the middle of a packet time sends what fell due meanwhile, each packet once and in order. */
  @Test
  void shouldCatchUpAfterAShortStallAndBeOnTimeAgain() {
    List<Heard> heard = new ArrayList<>();
    Simulation simulation = plant(TOGETHER, heard);
    simulation.run(300 * MS + 200_000);
    heard.forEach(TreeMap::clear);
    simulation.stall(3 * MS);
    long backPtpNs = simulation.nowPtpNs();
    simulation.run(100 * MS);

    mustBeOnTime(simulation, heard, backPtpNs + 1000);
    for (int output = 0; output < PACKET_FRAMES.length; output++) {
      List<Long> indices = List.copyOf(heard.get(output).keySet());
      for (int i = 1; i < indices.size(); i++) {
        assertEquals(indices.get(i - 1) + PACKET_FRAMES[output], indices.get(i));
      }
    }
    assertEquals(0, simulation.group(0).counters().get(SendCounter.SKIPPED));
  }

  /** What a long stall or a new epoch gives up is counted in parts, whichever part they came before. */
  @Test
  void shouldCountEveryPartThatIsGivenUp() {
    for (long atNs : new long[] {0, 40_000, 130_000, 260_000, 700_000}) {
      List<Heard> heard = new ArrayList<>();
      Simulation simulation = plant(TOGETHER, heard);
      simulation.run(300 * MS + atNs);
      long before = counted(simulation);
      long fromPtpNs = simulation.nowPtpNs();
      simulation.stall(40 * MS);
      simulation.run(60 * MS);
      assertTrue(simulation.group(0).counters().get(SendCounter.SKIPPED) >= 4 * 28);
      assertEquals(4 * 100, counted(simulation) - before, 1);
      mustBeOnTime(simulation, heard, fromPtpNs + 41 * MS);

      long parts = counted(simulation);
      heard.forEach(TreeMap::clear);
      simulation.stepClock(-3600 * 1000 * MS);
      long steppedPtpNs = simulation.nowPtpNs();
      simulation.run(60 * MS);
      assertTrue(counted(simulation) - parts >= 4 * 58);
      mustBeOnTime(simulation, heard, steppedPtpNs);
    }
  }

  private static long counted(Simulation simulation) {
    return simulation.group(0).counters().get(SendCounter.BATCHES) + simulation.group(0).counters().get(SendCounter.SKIPPED);
  }
}
