package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.SECOND;
import static io.crosspoint.pipeline.engine.StraightRoute.START;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Switchover;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.send.StreamIdentity;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The output is a function of the plan, of media time and of the order of events, and of nothing else. */
class ReproducibilityTest {

  private static final MediaClock CLOCK = new MediaClock(48000);

  /** Dither, gain, sums and straight routes in packets of three lengths. */
  static PlantSpec plant() {
    AudioFormat stereo = new AudioFormat(Encoding.L24, 48000, 2);
    List<InputSpec> inputs =
        List.of(Plants.input("a", stereo, 48, 144), Plants.input("b", stereo, 6, 96), Plants.input("c", stereo, 240, 480));
    List<OutputSpec> outputs =
        List.of(
            Plants.output("exact", stereo, 48),
            Plants.output("dithered", new AudioFormat(Encoding.L16, 48000, 2), 48),
            Plants.output("summed", stereo, 6),
            Plants.output("long", stereo, 240));
    List<Crosspoint> crosspoints = new ArrayList<>(Plants.wholeStream(0, 0, 2));
    crosspoints.addAll(Plants.wholeStream(1, 1, 2));
    crosspoints.add(new Crosspoint(0, 0, 2, 0, 0.3));
    crosspoints.add(new Crosspoint(2, 0, 2, 0, 0.3));
    crosspoints.add(new Crosspoint(1, 1, 2, 1, 0.1));
    crosspoints.addAll(Plants.wholeStream(2, 3, 2));
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  /** Keeps every packet by output and timestamp. */
  static final class Capture implements Simulation.Listener {
    final Map<String, byte[]> packets = new TreeMap<>();

    @Override
    public void onPacket(int output, MemorySegment memory, int offset, int length, long sentPtpNs) {
      byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      packets.put(output + "/" + Integer.toUnsignedString(Pattern.read(Encoding.AM824, packet, 4)), packet);
    }
  }

  private static Simulation router(long startPtpNs, double rate, Capture capture) {
    PlantSpec plant = plant();
    Simulation simulation = new Simulation(plant, LEAD, startPtpNs);
    simulation.setClock(new ClockSnapshot(1_000_000_000L, 0, startPtpNs, rate, 0, 1, ClockState.LOCKED, "simulated", 1, 0));
    for (int input = 0; input < 3; input++) {
      simulation.add(new PatternTalker(input, plant.inputs().get(input), input, START).delay(30_000L * input, 0));
    }
    return simulation.add(capture);
  }

  @Test
  void shouldSendTheSamePacketsFromTwoRoutersOnOneGrandmaster() {
    Capture first = new Capture();
    Capture second = new Capture();
    router(START, 0, first).run(SECOND);
    router(START, 50e-6, second).run(SECOND);

    mustAgree(first, second, 20_000);
  }

  @Test
  void shouldGoOnAfterARestartWhereItWouldHaveBeen() {
    Capture whole = new Capture();
    Capture restarted = new Capture();
    router(START, 0, whole).run(SECOND);
    router(START + 400 * MS + 12_345, -20e-6, restarted).run(500 * MS);

    restarted.packets.keySet().removeIf(key -> timestamp(key) < CLOCK.indexOf(START + 530 * MS));
    mustAgree(whole, restarted, 4000);
  }

  private static long timestamp(String key) {
    return MediaClock.unwrap(Integer.parseUnsignedInt(key.substring(key.indexOf('/') + 1)), 0, CLOCK.indexOf(START));
  }

  private static void mustAgree(Capture whole, Capture part, int atLeast) {
    int compared = 0;
    for (Map.Entry<String, byte[]> entry : part.packets.entrySet()) {
      byte[] wanted = whole.packets.get(entry.getKey());
      if (wanted != null) {
        assertArrayEquals(wanted, entry.getValue(), entry.getKey());
        compared++;
      }
    }
    assertTrue(compared > atLeast / 3 && compared >= part.packets.size() - 60, compared + " compared of " + part.packets.size());
  }

  @Test
  void shouldWriteTheHeaderThatFollowsFromMediaTime() {
    Capture capture = new Capture();
    router(START, 0, capture).run(SECOND);
    PlantSpec plant = plant();

    capture.packets.forEach(
        (key, packet) -> {
          OutputSpec output = plant.outputs().get(Integer.parseInt(key.substring(0, key.indexOf('/'))));
          long index = timestamp(key);
          assertEquals(0, Math.floorMod(index, (long) output.packetFrames()));
          assertEquals(0x80, packet[0] & 0xFF, "version 2, nothing else");
          assertEquals(Plants.PAYLOAD_TYPE, packet[1] & 0xFF, "no marker");
          assertEquals(index / output.packetFrames() & 0xFFFF, (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF));
          assertEquals(StreamIdentity.ssrcOf(output.name()), Pattern.read(Encoding.AM824, packet, 8));
          assertEquals(12 + output.packetFrames() * output.format().frameBytes(), packet.length);
        });
  }

  @Test
  void shouldRenderTheSameOnThreeThreadsAsOnOne() {
    Recording recording = Recording.of(plant(), ReproducibilityTest::disturb);
    byte[] wanted = recording.replayFused();
    assertTrue(wanted.length > 250_000);
    assertArrayEquals(wanted, recording.replayFused());
    for (int i = 0; i < 4; i++) {
      assertArrayEquals(wanted, recording.replayDedicated(), "run " + i);
    }
  }

  /** Loss, lateness, and routes that go to and fro. */
  private static void disturb(Simulation simulation) {
    PlantSpec plant = plant();
    for (int input = 0; input < 3; input++) {
      InputSpec spec = plant.inputs().get(input);
      long jitterNs = spec.linkOffsetFrames() * SECOND / 48000;
      simulation.add(new PatternTalker(input, spec, input, START).delay(0, jitterNs).lose(packet -> packet % 17 == 3).duplicate(0.02));
    }
    List<Crosspoint> other = new ArrayList<>(Plants.wholeStream(1, 0, 2));
    other.addAll(Plants.wholeStream(2, 1, 2));
    other.addAll(Plants.wholeStream(0, 3, 2));
    for (int i = 0; i < 50; i++) {
      RouteTable table = RouteTable.of(plant, i % 2 == 0 ? other : plant.crosspoints());
      simulation.shard().trySubmit(table, START + 20 * MS + i * 5_337_000L, 1);
    }
    simulation.run(300 * MS);
  }

  @Test
  void shouldAllocateNothingOnceWarm() {
    PlantSpec plant = plant();
    Simulation simulation = new Simulation(plant, LEAD, START);
    for (int input = 0; input < 3; input++) {
      InputSpec spec = plant.inputs().get(input);
      simulation.add(new PatternTalker(input, spec, input, START).identity(input, 0, input * 0x1234_5678).lose(packet -> packet % 50 == 0));
      simulation.add(new PatternTalker(input, spec, input, START).identity(99, 0, 0).from(1));
    }
    List<RouteTable> changes = changes(plant, 1000);
    play(simulation, changes.subList(0, 500));
    simulation.run(20 * SECOND);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long overhead = threads.getCurrentThreadAllocatedBytes() - before;
    List<Long> allocated = new ArrayList<>();
    for (int window = 0; window < 5; window++) {
      List<RouteTable> measured = changes.subList(500 + 100 * window, 600 + 100 * window);
      long start = threads.getCurrentThreadAllocatedBytes();
      play(simulation, measured);
      simulation.run(SECOND);
      allocated.add(threads.getCurrentThreadAllocatedBytes() - start - overhead);
    }

    // When compiled code is thrown away, the JVM itself puts the objects on the heap that it had dissolved: once, wherever that falls.
    assertTrue(allocated.stream().filter(bytes -> bytes != 0).count() <= 1, () -> "bytes in windows of 1.4 s of audio: " + allocated);
    assertEquals(1000, simulation.shard().changes().getFirst().number(), "changes");
  }

  /** Blended and cut, to and fro, one output after the other. */
  private static List<RouteTable> changes(PlantSpec plant, int count) {
    List<RouteTable> tables = new ArrayList<>();
    RouteTable table = RouteTable.of(plant, plant.crosspoints());
    for (int i = 0; i < count; i++) {
      long fromPtpNs = START + (i < 500 ? i : i + 5000) * 4 * MS + 3 * MS;
      int output = i % 4;
      List<Crosspoint> standing = plant.crosspoints().stream().filter(x -> x.output() == output).toList();
      List<Crosspoint> changed = i % 8 < 4 ? List.of(new Crosspoint(i % 3, 0, output, 0, 0.7)) : standing;
      table = table.with(plant, Map.of(output, changed), new Switchover(fromPtpNs, i % 3 == 0 ? 0 : 5 * MS, 1));
      tables.add(table);
    }
    return tables;
  }

  private static void play(Simulation simulation, List<RouteTable> tables) {
    for (int i = 0; i < tables.size(); i++) {
      long fromPtpNs = simulation.nowPtpNs() + 3 * MS;
      simulation.shard().trySubmit(tables.get(i), fromPtpNs, 1);
      simulation.run(4 * MS);
    }
  }
}
