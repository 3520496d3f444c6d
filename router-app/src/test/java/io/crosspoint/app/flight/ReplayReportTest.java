package io.crosspoint.app.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayReportTest {

  private static final long SECOND = 1_000_000_000L;

  private static List<String> lines(List<Incident> incidents) {
    return new ReplayReport("studio", SECOND, 1000, 500, List.of(), incidents, 37).lines();
  }

  /** A recording is frozen after what it is frozen for: one noisy stream must hide neither that nor the other streams. */
  @Test
  void shouldTellTotalsAndTheLastOnesWhenThereAreMany() {
    List<Incident> incidents = new ArrayList<>();
    incidents.add(new Incident(37 * SECOND, "quiet", "input_lost_packets", 2, ""));
    for (int i = 1; i <= 500; i++) {
      incidents.add(new Incident((37 + i) * SECOND, "noisy", "input_late_packets", 3, ""));
    }
    List<String> lines = lines(incidents);
    assertEquals("  00:00:01.000  noisy                  1500  input late packets in all, 500 times, until 00:08:20.000", lines.get(3));
    assertEquals("  00:00:00.000  quiet                     2  input lost packets in all, 1 times, until 00:00:00.000", lines.get(4));
    assertEquals("  the last 60 of 501:", lines.get(5));
    assertEquals(66, lines.size());
    assertEquals("  00:08:20.000  noisy                     3  input late packets", lines.getLast());
  }

  @Test
  void shouldTellHowLongATroubleWentOn() {
    Incident first = new Incident(40 * SECOND, "line", "input_late_packets", 1, "read too late");
    Incident all = first.and(new Incident(40 * SECOND + 150_000_000, "line", "input_late_packets", 4, "another cause"));
    assertEquals("  00:00:03.000  line                      1  input late packets: read too late", lines(List.of(first)).getLast());
    assertEquals(
        "  00:00:03.000  line                      5  input late packets in 0.150 s, at first: read too late",
        lines(List.of(all)).getLast());
  }
}
