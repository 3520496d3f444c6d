package io.crosspoint.app.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Recordings that stay what they are: every {@code .pcapng} in the directory {@code flights} of the test resources must still become, bit
 * for bit, what the router sent when it was recorded, and its report must still be the {@code .txt} beside it. A defect found on air
 * becomes a test by putting its recording there, with the output of {@code ./router replay} (but for the last line) as it ought to be.
 */
class KeptFlightsTest {

  private static final Path FLIGHTS = Path.of("src", "test", "resources", "flights");

  @Test
  void shouldMakeAgainWhatEveryKeptRecordingSent() throws IOException {
    List<Path> recordings;
    try (Stream<Path> files = Files.list(FLIGHTS)) {
      recordings = files.filter(file -> file.toString().endsWith(".pcapng")).sorted().toList();
    }
    assertTrue(!recordings.isEmpty());
    for (Path recording : recordings) {
      ReplayReport report = Replay.of(recording, PacketListener.NONE);
      String name = recording.getFileName().toString();
      assertTrue(report.isExact(), () -> name + "\n" + String.join("\n", report.lines()));
      String expected = Files.readString(FLIGHTS.resolve(name.replace(".pcapng", ".txt")));
      assertEquals(expected.strip(), String.join("\n", report.lines()).strip(), name);
    }
  }
}
