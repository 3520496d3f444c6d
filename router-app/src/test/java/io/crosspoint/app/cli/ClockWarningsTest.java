package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClockWarningsTest {

  private final ClockWarnings warnings = new ClockWarnings();

  @Test
  void shouldTellTheBeginningAndTheEndOfEachOnce() {
    assertEquals(List.of(new StateLog.Line(true, "clock on red: v1")), warnings.changes("red", List.of("v1")));
    assertEquals(List.of(), warnings.changes("red", List.of("v1")));
    assertEquals(List.of(new StateLog.Line(false, "clock on red: no longer so: v1")), warnings.changes("red", List.of()));
    assertEquals(List.of(), warnings.changes("red", List.of()));
  }

  @Test
  void shouldNotRepeatItselfWhileANumberCounts() {
    assertEquals(1, warnings.changes("red", List.of("no Sync, 1 times")).size());
    assertEquals(List.of(), warnings.changes("red", List.of("no Sync, 27 times")));
  }

  @Test
  void shouldKeepTheNetworksApart() {
    assertEquals(1, warnings.changes("red", List.of("v")).size());
    assertEquals(List.of(new StateLog.Line(true, "clock on blue: v")), warnings.changes("blue", List.of("v")));
  }
}
