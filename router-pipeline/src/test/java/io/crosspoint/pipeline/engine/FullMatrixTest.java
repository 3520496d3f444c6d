package io.crosspoint.pipeline.engine;

import static io.crosspoint.pipeline.engine.StraightRoute.LEAD;
import static io.crosspoint.pipeline.engine.StraightRoute.MS;
import static io.crosspoint.pipeline.engine.StraightRoute.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.pipeline.pcm.Quantizer;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every output channel the sum of every input channel, against a sum that is worked out sample by sample. */
class FullMatrixTest {

  private static final int FRAMES = 48;
  private static final MediaClock CLOCK = new MediaClock(48_000);
  /** Of unequal widths, so that channels of different inputs meet in one slot of the renderer's memory; and more than it has slots. */
  private static final int[] WIDTHS = {8, 1, 2, 8, 3, 64, 8, 5, 64, 8, 7, 64, 32, 8};

  private final SplittableRandom random = new SplittableRandom(64);
  private final List<InputSpec> inputs = new ArrayList<>();
  private final List<OutputSpec> outputs = new ArrayList<>();
  private final List<Crosspoint> crosspoints = new ArrayList<>();
  private long compared;

  private PlantSpec plant() {
    for (int i = 0; i < WIDTHS.length; i++) {
      int frames = WIDTHS[i] > 8 ? FRAMES / 8 : FRAMES;
      // Read positions that no two inputs share, most of them within a packet.
      inputs.add(Plants.input("in" + i, new AudioFormat(Encoding.L24, 48_000, WIDTHS[i]), frames, 3 * FRAMES + 7 * i));
    }
    for (int o = 0; o < 3; o++) {
      outputs.add(Plants.output("out" + o, new AudioFormat(Encoding.L24, 48_000, 4), FRAMES));
      for (int to = 0; to < 4; to++) {
        for (int i = 0; i < WIDTHS.length; i++) {
          for (int from = 0; from < WIDTHS[i]; from++) {
            crosspoints.add(new Crosspoint(i, from, o, to, random.nextDouble(-0.1, 0.1)));
          }
        }
      }
    }
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  private static boolean isLost(int input, long packet) {
    return (packet * 31 + input * 17) % 41 == 0;
  }

  private int sample(Crosspoint x, long outputIndex) {
    InputSpec input = inputs.get(x.input());
    long index = outputIndex - input.linkOffsetFrames();
    boolean isGap = isLost(x.input(), index / input.packetFrames());
    return isGap ? 0 : Pattern.sample(Encoding.L24, x.input(), index, x.inputChannel());
  }

  private void check(int output, MemorySegment memory, int offset, int length, long sentPtpNs) {
    byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    long first = MediaClock.unwrap(Pattern.read(Encoding.AM824, packet, 4), 0, CLOCK.indexOf(sentPtpNs));
    Quantizer quantizer = new Quantizer(24, 0);
    for (int frame = 0; frame < FRAMES; frame++) {
      double[] sum = new double[4];
      for (Crosspoint x : crosspoints) {
        if (x.output() == output) {
          sum[x.outputChannel()] += x.gain() * sample(x, first + frame);
        }
      }
      for (int channel = 0; channel < 4; channel++) {
        int expected = quantizer.quantize(sum[channel], first + frame, channel, false);
        assertEquals(expected, Pattern.read(Encoding.L24, packet, 12 + (frame * 4 + channel) * 3), "frame " + (first + frame));
        compared++;
      }
    }
  }

  @Test
  void shouldSumEveryChannelExactlyAroundLostPackets() {
    Simulation simulation = new Simulation(plant(), LEAD, START);
    for (int i = 0; i < inputs.size(); i++) {
      int input = i;
      simulation.add(new PatternTalker(i, inputs.get(i), i, START).lose(packet -> isLost(input, packet)));
    }
    long settled = CLOCK.indexOf(START + 40 * MS);
    simulation.add((output, memory, offset, length, sentPtpNs) -> {
      if (CLOCK.indexOf(sentPtpNs) > settled) {
        check(output, memory, offset, length, sentPtpNs);
      }
    });

    simulation.run(250 * MS);

    assertTrue(compared > 80_000, compared + " samples");
  }
}
