package io.crosspoint.benchmarks.rig.plant;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.engine.Simulation;
import io.crosspoint.pipeline.matrix.Switchover;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What people and devices do to the plant in the course of a day, at times that follow from the seed. */
final class Director {

  private static final long SECOND = 1_000_000_000L;
  private static final int SALVO = 8;
  private static final int FADE_FRAMES = 10;
  /** From asking for a take to its first frame: beyond what is in flight. */
  private static final long NOTICE_NS = 200_000_000;

  /** Something to do at a time. */
  private record Event(long rawNs, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return rawNs == other.rawNs ? Long.compare(number, other.number) : Long.compare(rawNs, other.rawNs);
    }
  }

  private final Simulation simulation;
  private final PlantTime time;
  private final Senders senders;
  private final Ears ears;
  private final Tally tally;
  private final int[] frames;
  /** The router's number of each input. */
  private final int[] slots;
  private final boolean[] isAway;
  private final long[] changedRawNs;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final SplittableRandom random;
  private long numbered;
  private boolean isReloading;

  /** How often what happens, on average, in seconds. */
  record Pace(int takeS, int restartS, int reloadS, int epochS) {}

  /** @param frames of a packet, for each output */
  Director(Simulation simulation, PlantTime time, Senders senders, Ears ears, Tally tally, Pace pace, long seed, int[] frames) {
    this.simulation = simulation;
    this.time = time;
    this.senders = senders;
    this.ears = ears;
    this.tally = tally;
    this.frames = frames;
    this.random = new SplittableRandom(seed);
    this.slots = new int[frames.length];
    this.isAway = new boolean[frames.length];
    this.changedRawNs = new long[frames.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = i;
    }
    again(pace.takeS, this::take);
    again(pace.restartS, this::restart);
    again(pace.reloadS, this::reload);
    again(pace.epochS, this::change);
  }

  /** Lets so much time pass, with everything that happens in it. */
  void run(long durationNs) {
    long endRawNs = simulation.rawNs() + durationNs;
    while (!events.isEmpty() && events.peek().rawNs < endRawNs) {
      Event event = events.remove();
      pass(event.rawNs - simulation.rawNs());
      event.what.run();
    }
    pass(endRawNs - simulation.rawNs());
  }

  private void pass(long durationNs) {
    if (durationNs > 0) {
      simulation.run(durationNs);
    }
  }

  private void in(long ns, Runnable what) {
    events.add(new Event(simulation.rawNs() + ns, numbered++, what));
  }

  /** In half to one and a half of the average, and so on. */
  private void again(int averageS, Runnable what) {
    in(SECOND * averageS / 2 + random.nextLong(SECOND * averageS), () -> {
      what.run();
      again(averageS, what);
    });
  }

  private boolean mayChange(int output) {
    return !isAway[output] && simulation.rawNs() - changedRawNs[output] > SECOND;
  }

  /** One output, or several at one frame; cut or faded. */
  private void take() {
    if (isReloading) {
      return;
    }
    int many = random.nextInt(4) == 0 ? SALVO : 1;
    Map<Integer, Patch> patches = new TreeMap<>();
    for (int i = 0; i < many; i++) {
      int output = random.nextInt(frames.length);
      if (mayChange(output) && ears.patch(output).isPlain()) {
        patches.put(output, Patch.of(random.nextInt(slots.length)));
      }
    }
    submit(patches, random.nextInt(3) == 0 ? FADE_FRAMES : 0);
  }

  private void submit(Map<Integer, Patch> patches, int fadeFrames) {
    long fromPtpNs = time.ptpAtRaw(simulation.rawNs()) + NOTICE_NS + random.nextLong(NOTICE_NS / 2);
    Map<Integer, List<Crosspoint>> crosspoints = new TreeMap<>();
    patches.forEach((output, patch) -> {
      crosspoints.put(slots[output], patch.crosspoints(slots, slots[output]));
      ears.patch(output, patch.at(PlantTime.indexFrom(fromPtpNs), fadeFrames));
      changedRawNs[output] = simulation.rawNs();
      tally.takes++;
      tally.fades += fadeFrames > 0 ? 1 : 0;
    });
    if (!crosspoints.isEmpty()) {
      Switchover when = new Switchover(fromPtpNs, PlantTime.timeOf(fadeFrames), simulation.clock().epoch());
      var _ = simulation.routes().submit(crosspoints, when);
    }
  }

  /** A sender stops, and another, of the same device, speaks after a while. */
  private void restart() {
    int input = random.nextInt(slots.length);
    if (!senders.isSpeaking(input)) {
      return;
    }
    tally.restarts++;
    senders.stop(input);
    long pauseNs =
        switch (random.nextInt(4)) {
          case 0 -> 1;
          case 1 -> 60 * SECOND;
          default -> Senders.SILENT_NS + 1 + random.nextLong(5 * SECOND);
        };
    in(pauseNs, () -> {
      if (!isAway[input]) {
        senders.start(input, simulation.rawNs(), pauseNs);
      }
    });
  }

  /** A configuration without one of the inputs and one of the outputs, and some time later one with them, of another shape. */
  private void reload() {
    if (isReloading) {
      return;
    }
    isReloading = true;
    int stream = random.nextInt(slots.length);
    in(2 * SECOND, () -> leave(stream));
  }

  /** Whatever is made of the input is made of others from now on. */
  private void leave(int stream) {
    Map<Integer, Patch> patches = new TreeMap<>();
    for (int output = 0; output < frames.length; output++) {
      if (ears.patch(output).has(stream)) {
        patches.put(output, Patch.of((stream + 1 + random.nextInt(slots.length - 1)) % slots.length));
      }
    }
    submit(patches, 0);
    in(SECOND, () -> settle());
    in(2 * SECOND, () -> {
      isAway[stream] = true;
      simulation.removeStreams(List.of(slots[stream]), List.of(slots[stream]));
      senders.go(stream);
    });
    // Each time that it is looked at it goes a step further.
    for (int tenth = 1; tenth < 10; tenth++) {
      in(2 * SECOND + tenth * SECOND / 10, () -> simulation.isCleared());
    }
    in(3 * SECOND, () -> {
      if (!simulation.isCleared()) {
        tally.fail("stream " + stream + " has not gone within a second");
      }
      ears.go(stream);
    });
    in((5 + random.nextInt(20)) * SECOND, () -> comeBack(stream));
  }

  /** What fades have left behind is let go. */
  private void settle() {
    long fromPtpNs = time.ptpAtRaw(simulation.rawNs()) + NOTICE_NS;
    boolean _ = simulation.routes().settle(new Switchover(fromPtpNs, 0, simulation.clock().epoch()));
  }

  private void comeBack(int stream) {
    tally.reloads++;
    StreamShape shape = StreamShape.random(random);
    int input = simulation.addInput(shape.spec("in" + stream));
    int output = simulation.addOutput(outputSpec(stream, frames[stream]));
    if (input != slots[stream] || output != slots[stream]) {
      tally.fail("stream " + stream + " came back as input " + input + " and output " + output);
    }
    isAway[stream] = false;
    changedRawNs[stream] = simulation.rawNs() + 2 * SECOND;
    senders.come(stream, input, shape);
    senders.start(stream, simulation.rawNs(), SECOND);
    ears.come(stream, output, Patch.silence());
    in(2 * SECOND, () -> {
      if (!simulation.isFilled(input)) {
        tally.fail("input " + stream + " is not filled after two seconds");
      }
      submit(Map.of(stream, Patch.of(stream)), 0);
    });
    in(4 * SECOND, () -> isReloading = false);
  }

  static OutputSpec outputSpec(int output, int frames) {
    return Plants.output("out" + output, StreamShape.FORMAT, frames);
  }

  /** Another grandmaster with another time: everybody follows it. */
  private void change() {
    if (isReloading) {
      in(SECOND, this::change);
      return;
    }
    isReloading = true;
    in(2 * SECOND, () -> senders.stopAll());
    in(3 * SECOND, () -> {
      long[] steps = {-3 * SECOND, 3 * SECOND, -37 * SECOND, 37 * SECOND, 1_000_000, -1_000_000, 600 * SECOND, -600 * SECOND};
      long stepNs = steps[random.nextInt(steps.length)] + random.nextLong(PlantTime.FRAME_NS);
      simulation.stepClock(stepNs);
      time.set(simulation.nowPtpNs(), simulation.rawNs());
      senders.forget();
      ears.forget();
      tally.epochs++;
    });
    in(4 * SECOND, () -> {
      for (int input = 0; input < slots.length; input++) {
        if (!isAway[input]) {
          senders.start(input, simulation.rawNs(), SECOND);
        }
      }
      isReloading = false;
    });
  }
}
