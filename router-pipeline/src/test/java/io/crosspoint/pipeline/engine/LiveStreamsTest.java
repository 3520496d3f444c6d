package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.START;
import static io.crosspoint.pipeline.engine.StraightRoute.STEREO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.crosspoint.pipeline.matrix.Switchover;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.ClockState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that come and go while others run. */
class LiveStreamsTest {

  private static final AudioFormat SLOW = new AudioFormat(Encoding.L24, 44_100, 2);
  private static final AudioFormat FAST = new AudioFormat(Encoding.L24, 96_000, 2);

  /** A route with its talker and its listener. */
  private record Route(int input, int output, PatternTalker talker, PatternListener listener) {}

  private static boolean isLost(long packet, int seed) {
    return new SplittableRandom(packet * 31 + seed).nextInt(50) == 0;
  }

  private static List<OutputSpec> outputs(int... packetFrames) {
    return Arrays.stream(packetFrames).mapToObj(frames -> Plants.output("steady" + frames, STEREO, frames)).toList();
  }

  /** Routes that nobody touches, one input and one output each, in groups of different packet times; packets are lost on all of them. */
  private static Simulation steady(List<PatternListener> listeners, int... packetFrames) {
    List<InputSpec> inputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    List<OutputSpec> outputs = outputs(packetFrames);
    for (int i = 0; i < outputs.size(); i++) {
      inputs.add(Plants.input("steady" + i, STEREO, 48, 480));
      crosspoints.addAll(Plants.wholeStream(i, i, 2));
    }
    Simulation simulation = new Simulation(new PlantSpec(inputs, outputs, crosspoints), LEAD, START);
    for (int i = 0; i < outputs.size(); i++) {
      int seed = i;
      simulation.add(new PatternTalker(i, inputs.get(i), i, START).lose(packet -> isLost(packet, seed)));
      PatternListener listener =
          new PatternListener(i, outputs.get(i), Encoding.L24, i, 480).gaps(index -> isLost(Math.floorDiv(index, 48L), seed));
      listeners.add(listener);
      simulation.add(listener);
    }
    simulation.run(200 * MS);
    listeners.forEach(PatternListener::reset);
    return simulation;
  }

  private static void mustBeUntouched(List<PatternListener> steady) {
    for (PatternListener listener : steady) {
      assertEquals(0, listener.wrongFrames() + listener.misplacedFrames() + listener.jumps() + listener.lateNs());
      assertTrue(listener.exactFrames() > 0);
    }
  }

  private static void take(Simulation simulation, int input, int output, int channels) {
    long fromPtpNs = simulation.nowPtpNs() + 2 * MS;
    simulation.routes().submit(Map.of(output, Plants.wholeStream(input, output, channels)), new Switchover(fromPtpNs, 0, 1));
  }

  /** Waits in simulated time. */
  private static void await(Simulation simulation, BooleanSupplier condition) {
    for (int ms = 0; !condition.getAsBoolean(); ms++) {
      assertTrue(ms < 3000, "waited 3 s");
      simulation.run(MS);
    }
  }

  /** Adds an input and an output of a format, routes one to the other, and checks everything that is sent from then on. */
  private static Route add(Simulation simulation, String name, AudioFormat format, int inFrames, int outFrames, int seed) {
    InputSpec input = Plants.input(name, format, inFrames, format.rateHz() / 100);
    OutputSpec output = Plants.output(name, format, outFrames);
    int in = simulation.live().addInput(input, List.of());
    PatternTalker talker = new PatternTalker(in, input, seed, simulation.nowPtpNs());
    simulation.add(talker);
    int out = simulation.live().addOutput(output);
    PatternListener listener = new PatternListener(out, output, format.encoding(), seed, format.rateHz() / 100);
    simulation.add(listener);
    await(simulation, () -> simulation.live().isFilled(in));
    take(simulation, in, out, format.channels());
    simulation.run(15 * MS);
    assertEquals(0, listener.jumps());
    assertTrue(listener.silentFrames() > 0, "silent before its route");
    listener.reset();
    return new Route(in, out, talker, listener);
  }

  private static void remove(Simulation simulation, Route route) {
    PatternListener listener = route.listener;
    assertEquals(0, listener.wrongFrames() + listener.silentFrames() + listener.jumps(), () -> "a route that came: wrong "
        + listener.wrongFrames() + ", silent " + listener.silentFrames() + ", jumps " + listener.jumps());
    assertTrue(listener.exactFrames() > 0);
    simulation.live().removeOutputs(List.of(route.output));
    simulation.live().removeInputs(List.of(route.input));
    simulation.run(simulation.nowPtpNs() % 2 * MS);
    simulation.remove(route.talker);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldNotTouchRoutesThatStayWhileOthersComeAndGo(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<PatternListener> steady = new ArrayList<>();
    Simulation simulation = steady(steady, 48, 48, 6, 240);
    int attached = simulation.attachedBatches();
    List<AudioFormat> formats = List.of(STEREO, SLOW, FAST, new AudioFormat(Encoding.L16, 48_000, 8), STEREO);
    List<Route> routes = new ArrayList<>();
    for (int step = 0; step < 120; step++) {
      if (routes.size() < 6 && random.nextInt(3) > 0) {
        AudioFormat format = formats.get(random.nextInt(formats.size()));
        int unit = format.rateHz() / 8_000;
        int[] packets = {unit, 2 * unit, 8 * unit, 40 * unit};
        int inFrames = packets[random.nextInt(3)];
        int outFrames = format.channels() == 8 ? packets[random.nextInt(3)] : packets[random.nextInt(4)];
        routes.add(add(simulation, "live" + step % 9, format, inFrames, outFrames, 100 + step));
      } else if (!routes.isEmpty()) {
        remove(simulation, routes.remove(random.nextInt(routes.size())));
      }
      simulation.run((6 + random.nextInt(15)) * MS + random.nextInt(1_000_000));
      simulation.live().tend();
    }
    routes.forEach(route -> remove(simulation, route));
    await(simulation, simulation.live()::isSettled);
    mustBeUntouched(steady);
    assertEquals(attached, simulation.attachedBatches());
    assertEquals(4, simulation.live().roster().inputs().size());
    assertEquals(3, simulation.shard().groups().size());
    for (int group = 0; group < 3; group++) {
      assertEquals(0, simulation.group(group).counters().get(SendCounter.UNRENDERED));
      assertEquals(0, simulation.group(group).counters().get(SendCounter.SKIPPED));
    }
  }

  /** Every packet of an output, by timestamp. */
  private static TreeMap<Integer, String> packets(Simulation simulation, int output) {
    TreeMap<Integer, String> packets = new TreeMap<>();
    simulation.add((int number, MemorySegment memory, int offset, int length, long sentPtpNs) -> {
      if (number == output) {
        byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        packets.put(Pattern.read(Encoding.AM824, packet, 4), Arrays.toString(packet));
      }
    });
    return packets;
  }

  /** The second input's rate: as the outputs', or converted to theirs; and a talker for it from the beginning. */
  @ParameterizedTest
  @ValueSource(ints = {48_000, 44_100, 96_000})
  void shouldSendWhatARouterSendsThatBeganWithTheStream(int rateHz) {
    AudioFormat format = new AudioFormat(Encoding.L24, rateHz, 2);
    InputSpec first = Plants.input("first", STEREO, 48, 480);
    InputSpec second = Plants.input("second", format, rateHz / 1000, rateHz / 100);
    List<OutputSpec> outputs = List.of(Plants.output("one", STEREO, 48), Plants.output("two", STEREO, 48));
    List<Crosspoint> crosspoints = new ArrayList<>(Plants.wholeStream(0, 0, 2));
    Simulation live = new Simulation(new PlantSpec(List.of(first), outputs.subList(0, 1), crosspoints), LEAD, START);
    crosspoints.addAll(Plants.wholeStream(1, 1, 2));
    Simulation begun = new Simulation(new PlantSpec(List.of(first, second), outputs, crosspoints), LEAD, START);
    for (Simulation simulation : List.of(live, begun)) {
      simulation.add(new PatternTalker(0, first, 1, START)).add(new PatternTalker(1, second, 2, START));
    }
    TreeMap<Integer, String> wanted = packets(begun, 1);
    begun.run(600 * MS);

    live.run(200 * MS);
    TreeMap<Integer, String> sent = packets(live, 1);
    assertEquals(1, live.live().addInput(second, List.of()));
    assertEquals(1, live.live().addOutput(outputs.get(1)));
    await(live, () -> live.live().isFilled(1));
    take(live, 1, 1, 2);
    live.run(100 * MS);
    int before = sent.size();
    live.run(200 * MS);
    assertTrue(before > 100 && sent.size() > before + 190);
    sent.keySet().stream().skip(before).forEach(timestamp -> assertEquals(wanted.get(timestamp), sent.get(timestamp)));
    // What was sent before differs in its audio alone: same header, same length.
    sent.forEach((timestamp, packet) -> assertEquals(
        wanted.getOrDefault(timestamp, packet).substring(0, 30), packet.substring(0, 30)));
  }

  /** Of two shards the one that sends an output need not have received its input: it joins the group then. */
  @Test
  void shouldReceiveAnInputInAnotherShardWhenARouteAsksForIt() {
    InputSpec first = Plants.input("first", STEREO, 48, 480);
    InputSpec second = Plants.input("second", STEREO, 48, 480);
    List<Crosspoint> crosspoints = new ArrayList<>(Plants.wholeStream(0, 0, 2));
    crosspoints.addAll(Plants.wholeStream(1, 1, 2));
    PlantSpec plant =
        new PlantSpec(List.of(first, second), List.of(Plants.output("one", STEREO, 48), Plants.output("two", STEREO, 48)), crosspoints);
    List<ShardPlan> plans = ShardPlan.divide(plant, 2);
    List<Simulation> shards = plans.stream().map(plan -> new Simulation(plan.plant(), LEAD, START)).toList();
    RouteControl routes = new RouteControl(plans, shards.stream().map(Simulation::shard).toList());
    LivePlant live = new LivePlant(plans, shards.stream().map(Simulation::liveShard).toList(), routes);
    shards.get(0).add(new PatternTalker(0, first, 1, START));
    shards.get(1).add(new PatternTalker(0, second, 2, START)).add(new PatternTalker(1, first, 1, START));
    PatternListener listener = new PatternListener(0, plant.outputs().get(1), Encoding.L24, 1, 480);
    shards.get(1).add(listener);
    shards.forEach(shard -> shard.run(200 * MS));
    assertTrue(routes.isReachable(0, 1));

    long fromPtpNs = shards.get(1).nowPtpNs() + 30 * MS;
    routes.submit(Map.of(1, Plants.wholeStream(0, 1, 2)), new Switchover(fromPtpNs, 0, 1));
    assertEquals(2, live.roster().inputs().getFirst().places().size());
    shards.forEach(shard -> shard.run(50 * MS));
    listener.reset();
    shards.forEach(shard -> shard.run(200 * MS));
    assertEquals(0, listener.silentFrames() + listener.wrongFrames() + listener.jumps());
    assertTrue(listener.exactFrames() > 9000);
    assertEquals(2, live.addOutput(Plants.output("three", STEREO, 48)));
    routes.submit(Map.of(0, List.of(), 1, List.of()), new Switchover(shards.get(1).nowPtpNs() + MS, 0, 1));
    shards.forEach(shard -> shard.run(20 * MS));
    live.removeInputs(List.of(0));
    for (int ms = 0; !live.isSettled(); ms++) {
      assertTrue(ms < 100);
      shards.forEach(shard -> shard.run(MS));
    }
    assertEquals(0, shards.get(0).shard().parts().inputs().size());
    assertEquals(1, shards.get(1).shard().parts().inputs().size());
  }

  /** Two streams of one device on its own clock share a reading of it; one goes, and the other stays whole. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldGoOnReadingADeviceWhenOneOfItsStreamsGoes(int gone) {
    List<InputSpec> inputs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      InputSpec plain = Plants.input("in" + i, STEREO, 48, 480);
      inputs.add(new InputSpec(plain.name(), plain.flows(), STEREO, 48, 98, null, 480, InputSpec.Timing.RECOVERED).onClock("device"));
    }
    int stays = 1 - gone;
    List<OutputSpec> outputs = List.of(Plants.output("out", STEREO, 48));
    Simulation simulation = new Simulation(new PlantSpec(inputs, outputs, Plants.wholeStream(stays, 0, 2)), LEAD, START);
    simulation.add(new PatternTalker(0, inputs.get(0), 1, START)).add(new PatternTalker(1, inputs.get(1), 1, START));
    simulation.run(15_000 * MS);
    TreeMap<Integer, String> packets = packets(simulation, 0);
    simulation.live().removeInputs(List.of(gone));
    simulation.run(2_000 * MS);
    await(simulation, simulation.live()::isSettled);
    assertEquals(ConvertMeter.State.CONVERTING, simulation.live().roster().inputs().getFirst().places().getFirst().convert().state());
    assertTrue(packets.size() > 1_990);
    packets.values().forEach(packet -> assertFalse(packet.endsWith("0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"), "silence"));
    int back = simulation.live().addInput(inputs.get(gone), List.of());
    assertEquals(gone, back);
    simulation.run(2_000 * MS);
    assertTrue(simulation.live().isFilled(back));
  }

  @Test
  void shouldLeaveNothingBehind() {
    List<PatternListener> steady = new ArrayList<>();
    Simulation simulation = steady(steady, 48);
    int attached = simulation.attachedBatches();
    List<WeakReference<Object>> parts = new ArrayList<>();
    for (int cycle = 0; cycle < 1000; cycle++) {
      boolean isConverted = cycle % 3 == 0;
      InputSpec.Timing timing = cycle % 5 == 0 ? InputSpec.Timing.RECOVERED : InputSpec.Timing.PTP;
      InputSpec plain = Plants.input("in" + cycle, isConverted ? SLOW : STEREO, 48, 480);
      InputSpec input =
          cycle % 7 == 0
              ? InputSpec.ofSource("source" + cycle, STEREO, 48, new SourceSpec(960, SourceSpec.Holes.SILENCE))
              : new InputSpec(plain.name(), plain.flows(), plain.format(), 48, 98, null, 480, timing);
      int in = simulation.live().addInput(input, List.of());
      int out = simulation.live().addOutput(Plants.output("out" + cycle, cycle % 4 == 0 ? FAST : STEREO, 48));
      assertTrue(in < 8 && out < 8, "slots " + in + " and " + out);
      Roster roster = simulation.live().roster();
      parts.add(new WeakReference<>(roster.inputs().getLast().places().getFirst().meter()));
      parts.add(new WeakReference<>(roster.outputs().getLast().counters()));
      take(simulation, in, out, 2);
      simulation.run(4 * MS);
      assertThrows(IllegalArgumentException.class, () -> simulation.live().removeInputs(List.of(in)));
      simulation.live().removeOutputs(List.of(out));
      simulation.live().removeInputs(List.of(in));
      simulation.run(2 * MS);
      simulation.live().tend();
    }
    await(simulation, simulation.live()::isSettled);
    assertEquals(attached, simulation.attachedBatches());
    assertEquals(1, simulation.shard().parts().inputs().size());
    assertEquals(1, simulation.shard().parts().outputs().size());
    assertEquals(1, simulation.shard().groups().size());
    mustBeUntouched(steady);
    // Slots of the ring remember batches and commands until they are used again.
    simulation.run(2000 * MS);
    for (int tries = 0; tries < 50 && parts.stream().anyMatch(part -> part.get() != null); tries++) {
      System.gc();
    }
    assertTrue(parts.stream().filter(part -> part.get() != null).count() < 10, "streams that went are kept");
  }

  /** One that began with nothing, and one whose clock says nothing while streams come and go. */
  @Test
  void shouldBeginWithNothingAndWithoutAClock() {
    Simulation simulation = new Simulation(new PlantSpec(List.of(), List.of(), List.of()), LEAD, START);
    simulation.setClockState(ClockState.LISTENING);
    simulation.run(10 * MS);
    int gone = simulation.live().addOutput(Plants.output("gone", STEREO, 48));
    simulation.run(10 * MS);
    simulation.live().removeOutputs(List.of(gone));
    simulation.run(10 * MS);
    simulation.setClockState(ClockState.LOCKED);
    simulation.run(200 * MS);
    Route route = add(simulation, "first", STEREO, 48, 48, 5);
    simulation.run(500 * MS);
    remove(simulation, route);
    await(simulation, simulation.live()::isSettled);
    assertEquals(0, simulation.shard().groups().size());
    assertEquals(0, simulation.attachedBatches());
  }

  @Test
  void shouldRefuseWhatThisRunWasNotPreparedForAndChangeNothing() {
    List<PatternListener> steady = new ArrayList<>();
    Simulation simulation = steady(steady, 48);
    InputSpec long1 = Plants.input("jumbo", new AudioFormat(Encoding.L24, 48_000, 64), 48, 480);
    assertThrows(IllegalArgumentException.class, () -> simulation.live().addInput(long1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> simulation.live().removeInputs(List.of(0)));
    assertThrows(IllegalArgumentException.class, () -> simulation.live().removeOutputs(List.of(7)));
    assertEquals(1, simulation.live().roster().inputs().size());
    assertTrue(simulation.live().isSettled());
    simulation.run(100 * MS);
    mustBeUntouched(steady);
  }

  /** An output that is made again under its name continues its stream: same SSRC, sequence and timestamps by media time. */
  @Test
  void shouldContinueTheStreamOfAnOutputThatIsMadeAgain() {
    List<PatternListener> steady = new ArrayList<>();
    Simulation simulation = steady(steady, 48);
    Route route = add(simulation, "again", STEREO, 48, 48, 9);
    TreeMap<Integer, String> packets = packets(simulation, route.output);
    simulation.run(20 * MS);
    String first = packets.lastEntry().getValue();
    simulation.live().removeOutputs(List.of(route.output));
    await(simulation, simulation.live()::isSettled);
    int again = simulation.live().addOutput(Plants.output("again", STEREO, 48));
    TreeMap<Integer, String> later = packets(simulation, again);
    assertFalse(simulation.live().roster().output("again").isEmpty());
    take(simulation, route.input, again, 2);
    simulation.run(20 * MS);
    String[] before = first.split(", ");
    String[] after = later.lastEntry().getValue().split(", ");
    assertEquals(Arrays.asList(before).subList(8, 12), Arrays.asList(after).subList(8, 12), "the SSRC");
    mustBeUntouched(steady);
  }
}
