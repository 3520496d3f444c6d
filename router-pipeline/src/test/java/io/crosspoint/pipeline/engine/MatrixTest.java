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
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.MediaClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands on each channel of an output, sample for sample. */
class MatrixTest {

  private static final int LINK_OFFSET = 144;
  private static final MediaClock CLOCK = new MediaClock(48000);

  /** Decodes every sample of one output. */
  private static final class Decoder implements Simulation.Listener {
    final int output;
    final AudioFormat format;
    final List<Long> indices = new ArrayList<>();
    final List<int[]> frames = new ArrayList<>();

    Decoder(int output, AudioFormat format) {
      this.output = output;
      this.format = format;
    }

    @Override
    public void onPacket(int number, MemorySegment memory, int offset, int length, long sentPtpNs) {
      if (number != output) {
        return;
      }
      byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      long index = MediaClock.unwrap(Pattern.read(Encoding.AM824, packet, 4), 0, CLOCK.indexOf(sentPtpNs));
      for (int at = 12; at < length; at += format.frameBytes()) {
        int[] frame = new int[format.channels()];
        for (int channel = 0; channel < frame.length; channel++) {
          frame[channel] = Pattern.read(format.encoding(), packet, at + channel * format.encoding().bytesPerSample());
        }
        indices.add(index++);
        frames.add(frame);
      }
    }

    void forget() {
      indices.clear();
      frames.clear();
    }
  }

  private static InputSpec input(Encoding encoding, int channels) {
    return Plants.input("in", new AudioFormat(encoding, 48000, channels), 48, LINK_OFFSET);
  }

  private static OutputSpec output(String name, Encoding encoding, int channels) {
    return Plants.output(name, new AudioFormat(encoding, 48000, channels), 48);
  }

  private Simulation simulation;

  /** Inputs speak the pattern of their number as seed. */
  private List<Decoder> run(PlantSpec plant) {
    simulation = new Simulation(plant, LEAD, START);
    for (int i = 0; i < plant.inputs().size(); i++) {
      simulation.add(new PatternTalker(i, plant.inputs().get(i), i, START));
    }
    List<Decoder> decoders = new ArrayList<>();
    for (int o = 0; o < plant.outputs().size(); o++) {
      decoders.add(new Decoder(o, plant.outputs().get(o).format()));
      simulation.add(decoders.getLast());
    }
    simulation.run(150 * MS);
    decoders.forEach(Decoder::forget);
    simulation.run(500 * MS);
    return decoders;
  }

  private static int sample(InputSpec input, int number, long outputIndex, int channel) {
    return Pattern.sample(input.format().encoding(), number, outputIndex - LINK_OFFSET, channel);
  }

  @Test
  void shouldRemapChannelsBitExactlyAndLeaveTheOthersSilent() {
    InputSpec from = input(Encoding.L24, 4);
    PlantSpec plant =
        new PlantSpec(
            List.of(from),
            List.of(output("out", Encoding.L24, 5)),
            List.of(new Crosspoint(0, 3, 0, 0, 1), new Crosspoint(0, 0, 0, 1, 1), new Crosspoint(0, 0, 0, 4, 1)));
    Decoder out = run(plant).getFirst();

    assertTrue(out.frames.size() > 20_000);
    for (int i = 0; i < out.frames.size(); i++) {
      long index = out.indices.get(i);
      int[] frame = out.frames.get(i);
      assertEquals(sample(from, 0, index, 3), frame[0]);
      assertEquals(sample(from, 0, index, 0), frame[1]);
      assertEquals(0, frame[2] | frame[3]);
      assertEquals(sample(from, 0, index, 0), frame[4]);
    }
    assertEquals(0, simulation.output(0).get(OutputCounter.OVERLOADS));
  }

  @Test
  void shouldGiveOneInputToManyOutputsAlike() {
    InputSpec from = input(Encoding.L24, 2);
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int o = 0; o < 8; o++) {
      outputs.add(Plants.output("out" + o, new AudioFormat(Encoding.L24, 48000, 2), o % 2 == 0 ? 48 : 6));
      crosspoints.addAll(Plants.wholeStream(0, o, 2));
    }
    for (Decoder out : run(new PlantSpec(List.of(from), outputs, crosspoints))) {
      for (int i = 0; i < out.frames.size(); i++) {
        assertEquals(sample(from, 0, out.indices.get(i), 0), out.frames.get(i)[0]);
        assertEquals(sample(from, 0, out.indices.get(i), 1), out.frames.get(i)[1]);
      }
    }
  }

  @Test
  void shouldSumInputsExactlyAndCountWhatOverloads() {
    InputSpec from = input(Encoding.L24, 1);
    PlantSpec plant =
        new PlantSpec(
            List.of(from, from, from),
            List.of(output("out", Encoding.L24, 1)),
            List.of(new Crosspoint(0, 0, 0, 0, 1), new Crosspoint(1, 0, 0, 0, 1), new Crosspoint(2, 0, 0, 0, 1)));
    simulationMustSum(plant, from);
  }

  private void simulationMustSum(PlantSpec plant, InputSpec from) {
    Decoder out = run(plant).getFirst();
    long overloads = 0;
    for (int i = 0; i < out.frames.size(); i++) {
      long index = out.indices.get(i);
      long sum = 0;
      for (int number = 0; number < 3; number++) {
        sum += sample(from, number, index, 0);
      }
      long saturated = Math.clamp(sum, Integer.MIN_VALUE, Integer.MAX_VALUE & ~0xFF);
      overloads += saturated == sum ? 0 : 1;
      assertEquals(saturated, out.frames.get(i)[0]);
    }
    assertTrue(overloads > 1000);
    assertTrue(simulation.output(0).get(OutputCounter.OVERLOADS) >= overloads);
  }

  @Test
  void shouldRoundAGainOnceToTheNearestStep() {
    double gain = Math.pow(10, -6.0 / 20);
    InputSpec from = input(Encoding.L24, 2);
    PlantSpec plant =
        new PlantSpec(
            List.of(from),
            List.of(output("out", Encoding.L24, 2)),
            List.of(new Crosspoint(0, 0, 0, 0, gain), new Crosspoint(0, 1, 0, 1, 1)));
    Decoder out = run(plant).getFirst();

    for (int i = 0; i < out.frames.size(); i++) {
      long index = out.indices.get(i);
      assertEquals(gain * sample(from, 0, index, 0), out.frames.get(i)[0], 128.0);
      assertEquals(sample(from, 0, index, 1), out.frames.get(i)[1]);
    }
  }

  @Test
  void shouldWidenExactly() {
    InputSpec from = input(Encoding.L16, 2);
    Decoder out = run(Plants.straight(from, output("out", Encoding.L24, 2))).getFirst();

    for (int i = 0; i < out.frames.size(); i++) {
      assertEquals(sample(from, 0, out.indices.get(i), 1), out.frames.get(i)[1]);
    }
  }

  @Test
  void shouldDitherWhatIsNarrowedAndNothingElse() {
    InputSpec wide = input(Encoding.L24, 1);
    InputSpec narrow = input(Encoding.L16, 1);
    PlantSpec plant =
        new PlantSpec(
            List.of(wide, narrow),
            List.of(output("out", Encoding.L16, 4)),
            List.of(new Crosspoint(0, 0, 0, 0, 1), new Crosspoint(1, 0, 0, 1, 1), new Crosspoint(1, 0, 0, 2, 0.5)));
    Decoder out = run(plant).getFirst();

    double sum = 0;
    double squares = 0;
    int counted = 0;
    for (int i = 0; i < out.frames.size(); i++) {
      long index = out.indices.get(i);
      int[] frame = out.frames.get(i);
      double error = ((long) frame[0] - sample(wide, 0, index, 0)) / 65536.0;
      if (Math.abs(sample(wide, 0, index, 0)) < 0x7F00_0000) {
        assertTrue(Math.abs(error) <= 1.5, "error " + error);
        sum += error;
        squares += error * error;
        counted++;
      }
      assertEquals(sample(narrow, 1, index, 0), frame[1], "an L16 channel beside a narrowed one is exact");
      assertEquals(sample(narrow, 1, index, 0) * 0.5, frame[2], 1.5 * 65536);
      assertEquals(0, frame[3]);
    }
    assertEquals(0, sum / counted, 0.02);
    assertEquals(0.25, squares / counted, 0.01, "TPDF dither and rounding: a quarter of a squared step");
  }

  @Test
  void shouldCarryAm824Whole() {
    InputSpec from = input(Encoding.AM824, 8);
    Decoder out = run(Plants.straight(from, output("out", Encoding.AM824, 8))).getFirst();

    for (int i = 0; i < out.frames.size(); i++) {
      for (int channel = 0; channel < 8; channel++) {
        assertEquals(sample(from, 0, out.indices.get(i), channel), out.frames.get(i)[channel]);
      }
    }
  }

  /** From the first input to the second at an exact frame, in the middle of every output's packet. */
  @Test
  void shouldChangeRoutesAtAnExactFrame() {
    InputSpec from = input(Encoding.L24, 2);
    InputSpec longer = Plants.input("longer", from.format(), 240, 480);
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> before = new ArrayList<>();
    List<Crosspoint> after = new ArrayList<>();
    int[] packetFrames = {6, 48, 240, 192};
    for (int o = 0; o < packetFrames.length; o++) {
      outputs.add(Plants.output("out" + o, from.format(), packetFrames[o]));
      before.addAll(Plants.wholeStream(0, o, 2));
      after.addAll(Plants.wholeStream(1, o, 2));
    }
    PlantSpec plant = new PlantSpec(List.of(from, longer), outputs, before);
    List<Decoder> decoders = run(plant);
    long changeIndex = CLOCK.indexOf(simulation.nowPtpNs()) / 960 * 960 + 960 + 101;
    decoders.forEach(Decoder::forget);
    assertTrue(simulation.shard().trySubmit(RouteTable.of(plant, after), CLOCK.timeOf(changeIndex), 1));
    simulation.run(100 * MS);

    for (Decoder out : decoders) {
      assertTrue(out.indices.getFirst() < changeIndex && out.indices.getLast() > changeIndex + 2000);
      for (int i = 0; i < out.frames.size(); i++) {
        long index = out.indices.get(i);
        int wanted = index < changeIndex ? sample(from, 0, index, 1) : Pattern.sample(Encoding.L24, 1, index - 480, 1);
        assertEquals(wanted, out.frames.get(i)[1], "output " + out.output + " at " + (index - changeIndex));
      }
    }
  }

  /** Several changes within one packet of 5 ms: each holds exactly where it says. */
  @Test
  void shouldMakeSeveralChangesWithinOnePacket() {
    InputSpec from = input(Encoding.L24, 1);
    PlantSpec plant =
        new PlantSpec(
            List.of(from, from),
            List.of(Plants.output("out", from.format(), 240)),
            List.of(new Crosspoint(0, 0, 0, 0, 1)));
    Decoder out = run(plant).getFirst();
    long base = CLOCK.indexOf(simulation.nowPtpNs()) / 240 * 240 + 480;
    out.forget();
    RouteTable one = RouteTable.of(plant, List.of(new Crosspoint(1, 0, 0, 0, 1)));
    RouteTable none = RouteTable.of(plant, List.of());
    RouteTable zero = RouteTable.of(plant, plant.crosspoints());
    simulation.shard().trySubmit(one, CLOCK.timeOf(base + 1), 1);
    simulation.shard().trySubmit(none, CLOCK.timeOf(base + 2), 1);
    simulation.shard().trySubmit(zero, CLOCK.timeOf(base + 200) + 1, 1);
    simulation.shard().trySubmit(one, CLOCK.timeOf(base + 239) + 1, 1);
    simulation.run(100 * MS);

    for (int i = 0; i < out.frames.size(); i++) {
      long index = out.indices.get(i);
      long at = index - base;
      int source = at < 1 || (at >= 201 && at < 240) ? 0 : 1;
      int wanted = at >= 2 && at < 201 ? 0 : sample(from, source, index, 0);
      assertEquals(wanted, out.frames.get(i)[0], "at " + at);
    }
  }
}
