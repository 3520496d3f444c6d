package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StartTimesTest {

  @Test
  void shouldTellEachPartAndAllTogether() {
    StartTimes times = new StartTimes(-5_000_000_000L);
    times.end("configuration", -4_750_000_000L);
    times.endAll("warm-up 0.40 s, sockets 0.10 s", -4_250_000_000L);
    times.end("clock", -3_990_000_000L);
    assertEquals("1.01 s after the start: configuration 0.25 s, warm-up 0.40 s, sockets 0.10 s, clock 0.26 s", times.words());
  }
}
