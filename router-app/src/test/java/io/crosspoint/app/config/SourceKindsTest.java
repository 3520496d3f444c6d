package io.crosspoint.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Inputs that are files or Sendspin players. */
class SourceKindsTest {

  private static final String PLANT =
      """
      name: x
      networks: { red: { interface: eth1 } }
      clock: { source: ptp, network: red }
      inputs:
        in:
          format: L24/48000/2
          %s
      outputs: {}
      routes: []
      """;

  private static Reading parse(String source) {
    return RouterFile.parse("f", PLANT.formatted(source), FakeHost.STUDIO);
  }

  @Test
  void shouldReadThem() {
    mustBe("/a.wav and 1 more, looped", "file: { paths: [/a.wav, /b.flac], loop: true, start: ptp 12.000000001 }");
    mustBe("/a.wav", "file: { paths: [/a.wav], start: 2026-12-24T18:00:00.5Z }");
    mustBe("a player of ws://10.0.0.1:8927/sendspin", "sendspin: { server: 'ws://10.0.0.1:8927/sendspin', playout-delay: 5ms }");
  }

  private static void mustBe(String words, String source) {
    RouterConfig config = assertInstanceOf(Reading.Valid.class, parse(source), source).config();
    assertEquals(words, config.sources().getFirst().words());
  }

  @Test
  void shouldSayWhatIsWrong() {
    mustBeRefused("is missing", "file: { loop: true }");
    mustBeRefused("1 to 1000 files", "file: { paths: [] }");
    mustBeRefused("absolute path", "file: { paths: [a.wav] }");
    mustBeRefused("true or false", "file: { paths: [/a.wav], loop: often }");
    mustBeRefused("must be UTC", "file: { paths: [/a.wav], start: noon }");
    mustBeRefused("is no time", "file: { paths: [/a.wav], start: 2026-13-24T18:00:00Z }");
    mustBeRefused("ws://", "sendspin: { server: 'http://10.0.0.1/' }");
    mustBeRefused("is missing", "sendspin: { playout-delay: 1ms }");
  }

  private static void mustBeRefused(String why, String source) {
    List<Problem> problems = assertInstanceOf(Reading.Invalid.class, parse(source), source).problems();
    assertTrue(problems.toString().contains(why), problems.toString());
  }
}
