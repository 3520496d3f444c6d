package io.crosspoint.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.record.RecordingSpec;
import io.crosspoint.app.record.Rotation;
import io.crosspoint.pipeline.TapSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The {@code recordings} section. */
class RecordingsTest {

  private static final String PLANT =
      """
      name: x
      networks: { red: { interface: eth1 } }
      clock: { source: ptp, network: red }
      inputs:
        in: { streams: [ { network: red, group: 239.1.1.1, port: 5004 } ], format: L24/48000/2, link-offset: 3ms }
        own: { streams: [ { network: red, group: 239.1.1.2, port: 5004 } ], format: L24/48000/2, link-offset: 5ms, timing: recovered }
        data: { streams: [ { network: red, group: 239.1.1.3, port: 5004 } ], format: AM824/48000/2, link-offset: 3ms }
      outputs:
        out: { streams: [ { network: red, group: 239.2.1.1, port: 5004 } ], format: L24/48000/2 }
      routes: []
      recordings:
      """;

  private static Reading parse(String recordings) {
    return RouterFile.parse("f", PLANT + recordings.indent(2), FakeHost.STUDIO);
  }

  @Test
  void shouldTapWhatIsRecorded() {
    RouterConfig config = assertInstanceOf(Reading.Valid.class, parse(
        """
        a: { output: out, directory: /srv/a, rotate: 10min }
        b: { input: in, directory: /srv/b, rotate: 600MB }
        """)).config();

    assertEquals(
        List.of(
            new RecordingSpec(
                new TapSpec("a", TapSpec.Point.OUTPUT, 0), Path.of("/srv/a"), new Rotation(600L * 48_000, 37L * 48_000)),
            new RecordingSpec(new TapSpec("b", TapSpec.Point.INPUT, 0), Path.of("/srv/b"), new Rotation(100_000_000, 0))),
        config.recordings());
    assertEquals(2, config.plant().taps().size());
  }

  @Test
  void shouldSayWhatCannotBeRecorded() {
    mustBeRefused("needs either output or input", "a: { directory: /srv }");
    mustBeRefused("needs either output or input", "a: { input: in, output: out, directory: /srv }");
    mustBeRefused("did you mean out?", "a: { output: oat, directory: /srv }");
    mustBeRefused("record an output", "a: { input: own, directory: /srv }");
    mustBeRefused("AM824", "a: { input: data, directory: /srv }");
    mustBeRefused("absolute path", "a: { input: in, directory: srv }");
    mustBeRefused("is missing", "a: { input: in }");
    mustBeRefused("such as 1h", "a: { input: in, directory: /srv, rotate: hourly }");
    mustBeRefused("at least 1MB", "a: { input: in, directory: /srv, rotate: 0MB }");
    mustBeRefused("168h", "a: { input: in, directory: /srv, rotate: 999h }");
  }

  private static void mustBeRefused(String why, String recording) {
    List<Problem> problems = assertInstanceOf(Reading.Invalid.class, parse(recording)).problems();
    assertTrue(problems.toString().contains(why), problems.toString());
  }
}
