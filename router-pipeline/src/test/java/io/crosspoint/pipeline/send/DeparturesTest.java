package io.crosspoint.pipeline.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeparturesTest {

  private static List<Integer> seats(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void shouldSendEverythingAtTheDeadlineUnlessSpread() {
    Departures departures = Departures.atOnce(3);

    assertEquals(1, departures.parts());
    assertEquals(0, departures.offsetNs(0));
    assertEquals(3, departures.packets(0));
    assertEquals(1, Departures.atOnce(0).parts());
    assertEquals(1, Departures.spread(List.of(), 4, 500_000).parts());
  }

  @Test
  void shouldSpreadPartsEvenlyOverTheWindow() {
    Departures departures = Departures.spread(seats(64), 4, 500_000);

    assertEquals(16, departures.parts());
    for (int part = 0; part < 16; part++) {
      assertEquals(part * 31_250L, departures.offsetNs(part));
      assertEquals(4, departures.packets(part));
    }
  }

  /** However many there are and whoever is missing: each packet once, parts in order, and an output's place is its seat's alone. */
  @Test
  void shouldGiveASeatOnePlaceWhateverTheOthersDo() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 200; round++) {
      int together = random.nextInt(1, 9);
      long windowNs = random.nextLong(1_000, 20_000_000);
      List<Integer> taken = seats(random.nextInt(1, 1024)).stream().filter(seat -> random.nextInt(3) > 0).toList();
      Departures departures = Departures.spread(taken, together, windowNs);
      Set<Integer> seen = new HashSet<>();
      for (int part = 0; part < departures.parts(); part++) {
        assertTrue(departures.offsetNs(part) < windowNs);
        assertTrue(part == 0 || departures.offsetNs(part) > departures.offsetNs(part - 1));
        for (int i = 0; i < departures.packets(part); i++) {
          int packet = departures.packet(part, i);
          assertTrue(seen.add(packet));
          assertEquals(Departures.offsetNs(taken.get(packet), together, windowNs), departures.offsetNs(part));
        }
      }
      assertEquals(taken.size(), seen.size());
    }
  }

  @Test
  void shouldLeaveTheTimeOfRenderingFree() {
    assertEquals(500_000, Departures.windowNs(48_000, 48, 500_000));
    assertEquals(700_000, Departures.windowNs(48_000, 48, 300_000));
    assertEquals(4_500_000, Departures.windowNs(48_000, 240, 500_000));
    assertEquals(75_000, Departures.windowNs(48_000, 6, 50_000));
    assertEquals(125_000, Departures.windowNs(48_000, 6, 500_000));
    assertEquals(1_000_000, Departures.windowNs(48_000, 48, 2_000_000));
  }
}
