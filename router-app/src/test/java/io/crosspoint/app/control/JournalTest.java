package io.crosspoint.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir
  private Path directory;

  private Path file() {
    return directory.resolve("a.state");
  }

  private static JournalEntry open(int outputChannel, double gainDb) {
    return new JournalEntry.Set(new CrosspointId("air", outputChannel, "studio", 1), Optional.of(new Level(gainDb, gainDb < -50)));
  }

  private static JournalEntry close(int outputChannel) {
    return new JournalEntry.Set(new CrosspointId("air", outputChannel, "studio", 1), Optional.empty());
  }

  @Test
  void shouldReadWhatItWrites() {
    CrosspointId id = new CrosspointId("a.b-c_d", 64, "x", 1);
    List<Edit> edits = List.of(
        new Edit.Take(id, Level.UNITY), new Edit.Open(id, new Level(Double.NEGATIVE_INFINITY, true)), new Edit.Close(id),
        new Edit.Clear("air", 2));
    List<JournalEntry> entries = List.of(
        open(1, -6.5), close(2), new JournalEntry.Salvo("night", Optional.of(edits)), new JournalEntry.Salvo("day", Optional.empty()));
    assertEquals(Optional.of(entries), JournalText.entries(JournalText.line(entries)));
  }

  @Test
  void shouldTrustNoLineThatIsNotWhole() {
    String line = JournalText.line(List.of(open(1, 0), close(2)));
    for (int length = 0; length < line.length(); length++) {
      assertEquals(Optional.empty(), JournalText.entries(line.substring(0, length)));
    }
    for (String garbage : List.of("", "x", "00000000 ", "00000000 set", "zzzzzzzz set air/1 studio/1 0.0 on", line + "x")) {
      assertEquals(Optional.empty(), JournalText.entries(garbage));
    }
  }

  private TreeMap<CrosspointId, Optional<Level>> reopened() throws IOException {
    try (Journal journal = Journal.open(file())) {
      return new TreeMap<>(journal.memory().crosspoints());
    }
  }

  @Test
  void shouldRememberTheNewestOfEachCrosspointOverRestarts() throws IOException {
    try (Journal journal = Journal.open(file())) {
      journal.append(List.of(List.of(open(1, 0), open(2, 0))));
      journal.append(List.of(List.of(open(1, -6)), List.of(close(2))));
      journal.append(List.of(List.of(new JournalEntry.Salvo("s", Optional.of(List.of(new Edit.Clear("air", 1)))))));
    }
    assertEquals("{}", new TreeMap<>(Journal.open(directory.resolve("other.state")).memory().crosspoints()).toString());
    TreeMap<CrosspointId, Optional<Level>> crosspoints = reopened();
    assertEquals(2, crosspoints.size());
    assertEquals(Optional.of(new Level(-6, false)), crosspoints.get(new CrosspointId("air", 1, "studio", 1)));
    assertEquals(Optional.empty(), crosspoints.get(new CrosspointId("air", 2, "studio", 1)));
    try (Journal journal = Journal.open(file())) {
      assertEquals(List.of(new Edit.Clear("air", 1)), journal.memory().salvos().get("s"));
    }
  }

  /** Wherever a write is cut, everything before the cut line is there and nothing is made up. */
  @Test
  void shouldSurviveACutAnywhere() throws IOException {
    try (Journal journal = Journal.open(file())) {
      for (int i = 1; i <= 5; i++) {
        journal.append(List.of(List.of(open(i, -i), close(i + 100))));
      }
    }
    byte[] whole = Files.readAllBytes(file());
    String header = "crosspoint-state 1\n";
    for (int length = header.length(); length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Files.write(file(), cut);
      long lines = new String(cut, StandardCharsets.UTF_8).chars().filter(c -> c == '\n').count() - 1;
      assertEquals(2 * lines, reopened().size(), "cut at " + length);
    }
  }

  @Test
  void shouldLeaveOutADamagedLineAndSaySo() throws IOException {
    try (Journal journal = Journal.open(file())) {
      journal.append(List.of(List.of(open(1, 0)), List.of(open(2, 0)), List.of(open(3, 0))));
    }
    String text = Files.readString(file());
    Files.writeString(file(), text.replace("air/2", "air/7"));
    try (Journal journal = Journal.open(file())) {
      assertEquals(2, journal.memory().crosspoints().size());
      assertEquals(List.of(file() + " had 1 damaged lines, which were left out"), journal.findings());
    }
  }

  @Test
  void shouldFallBackToTheLastGoodFile() throws IOException {
    try (Journal journal = Journal.open(file())) {
      journal.append(List.of(List.of(open(1, 0))));
    }
    try (Journal journal = Journal.open(file())) {
      assertEquals(1, journal.memory().crosspoints().size());
    }
    Files.write(file(), new byte[4096]);
    try (Journal journal = Journal.open(file())) {
      assertEquals(1, journal.memory().crosspoints().size(), "from .old");
      String finding = journal.findings().getFirst();
      assertTrue(finding.contains("is no journal and was set aside as a.state.broken"), finding);
    }
  }

  @Test
  void shouldStayShort() throws IOException {
    try (Journal journal = Journal.open(file())) {
      for (int i = 0; i < 300; i++) {
        List<List<JournalEntry>> many = new ArrayList<>();
        for (int j = 0; j < 50; j++) {
          many.add(List.of(open(1 + j % 8, -i % 60)));
        }
        journal.append(many);
      }
    }
    assertTrue(Files.size(file()) < 120_000, "15,000 lines of 8 crosspoints take " + Files.size(file()) + " bytes");
    assertEquals(8, reopened().size());
  }

  @Test
  void shouldBelongToOneRouterAtATime() throws IOException {
    try (Journal journal = Journal.open(file())) {
      assertTrue(journal.findings().isEmpty());
      assertEquals("another router uses it", assertThrows(IOException.class, () -> Journal.open(file())).getMessage());
    }
  }

  @Test
  void shouldChainTheAuditLogOverRestarts() throws Exception {
    Path file = directory.resolve("a.audit");
    for (int run = 0; run < 2; run++) {
      try (AuditLog audit = AuditLog.open(file)) {
        audit.append(Map.of("n", 2 * run));
        audit.append(Map.of("n", 2 * run + 1));
        audit.force();
      }
    }
    List<String> lines = Files.readAllLines(file);
    assertEquals(4, lines.size());
    for (int i = 0; i < 4; i++) {
      String before = AuditLog.hash(i == 0 ? "" : lines.get(i - 1));
      assertEquals("{\"n\":" + i + ",\"before\":\"" + before + "\"}", lines.get(i));
    }
  }
}
