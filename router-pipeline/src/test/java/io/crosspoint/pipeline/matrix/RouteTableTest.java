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
import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    schedule.add(one, 100, 1);
    schedule.add(two, 50, 1);

    assertFalse(schedule.isDue(99, 1));
    assertSame(initial, schedule.current());
    assertEquals(100, schedule.fromPtpNs(0));
    assertEquals(2, schedule.pendingUntil(100, 1));
    assertTrue(schedule.isDue(100, 1));
    assertSame(initial, schedule.next());
    assertSame(one, schedule.next());
    assertSame(two, schedule.current());
    assertFalse(schedule.isDue(1000, 1));
  }

  @Test
  void shouldLetAChangeOfAnotherClockEpochHoldAtOnce() {
    RouteSchedule schedule = new RouteSchedule(RouteTable.of(PLANT, List.of()));
    schedule.add(RouteTable.of(PLANT, List.of()), Long.MAX_VALUE, 1);
    assertFalse(schedule.isDue(0, 1));
    assertTrue(schedule.isDue(0, 2));
  }

  @Test
  void shouldPushOutTheFirstChangeWhenTooManyWait() {
    RouteSchedule schedule = new RouteSchedule(RouteTable.of(PLANT, List.of()));
    List<RouteTable> tables = new ArrayList<>();
    for (int i = 0; i <= RouteSchedule.MOST_PENDING; i++) {
      tables.add(RouteTable.of(PLANT, List.of()));
      RouteTable pushed = schedule.add(tables.getLast(), 1000 + i, 1);
      assertEquals(i == RouteSchedule.MOST_PENDING, pushed != null);
    }
    assertSame(tables.getFirst(), schedule.current());
    assertEquals(1001, schedule.fromPtpNs(0));
  }

  @Test
  void shouldCountWhatIsReadNowAndWhatIsStillFadedOut() {
    TransmitGroup group = TransmitGroup.of(PLANT).getFirst();
    RouteTable initial = RouteTable.of(PLANT, List.of(at(0, 0, 0, 0)));
    RouteTable faded = initial.with(PLANT, Map.of(0, List.of(at(1, 0, 0, 0))), new Switchover(1_000_000, 5_000_000, 1));
    ReadCounts counts = new ReadCounts(group, PLANT.inputs().size());
    assertTrue(counts.add(initial));
    assertTrue(counts.add(faded));
    assertFalse(counts.remove(initial), "the fade still reads input 0");
    assertTrue(counts.reads(0) && counts.reads(1) && !counts.reads(2));
    assertFalse(counts.add(faded.settled()));
    assertTrue(counts.remove(faded));
    assertFalse(counts.reads(0));
  }

  @Test
  void shouldShareWhatDoesNotChange() {
    RouteTable initial = RouteTable.of(PLANT, List.of(at(0, 0, 0, 0), at(1, 0, 1, 0)));
    RouteTable next = initial.with(PLANT, Map.of(0, List.of()), Switchover.atOnce());
    assertSame(initial.mix(1), next.mix(1));
    assertFalse(next.hasFades());
    assertEquals(1, next.number());
  }
}
