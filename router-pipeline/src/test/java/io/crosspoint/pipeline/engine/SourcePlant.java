package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.START;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.SourceSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.source.SourceTimeline;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A simulated router with timestamped sources, each to an output of its own, and one route from a packet talker beside them. */
final class SourcePlant {

  static final AudioFormat MONO = new AudioFormat(Encoding.L24, 48000, 1);

  final Simulation simulation;
  final PatternTalker talker;
  /** Of the route beside, whose every sample must be right whatever a source does. */
  final PatternListener beside;

  final List<SourceTimeline> sources = new ArrayList<>();

  /** Does something every quarter of a millisecond, before the tick looks for what was written. */
  interface Writer {
    void write(long nowPtpNs);
  }

  /** Sees every sample that a source's output sends. */
  interface Ear {
    void hear(int source, long index, int channel, int sample);
  }

  SourcePlant(int count, AudioFormat format, int packetFrames, int linkOffsetFrames, SourceSpec spec) {
    List<InputSpec> inputs = new ArrayList<>();
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>(Plants.wholeStream(0, 0, 2));
    inputs.add(Plants.input("in", StraightRoute.STEREO, 48, 144));
    outputs.add(Plants.output("out", StraightRoute.STEREO, 48));
    for (int i = 1; i <= count; i++) {
      inputs.add(InputSpec.ofSource("source" + i, format, linkOffsetFrames, spec));
      outputs.add(Plants.output("out" + i, format, packetFrames));
      crosspoints.addAll(Plants.wholeStream(i, i, format.channels()));
    }
    this.simulation = new Simulation(new PlantSpec(inputs, outputs, crosspoints), LEAD, START);
    this.talker = new PatternTalker(0, inputs.getFirst(), StraightRoute.SEED, START);
    this.beside = new PatternListener(0, outputs.getFirst(), Encoding.L24, StraightRoute.SEED, 144);
    simulation.add(talker).add(beside);
    for (int i = 1; i <= count; i++) {
      sources.add(Objects.requireNonNull(simulation.shard().sources().get(i)));
    }
  }

  SourceTimeline source() {
    return sources.getFirst();
  }

  /** Runs until everything is on air, and begins to count. */
  SourcePlant settle() {
    simulation.run(200 * StraightRoute.MS);
    beside.reset();
    return this;
  }

  SourcePlant write(Writer writer) {
    simulation.add(new Simulation.Talker() {
      private long nextRawNs;

      @Override
      public long nextArrivalPtpNs() {
        return simulation.rawNs() < nextRawNs ? Long.MAX_VALUE : simulation.nowPtpNs();
      }

      @Override
      public void deliver(Simulation to) {
        writer.write(to.nowPtpNs());
        nextRawNs = to.rawNs() + 250_000;
      }
    });
    return this;
  }

  SourcePlant listen(Ear ear) {
    simulation.add((output, memory, offset, length, sentPtpNs) -> {
      if (output > 0) {
        AudioFormat format = sources.get(output - 1).format();
        int timestamp = memory.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), offset + 4);
        long index = MediaClock.unwrap(timestamp, 0, new MediaClock(format.rateHz()).indexOf(sentPtpNs));
        for (int at = 12, number = 0; at < length; at += 3, number++) {
          ear.hear(output - 1, index + number / format.channels(), number % format.channels(), sample(memory, offset + at));
        }
      }
    });
    return this;
  }

  private static int sample(MemorySegment memory, int at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) << 24
        | (memory.get(ValueLayout.JAVA_BYTE, at + 1) & 0xFF) << 16
        | (memory.get(ValueLayout.JAVA_BYTE, at + 2) & 0xFF) << 8;
  }

  /** A 24-bit sample that tells where it belongs. */
  static int sampleOf(long index, int salt) {
    long z = (index * 31 + salt) * 0x9E37_79B9_7F4A_7C15L;
    return ((int) (z >>> 40) | 1) << 8;
  }

  static int[] samplesOf(long index, int frames, int salt) {
    int[] samples = new int[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = sampleOf(index + i, salt);
    }
    return samples;
  }

  void mustBePerfectBeside() {
    if (beside.exactFrames() == 0 || beside.silentFrames() + beside.wrongFrames() + beside.jumps() > 0) {
      throw new AssertionError("beside: exact %d, silent %d, wrong %d, jumps %d".formatted(
          beside.exactFrames(), beside.silentFrames(), beside.wrongFrames(), beside.jumps()));
    }
  }
}
