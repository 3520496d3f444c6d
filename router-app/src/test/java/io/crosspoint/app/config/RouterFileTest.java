package io.crosspoint.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** One test case for each kind of problem: the place and the words that an operator gets. */
class RouterFileTest {

  /** Line numbers of the cases below count in this text. */
  static final String GOOD =
      """
      name: studio-a
      networks:
        red: { interface: eth1 }
        blue: { interface: eth2 }
      clock: { source: ptp, network: red, profile: aes67, domain: 0 }
      inputs:
        studio1:
          streams:
            - { network: red, group: 239.77.0.1, port: 5004 }
          format: L24/48000/2
          packet-time: 1ms
          link-offset: 3ms
        carrier:
          streams:
            - { network: red, group: 239.77.0.2, port: 5004 }
          format: AM824/48000/2
          link-offset: 3ms
        hires:
          streams:
            - { network: red, group: 239.77.0.3, port: 5004 }
          format: L24/96000/2
          link-offset: 3ms
      outputs:
        air1:
          streams:
            - { network: red, group: 239.78.0.1, port: 5004, ttl: 16, dscp: 34 }
          format: L24/48000/2
          packet-time: 1ms
          payload-type: 98
        dolby:
          streams:
            - { network: red, group: 239.78.0.2, port: 5004 }
          format: AM824/48000/2
      routes:
        - { from: studio1, to: air1 }
        - { from: carrier, to: dolby }
      pipeline: { shards: 1, stages: fused, lead: 500us, cores: { tick: 1 } }
      http: { listen: 127.0.0.1:8080 }
      """;

  static List<String> problems(String yaml) {
    return switch (RouterFile.parse("f.yaml", yaml, FakeHost.STUDIO)) {
      case Reading.Valid _ -> List.of();
      case Reading.Invalid(List<Problem> problems) -> problems.stream().map(Problem::toString).toList();
    };
  }

  private static String edited(String old, String changed) {
    assertTrue(GOOD.contains(old), old);
    int first = GOOD.indexOf(old);
    return GOOD.substring(0, first) + changed + GOOD.substring(first + old.length());
  }

  private static void assertOnly(String yaml, String expectedStart) {
    List<String> problems = problems(yaml);
    assertEquals(1, problems.size(), () -> String.join("\n", problems));
    assertTrue(problems.getFirst().startsWith("f.yaml:" + expectedStart), problems.getFirst());
  }

  @Test
  void shouldAcceptTheDocument() {
    assertEquals(List.of(), problems(GOOD));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "problems.txt", delimiter = '~', quoteCharacter = '`', maxCharsPerColumn = 400)
  void shouldReportEachProblemAtItsPlace(String old, String changed, String expected) {
    assertOnly(edited(old.replace("\\n", "\n"), changed.replace("\\n", "\n")), expected);
  }

  @Test
  void shouldReportEverythingAtOnceInTheOrderOfTheFile() {
    String yaml = GOOD.replace("source: ptp", "source: gps").replace("eth2", "eth7").replace("ttl: 16", "ttl: 400, color: red")
        .replace("to: air1 }", "to: air2 }").replace("lead: 500us", "lead: 5");
    List<String> problems = problems(yaml);
    List<String> places = problems.stream().map(problem -> problem.substring(0, problem.indexOf(": "))).toList();
    assertEquals(
        List.of("f.yaml:4:22", "f.yaml:5:18", "f.yaml:26:61", "f.yaml:26:66", "f.yaml:35:26", "f.yaml:37:45"), places,
        () -> String.join("\n", problems));
  }

  @Test
  void shouldRefuseThreeLegs() {
    String leg = "      - { network: blue, group: 239.77.0.1, port: 5004 }\n";
    String yaml = GOOD.replace("    format: L24/96000/2", leg + leg.replace("0.1", "0.8") + "    format: L24/96000/2");
    assertOnly(yaml, "20:7: inputs.hires.streams: has 3 entries");
  }

  @Test
  void shouldRefuseASourcePortThatAnInputReceivesOn() {
    String yaml = GOOD.replace("group: 239.77.0.3, port: 5004", "port: 5010").replace("dscp: 34", "source-port: 5010");
    assertOnly(yaml, "26:9: outputs.air1.streams[0]: source-port 5010 is where input hires receives unicast");
  }

  @Test
  void shouldKeepQuietAboutRoutesToStreamsThatAreReportedThemselves() {
    assertOnly(GOOD.replaceFirst("format: L24/48000/2", "format: L25/48000/2"), "10:13: inputs.studio1.format: encoding must be");
  }

  @Test
  void shouldNoteWhatIsLegalButOdd() {
    String yaml = GOOD.replace("L24/48000/2", "L24/48000/1").replaceFirst("L24/48000/1", "L24/48000/2").replace("239.77.0.3", "232.1.1.1");
    Reading.Valid valid = assertInstanceOf(Reading.Valid.class, RouterFile.parse("f.yaml", yaml, FakeHost.STUDIO));
    String notes = valid.notes().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    assertTrue(notes.contains("f.yaml:3:21: networks.red.interface: eth1 has several addresses; using 10.77.0.2"), notes);
    assertTrue(notes.contains("routes[0]: maps the 1 common channels of studio1 (2) and air1 (1)"), notes);
    assertTrue(notes.contains("inputs.hires: no route uses it"), notes);
    assertTrue(notes.contains("232.0.0.0/8 is for source-specific multicast"), notes);
  }

  @Test
  void shouldAnswerATruncatedFileAtEveryByteWithoutFailing() {
    for (int end = 0; end < GOOD.length(); end++) {
      String half = GOOD.substring(0, end);
      switch (RouterFile.parse("f.yaml", half, FakeHost.STUDIO)) {
        case Reading.Invalid(List<Problem> problems) -> assertTrue(!problems.isEmpty(), half);
        case Reading.Valid(RouterConfig config, List<Problem> notes) -> {
          // The last sections are optional; everything before them is not.
          if (end < GOOD.indexOf("routes:") - 1) {
            fail("accepted half a file: " + half + config + notes);
          }
        }
      }
    }
  }
}
