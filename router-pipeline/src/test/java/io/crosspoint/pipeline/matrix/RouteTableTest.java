package io.crosspoint.pipeline.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {

  private static final PlantSpec PLANT =
      new PlantSpec(
          List.of(
              Plants.input("l24", new AudioFormat(Encoding.L24, 48000, 2), 48, 144),
              Plants.input("l16", new AudioFormat(Encoding.L16, 48000, 2), 48, 144),
              Plants.input("wide", new AudioFormat(Encoding.L24, 48000, 8), 48, 144)),
          List.of(
              Plants.output("l24", new AudioFormat(Encoding.L24, 48000, 2), 48),
              Plants.output("l16", new AudioFormat(Encoding.L16, 48000, 2), 48)),
          List.of());

  private static OutputMix mix(int output, Crosspoint... crosspoints) {
    return RouteTable.of(PLANT, List.of(crosspoints)).mix(output);
  }

  private static Crosspoint at(int input, int inputChannel, int output, int outputChannel) {
    return new Crosspoint(input, inputChannel, output, outputChannel, 1);
  }

  @Test
  void shouldKnowAWholeStreamWhateverTheOrderOfItsCrosspoints() {
    assertTrue(mix(0, at(0, 1, 0, 1), at(0, 0, 0, 0)).isWholeStream);
    assertTrue(mix(0, at(1, 0, 0, 0), at(1, 1, 0, 1)).isWholeStream, "L16 into L24 loses nothing");
    assertFalse(mix(0, at(0, 1, 0, 0), at(0, 0, 0, 1)).isWholeStream, "swapped");
    assertFalse(mix(0, at(0, 0, 0, 0), at(1, 1, 0, 1)).isWholeStream, "of two inputs");
    assertFalse(mix(0, at(0, 0, 0, 0)).isWholeStream, "half");
    assertFalse(mix(0, at(2, 0, 0, 0), at(2, 1, 0, 1)).isWholeStream, "of a wider input");
    assertFalse(mix(1, at(0, 0, 1, 0), at(0, 1, 1, 1)).isWholeStream, "narrowed");
    assertFalse(mix(0, new Crosspoint(0, 0, 0, 0, 0.99), at(0, 1, 0, 1)).isWholeStream, "processed");
    assertFalse(mix(0).isWholeStream, "nothing");
  }

  @Test
  void shouldArrangeCrosspointsByOutputChannel() {
    OutputMix mix = mix(0, at(2, 7, 0, 1), at(0, 0, 0, 0), at(1, 1, 0, 1));

    assertArrayEquals(new int[] {0, 1, 3}, mix.first);
    assertArrayEquals(new int[] {0, 2, 1}, mix.input);
    assertArrayEquals(new int[] {0, 7, 1}, mix.channel);
    assertArrayEquals(new int[] {0, 2, 1}, mix.inputs);
  }

  @Test
  void shouldDitherOnlyTheChannelsThatNeedIt() {
    assertArrayEquals(new boolean[] {true, false}, mix(1, at(0, 0, 1, 0), at(1, 0, 1, 1)).isDithered);
    assertArrayEquals(new boolean[] {false, true}, mix(1, at(1, 0, 1, 0), new Crosspoint(1, 0, 1, 1, 0.5)).isDithered);
    assertArrayEquals(new boolean[] {false, false}, mix(0, at(0, 0, 0, 0), new Crosspoint(0, 1, 0, 1, 0.5)).isDithered);
  }

  @Test
  void shouldRefuseWhatThePlanDoesNotHave() {
    for (Crosspoint wrong : List.of(at(3, 0, 0, 0), at(0, 2, 0, 0), at(0, 0, 2, 0), at(0, 0, 0, 2), at(-1, 0, 0, 0), at(0, -1, 0, 0))) {
      assertThrows(IllegalArgumentException.class, () -> RouteTable.of(PLANT, List.of(wrong)), wrong.toString());
    }
  }

  @Test
  void shouldLetChangesHoldInTheOrderInWhichTheyCame() {
    RouteTable initial = RouteTable.of(PLANT, List.of());
    RouteTable one = RouteTable.of(PLANT, List.of(at(0, 0, 0, 0)));
    RouteTable two = RouteTable.of(PLANT, List.of(at(1, 0, 1, 0)));
    RouteSchedule schedule = new RouteSchedule(initial);
    assertEquals(Long.MAX_VALUE, schedule.nextFromPtpNs());
    schedule.add(one, 100);
    schedule.add(two, 50);

    assertFalse(schedule.advanceTo(99));
    assertSame(initial, schedule.current());
    assertEquals(100, schedule.nextFromPtpNs());
    assertTrue(schedule.reads(0, List.of(0)) && schedule.reads(1, List.of(0, 1)), "pending changes count");
    assertFalse(schedule.reads(0, List.of(1)) || schedule.reads(2, List.of(0, 1)));
    assertTrue(schedule.advanceTo(100));
    assertSame(two, schedule.current());
    assertFalse(schedule.reads(0, List.of(0)));
    assertFalse(schedule.advanceTo(1000));
  }
}
