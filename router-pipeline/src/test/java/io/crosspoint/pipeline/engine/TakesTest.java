package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.SECOND;
import static io.crosspoint.pipeline.engine.StraightRoute.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.matrix.Switchover;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.ClockState;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Routes that change on air: when, how, and what the others notice of it. */
class TakesTest {

  private static final MediaClock CLOCK = new MediaClock(48_000);
  private static final AudioFormat MONO = new AudioFormat(Encoding.L24, 48_000, 1);
  private static final int LINK_OFFSET = 144;
  private static final int STEP = 256;

  /** Every sample that a mono output sent, by media index. */
  private static final class Mono implements Simulation.Listener {
    final int output;
    final TreeMap<Long, Integer> samples = new TreeMap<>();

    Mono(int output) {
      this.output = output;
    }

    @Override
    public void onPacket(int number, MemorySegment memory, int offset, int length, long sentPtpNs) {
      if (number == output) {
        byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        long index = MediaClock.unwrap(Pattern.read(Encoding.AM824, packet, 4), 0, CLOCK.indexOf(sentPtpNs));
        for (int at = 12; at < length; at += 3) {
          samples.put(index++, Pattern.read(Encoding.L24, packet, at));
        }
      }
    }
  }

  private final List<Mono> heard = new ArrayList<>();

  /** So many inputs, each speaking its own pattern, and outputs of 1 ms packets that all carry input 0. */
  private Simulation plant(int inputs, int outputs) {
    List<InputSpec> in = new ArrayList<>();
    List<OutputSpec> out = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      in.add(Plants.input("in" + i, MONO, 48, LINK_OFFSET));
    }
    for (int o = 0; o < outputs; o++) {
      out.add(Plants.output("out" + o, MONO, o % 2 == 0 ? 48 : 240));
      crosspoints.add(new Crosspoint(0, 0, o, 0, 1));
    }
    return simulation(new PlantSpec(in, out, crosspoints));
  }

  private Simulation simulation(PlantSpec plant) {
    Simulation simulation = new Simulation(plant, LEAD, START);
    for (int i = 0; i < plant.inputs().size(); i++) {
      simulation.add(new PatternTalker(i, plant.inputs().get(i), Integer.parseInt(plant.inputs().get(i).name().substring(2)), START));
    }
    for (int o = 0; o < plant.outputs().size(); o++) {
      heard.add(new Mono(o));
      simulation.add(heard.getLast());
    }
    simulation.run(150 * MS);
    heard.forEach(mono -> mono.samples.clear());
    return simulation;
  }

  private static RouteControl control(Simulation simulation) {
    return new RouteControl(ShardPlan.divide(simulation.shard().plant(), 1), List.of(simulation.shard()));
  }

  private static long spoken(int input, long index) {
    return Pattern.sample(Encoding.L24, input, index - LINK_OFFSET, 0);
  }

  private static void take(RouteControl control, int input, int output, long fromPtpNs, long fadeNs) {
    control.submit(Map.of(output, List.of(new Crosspoint(input, 0, output, 0, 1))), new Switchover(fromPtpNs, fadeNs, 1));
  }

  @Test
  void shouldBlendFromTheStatedIndexOnAndBeExactBeforeAndAfter() {
    Simulation simulation = plant(2, 4);
    long index = CLOCK.indexOf(simulation.nowPtpNs()) / 48 * 48 + 500;
    take(control(simulation), 1, 0, CLOCK.timeOf(index), 5 * MS);
    simulation.run(50 * MS);

    heard.getFirst().samples.forEach((at, sample) -> {
      if (at < index) {
        assertEquals(spoken(0, at), (long) sample, "before, at " + (at - index));
      } else if (at >= index + 240) {
        assertEquals(spoken(1, at), (long) sample, "after, at " + (at - index));
      } else {
        double progress = (at - index + 1) / 241.0;
        assertEquals(spoken(0, at) * (1 - progress) + spoken(1, at) * progress, sample, 0.51 * STEP, "at " + (at - index));
      }
    });
    for (Mono other : heard.subList(1, 4)) {
      other.samples.forEach((at, sample) -> assertEquals(spoken(0, at), (long) sample));
    }
    assertTrue(heard.getFirst().samples.lastKey() > index + 1000);
  }

  @Test
  void shouldCutBetweenTwoFramesWhenAsked() {
    Simulation simulation = plant(2, 2);
    long index = CLOCK.indexOf(simulation.nowPtpNs()) / 240 * 240 + 617;
    take(control(simulation), 1, 1, CLOCK.timeOf(index), 0);
    simulation.run(50 * MS);
    heard.get(1).samples.forEach((at, sample) -> assertEquals(spoken(at < index ? 0 : 1, at), (long) sample));
  }

  /** Takes, gains and closings in the middle of each other's fades, against gains that are followed frame by frame. */
  @Test
  void shouldBeginAFadeWhereTheOneBeforeHasGot() {
    SplittableRandom random = new SplittableRandom(11);
    Simulation simulation = plant(3, 1);
    RouteControl control = control(simulation);
    long base = CLOCK.indexOf(simulation.nowPtpNs()) + 300;
    TreeMap<Long, double[]> targets = new TreeMap<>();
    for (int change = 0; change < 200; change++) {
      long index = base + change * 97L + random.nextInt(90);
      double[] gains = new double[3];
      List<Crosspoint> crosspoints = new ArrayList<>();
      for (int input = 0; input < 3; input++) {
        gains[input] = random.nextBoolean() ? 0 : random.nextInt(5) * 0.08;
        if (gains[input] > 0) {
          crosspoints.add(new Crosspoint(input, 0, 0, 0, gains[input]));
        }
      }
      targets.put(index, gains);
      control.submit(Map.of(0, crosspoints), new Switchover(CLOCK.timeOf(index), 5 * MS, 1));
      simulation.run(2 * MS);
    }
    simulation.run(50 * MS);
    assertFades(targets);
  }

  private void assertFades(TreeMap<Long, double[]> targets) {
    double[] from = {1, 0, 0};
    double[] to = {1, 0, 0};
    double[] now = {1, 0, 0};
    long start = Long.MIN_VALUE / 2;
    for (Map.Entry<Long, Integer> sample : heard.getFirst().samples.entrySet()) {
      long at = sample.getKey();
      // A change to what is under way already leaves that alone.
      if (targets.containsKey(at) && !Arrays.equals(targets.get(at), to)) {
        from = now.clone();
        to = targets.get(at);
        start = at;
      }
      double progress = Math.min(1, (at - start + 1) / 241.0);
      double sum = 0;
      for (int input = 0; input < 3; input++) {
        now[input] = from[input] + (to[input] - from[input]) * progress;
        sum += now[input] * spoken(input, at);
      }
      assertEquals(sum, sample.getValue(), 0.52 * STEP, "at " + (at - targets.firstKey()));
    }
  }

  @Test
  void shouldCarryOutAThousandTakesASecondWithoutLosingOne() {
    Simulation simulation = plant(8, 4);
    RouteControl control = control(simulation);
    TreeMap<Long, Integer> sources = new TreeMap<>(Map.of(0L, 0));
    for (int number = 0; number < 10_000; number++) {
      long fromPtpNs = simulation.nowPtpNs() + 3 * MS;
      RouteControl.Submission submission =
          control.submit(Map.of(0, List.of(new Crosspoint(number % 8, 0, 0, 0, 1))), new Switchover(fromPtpNs, 0, 1));
      sources.put(CLOCK.indexOf(fromPtpNs - 1) + 1, number % 8);
      simulation.run(MS);
      assertTrue(control.hasRoom());
      if (number == 9_999) {
        simulation.run(20 * MS);
        assertTrue(control.isHeld(submission));
        assertEquals(CLOCK.timeOf(sources.lastKey()), control.heldFromPtpNs(submission));
      }
    }
    heard.getFirst().samples.forEach((at, sample) -> assertEquals(spoken(sources.floorEntry(at).getValue(), at), (long) sample));
    for (Mono other : heard.subList(1, 4)) {
      other.samples.forEach((at, sample) -> assertEquals(spoken(0, at), (long) sample));
    }
    assertTrue(heard.getFirst().samples.size() > 470_000);
    assertEquals(10_000, simulation.shard().changes().getFirst().number());
  }

  @Test
  void shouldTakeASalvoAtOneIndexInAllShards() {
    Simulation whole = plant(2, 4);
    List<ShardPlan> plans = ShardPlan.divide(whole.shard().plant(), 2);
    heard.clear();
    List<Simulation> shards = plans.stream().map(plan -> simulation(plan.plant())).toList();
    RouteControl control = new RouteControl(plans, shards.stream().map(Simulation::shard).toList());
    assertTrue(control.isReachable(0, 0) && control.isReachable(0, 1));
    long index = CLOCK.indexOf(shards.getFirst().nowPtpNs()) + 1001;
    RouteControl.Submission salvo =
        control.submit(Map.of(0, List.of(), 1, List.of(), 2, List.of(), 3, List.of()), new Switchover(CLOCK.timeOf(index), 0, 1));
    assertFalse(control.isHeld(salvo));
    shards.forEach(shard -> shard.run(50 * MS));

    assertTrue(control.isHeld(salvo));
    assertEquals(CLOCK.timeOf(index), control.heldFromPtpNs(salvo));
    for (Mono mono : heard) {
      mono.samples.forEach((at, sample) -> assertEquals(at < index ? spoken(0, at) : 0, (long) sample));
    }
  }

  @Test
  void shouldSayWhenAChangeCameTooLateForItsIndex() {
    Simulation simulation = plant(2, 1);
    RouteControl control = control(simulation);
    long stated = simulation.nowPtpNs() - 5 * MS;
    RouteControl.Submission late =
        control.submit(Map.of(0, List.of(new Crosspoint(1, 0, 0, 0, 1))), new Switchover(stated, 0, 1));
    simulation.run(10 * MS);
    assertTrue(control.isHeld(late));
    assertTrue(control.heldFromPtpNs(late) > stated);
  }

  /** A clock that is set, or has stopped, must not leave a change waiting for a time that never comes. */
  @Test
  void shouldNotWaitForATimeOfAnotherClockEpoch() {
    Simulation simulation = plant(2, 1);
    RouteControl control = control(simulation);
    take(control, 1, 0, simulation.nowPtpNs() + 3 * MS, 5 * MS);
    simulation.stepClock(-3600 * SECOND);
    simulation.run(100 * MS);
    heard.getFirst().samples.clear();
    simulation.run(100 * MS);
    assertEquals(1, simulation.shard().changes().getFirst().number());
    simulation.setClockState(ClockState.LISTENING);
    simulation.run(10 * MS);
    control.submit(Map.of(0, List.of()), Switchover.atOnce());
    simulation.setClockState(ClockState.LOCKED);
    simulation.run(20 * MS);
    assertEquals(2, simulation.shard().changes().getFirst().number());
  }

  @Test
  void shouldLetGoOfWhatWasFadedOut() {
    Simulation simulation = plant(2, 1);
    RouteControl control = control(simulation);
    take(control, 1, 0, simulation.nowPtpNs() + 3 * MS, 5 * MS);
    simulation.run(50 * MS);
    assertTrue(control.settle(new Switchover(simulation.nowPtpNs() + 3 * MS, 0, 1)));
    assertFalse(control.settle(new Switchover(simulation.nowPtpNs() + 3 * MS, 0, 1)));
    heard.getFirst().samples.clear();
    simulation.run(50 * MS);
    heard.getFirst().samples.forEach((at, sample) -> assertEquals(spoken(1, at), (long) sample));
  }
}
