package io.crosspoint.app.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page, without a browser. */
class SiteTest {

  private static final Path DIRECTORY = Path.of("src", "main", "resources", "ui");
  private static final int MOST_BYTES = 100_000;

  private final Site site = Site.load();

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(DIRECTORY)) {
      return all.sorted().toList();
    }
  }

  @Test
  void shouldServeEveryFileOfTheDirectory() throws IOException {
    TreeSet<String> served = new TreeSet<>(Site.NAMES);
    served.add("index.html");
    assertEquals(files().stream().map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)), served);
  }

  @Test
  void shouldWeighLessThanAHundredKilobytesInAll() {
    int bytes = site.page().zipped().length + site.files().values().stream().mapToInt(file -> file.zipped().length).sum();
    System.getLogger("SiteTest").log(System.Logger.Level.INFO, "the page weighs {0} bytes as it is sent", bytes);
    assertTrue(bytes < MOST_BYTES, bytes + " bytes");
  }

  @Test
  void shouldBeServedUnderTheHashOfItsContentOnly() {
    assertTrue(site.file(site.build(), "main.js").isPresent());
    assertTrue(site.file("0000000000000000", "main.js").isEmpty());
    assertTrue(site.file(site.build(), "index.html").isEmpty(), "the page is at / and nowhere else");
    assertTrue(new String(site.page().plain(), StandardCharsets.UTF_8).contains("/ui/" + site.build() + "/main.js"));
  }

  /** The house rules that a compiler would keep elsewhere. */
  @Test
  void shouldKeepTheRules() throws IOException {
    List<String> broken = new ArrayList<>();
    Pattern imported = Pattern.compile("from \"\\./([^\"]+)\"");
    Pattern dangerous = Pattern.compile(
        "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|https?://(?!www\\.w3\\.org)");
    for (Path path : files()) {
      String name = path.getFileName().toString();
      List<String> lines = Files.readAllLines(path);
      if (lines.size() > 400) {
        broken.add(name + " has " + lines.size() + " lines");
      }
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).length() > 140 && !name.endsWith(".svg")) {
          broken.add(name + ":" + (i + 1) + " is longer than 140 columns");
        }
        if (dangerous.matcher(lines.get(i)).find()) {
          broken.add(name + ":" + (i + 1) + " makes markup or code from text, or loads from elsewhere: " + lines.get(i).strip());
        }
        Matcher needed = imported.matcher(lines.get(i));
        if (needed.find() && !Site.NAMES.contains(needed.group(1))) {
          broken.add(name + ":" + (i + 1) + " imports " + needed.group(1));
        }
      }
      if (name.endsWith(".js") && !lines.getFirst().startsWith("// ")) {
        broken.add(name + " does not say what it is for");
      }
    }
    assertEquals(List.of(), broken);
  }
}
