package io.crosspoint.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text that is broken, or made to break its reader, gets an answer. */
class HostileTextTest {

  private static String firstProblem(String yaml) {
    Reading reading = Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> RouterFile.parse("f.yaml", yaml, FakeHost.STUDIO));
    return assertInstanceOf(Reading.Invalid.class, reading).problems().getFirst().toString();
  }

  private static void assertFirst(String expectedStart, String yaml) {
    String problem = firstProblem(yaml);
    assertTrue(problem.startsWith(expectedStart), problem);
  }

  @Test
  void shouldRefuseAnEmptyFile() {
    assertEquals("f.yaml:1:1: the file is empty", firstProblem(""));
    assertEquals("f.yaml:1:1: the file is empty", firstProblem("# nothing but words\n"));
  }

  @Test
  void shouldPointAtBrokenYaml() {
    assertFirst("f.yaml:3:1: not YAML: while parsing a flow node", "name: a\ninputs: { a: {\n");
    assertFirst("f.yaml:2:1: not YAML: ", "name: a\n\tinputs: 3\n");
    assertFirst("f.yaml:2:1: not YAML: ", "name: 'a\n");
    assertFirst("f.yaml:2:1: not YAML: expected a single document", "name: a\n---\nname: b\n");
    assertFirst("f.yaml:1:7: not YAML: found undefined alias nobody", "name: *nobody\n");
  }

  @Test
  void shouldRefuseABillionLaughs() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append("*a").append(i - 1).append((", *a" + (i - 1)).repeat(8)).append("]\n");
    }
    assertTrue(firstProblem(bomb.toString()).startsWith("f.yaml:1:1: a0: unknown key"), firstProblem(bomb.toString()));
    assertTrue(firstProblem("routes: &r [1]\ninputs: [" + "*r, ".repeat(2000) + "*r]").endsWith("more than 1000 aliases"));
  }

  @Test
  void shouldRefuseAnAliasToItself() {
    assertEquals(
        "f.yaml:1:9: an alias inside this value refers to the value itself", firstProblem("inputs: &a { x: *a }\n"));
    assertEquals("f.yaml:1:9: an alias inside this value refers to the value itself", firstProblem("routes: &a [ [ *a ] ]\n"));
  }

  @Test
  void shouldRefuseEndlessNesting() {
    assertTrue(firstProblem("inputs: " + "[".repeat(100_000)).endsWith("nested deeper than 32 levels"));
    assertTrue(firstProblem("a:\n" + " - ".repeat(50_000)).endsWith("nested deeper than 32 levels"));
  }

  @Test
  void shouldBoundWhatItReports() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      keys.append("key").append(i).append(": 1\n");
    }
    Reading reading = RouterFile.parse("f.yaml", keys.toString(), FakeHost.STUDIO);
    assertEquals(200, assertInstanceOf(Reading.Invalid.class, reading).problems().size());
  }

  @Test
  void shouldRefuseWhatIsNotTextOrTooLarge(@TempDir Path directory) throws IOException {
    Path binary = Files.write(directory.resolve("b.yaml"), new byte[] {(byte) 0xC3, (byte) 0x28, 0, 1});
    Path large = Files.write(directory.resolve("l.yaml"), new byte[YamlText.MAX_BYTES + 1]);
    assertTrue(read(binary).endsWith("b.yaml: is not UTF-8 text"), read(binary));
    assertTrue(read(large).contains("is larger than 1000000 bytes"), read(large));
    assertTrue(read(directory).contains(directory + ": cannot be read"), read(directory));
  }

  private static String read(Path file) {
    return assertInstanceOf(Reading.Invalid.class, RouterFile.read(file, FakeHost.STUDIO)).problems().getFirst().toString();
  }

  @Test
  void shouldAnswerRandomEditsWithoutFailing() {
    SplittableRandom random = new SplittableRandom(20_261_122);
    String alphabet = "{}[]:,-&*!|>'\"#%@`\n\t 09azAZ./\u0000\u00e9\u2028";
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder(RouterFileTest.GOOD);
      for (int edits = random.nextInt(1, 6); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      switch (RouterFile.parse("f.yaml", text.toString(), FakeHost.STUDIO)) {
        case Reading.Invalid(List<Problem> problems) -> assertTrue(!problems.isEmpty(), text.toString());
        case Reading.Valid(RouterConfig config, List<Problem> _) -> assertTrue(!config.name().isEmpty());
      }
    }
  }
}
