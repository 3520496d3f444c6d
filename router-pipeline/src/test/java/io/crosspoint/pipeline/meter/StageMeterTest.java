package io.crosspoint.pipeline.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StageMeterTest {

  @Test
  void shouldTimeEachPlaceOfARhythmAsOftenAsTheOthers() {
    // 63 packets and a TRANSMIT: an even gap of 64 would time the same packet for ever.
    StageMeter.Sampling sampling = new StageMeter.Sampling();
    int[] timed = new int[64];
    for (int i = 0; i < 10_000; i++) {
      for (int place = 0; place < 64; place++) {
        timed[place] += sampling.shouldTime(place == 63) ? 1 : 0;
      }
    }
    int packets = 0;
    for (int place = 0; place < 63; place++) {
      packets += timed[place];
      assertEquals(10_000 / 64.0, timed[place], 60, "place " + place);
    }
    assertEquals(630_000 / 64.0, packets, 200);
    assertEquals(10_000 / 8.0, timed[63], 60);
  }
}
