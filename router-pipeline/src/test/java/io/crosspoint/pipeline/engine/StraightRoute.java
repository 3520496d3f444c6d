package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.place.InputCounter;
import org.jspecify.annotations.Nullable;

/** One talker, one route, one listener, in a simulation. */
final class StraightRoute {

  static final long MS = 1_000_000;
  static final long SECOND = 1000 * MS;
  static final long START = 1_763_800_000L * SECOND + 123_456_789;
  static final long LEAD = 500_000;
  static final AudioFormat STEREO = new AudioFormat(Encoding.L24, 48000, 2);
  static final int SEED = 7;

  final InputSpec input;
  final OutputSpec output;
  final Simulation simulation;
  final PatternTalker talker;
  final PatternListener listener;

  private StraightRoute(InputSpec input, OutputSpec output, int latencyFrames) {
    this.input = input;
    this.output = output;
    this.simulation = new Simulation(Plants.straight(input, output), LEAD, START);
    this.talker = new PatternTalker(0, input, SEED, START);
    this.listener = new PatternListener(0, output, input.format().encoding(), SEED, latencyFrames);
    simulation.add(talker).add(listener);
  }

  /** 1 ms packets of stereo L24 at 48 kHz in and out. */
  static StraightRoute stereo(int linkOffsetFrames) {
    return of(STEREO, 48, 48, linkOffsetFrames);
  }

  static StraightRoute of(AudioFormat format, int inFrames, int outFrames, int linkOffsetFrames) {
    InputSpec input = Plants.input("in", format, inFrames, linkOffsetFrames);
    return new StraightRoute(input, Plants.output("out", format, outFrames), linkOffsetFrames);
  }

  static StraightRoute declared(@Nullable Integer mediaClockOffset, int linkOffsetFrames, int latencyFrames) {
    InputSpec input = Plants.input("in", STEREO, 48, linkOffsetFrames, 1, mediaClockOffset);
    return new StraightRoute(input, Plants.output("out", STEREO, 48), latencyFrames);
  }

  /** With a second ST 2022-7 leg, on which the returned talker does not speak. */
  static StraightRoute twoLegs(int linkOffsetFrames) {
    InputSpec input = Plants.input("in", STEREO, 48, linkOffsetFrames, 2, null);
    return new StraightRoute(input, Plants.output("out", STEREO, 48), linkOffsetFrames);
  }

  /** Runs until the route stands, and begins to count. */
  StraightRoute settle() {
    simulation.run(150 * MS + 2 * input.linkOffsetFrames() * SECOND / input.format().rateHz());
    listener.reset();
    return this;
  }

  void run(long durationNs) {
    simulation.run(durationNs);
  }

  long count(InputCounter counter) {
    return simulation.input(0).counters().get(counter);
  }

  long count(SendCounter counter) {
    return simulation.group(0).counters().get(counter);
  }

  /** Fails unless everything since the last reset is bit-exact, without a hole. */
  void mustBePerfect() {
    if (listener.exactFrames() == 0 || listener.silentFrames() + listener.wrongFrames() + listener.jumps() > 0) {
      throw new AssertionError(state());
    }
  }

  String state() {
    return "exact %d, silent %d, wrong %d, misplaced %d, jumps %d"
        .formatted(
            listener.exactFrames(), listener.silentFrames(), listener.wrongFrames(), listener.misplacedFrames(), listener.jumps());
  }
}
