package io.crosspoint.app.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosspoint.app.listen.SequenceCheck.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SequenceCheckTest {

  private final SequenceCheck check = new SequenceCheck();

  @Test
  void shouldCrossTheWrapWithoutAWord() {
    for (int sequence = 65_000; sequence < 140_000; sequence++) {
      check.onPacket(sequence & 0xFFFF);
    }
    assertEquals(List.of(0L, 0L, 0L, 0L), List.of(check.lost(), check.duplicates(), check.reordered(), check.jumps()));
  }

  @Test
  void shouldTellLossReorderingAndDuplicatesApart() {
    int[] sequences = {65_534, 65_535, 1, 0, 2, 2, 5, 1};
    List<Place> places = new ArrayList<>();
    for (int sequence : sequences) {
      places.add(check.onPacket(sequence));
    }
    assertEquals(
        List.of(Place.FIRST, Place.NEXT, Place.NEXT, Place.REORDERED, Place.NEXT, Place.DUPLICATE, Place.NEXT, Place.DUPLICATE), places);
    assertEquals(2, check.lost());
  }

  @Test
  void shouldNotCountAsFoundWhatWasNeverMissed() {
    check.onPacket(10);
    assertEquals(Place.REORDERED, check.onPacket(9));
    assertEquals(0, check.lost());
  }

  @Test
  void shouldTakeADistantNumberForANewBeginning() {
    check.onPacket(10);
    assertEquals(Place.JUMP, check.onPacket(30_000));
    assertEquals(Place.NEXT, check.onPacket(30_001));
    assertEquals(0, check.lost());
    assertEquals(1, check.jumps());
  }

  @Test
  void shouldCountExactlyWhatANetworkDid() {
    SplittableRandom random = new SplittableRandom(4);
    long lost = 0;
    long duplicated = 0;
    check.onPacket(0);
    for (int sequence = 1; sequence < 300_000; sequence++) {
      if (random.nextInt(100) == 0) {
        lost++;
        continue;
      }
      check.onPacket(sequence & 0xFFFF);
      if (random.nextInt(100) == 0) {
        duplicated++;
        check.onPacket(sequence & 0xFFFF);
      }
    }
    check.onPacket(300_000 & 0xFFFF);
    assertEquals(lost, check.lost());
    assertEquals(duplicated, check.duplicates());
    assertEquals(0, check.jumps());
  }
}
