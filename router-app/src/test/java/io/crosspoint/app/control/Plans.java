package io.crosspoint.app.control;

import io.crosspoint.app.config.FakeHost;
import io.crosspoint.app.config.Problem;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.app.config.RouterFile;
import java.util.List;

/** A plant for tests: two stereo inputs and one of AM824, two stereo outputs and one of AM824. */
public final class Plans {

  private static final String PLANT =
      """
      name: test
      networks: { red: { interface: eth1 } }
      clock: { source: local }
      inputs:
        s1: { streams: [ { network: red, group: 239.1.1.1, port: 5004 } ], format: L24/48000/2, link-offset: 3ms }
        s2: { streams: [ { network: red, group: 239.1.1.2, port: 5004 } ], format: L24/48000/2, link-offset: 3ms }
        aes: { streams: [ { network: red, group: 239.1.1.3, port: 5004 } ], format: AM824/48000/2, link-offset: 3ms }
      outputs:
        air1: { streams: [ { network: red, group: 239.2.1.1, port: 5004 } ], format: L24/48000/2 }
        air2: { streams: [ { network: red, group: 239.2.1.2, port: 5004 } ], format: L24/48000/2 }
        aes2: { streams: [ { network: red, group: 239.2.1.3, port: 5004 } ], format: AM824/48000/2 }
      """;

  private static final String USUAL = "routes: [ { from: s1, to: air1 }, { from: s2/1, to: air2/1, gain: -6 dB } ]\n";

  private Plans() {}

  public static RouterConfig of(String rest) {
    return switch (RouterFile.parse("f", PLANT + rest, FakeHost.STUDIO)) {
      case Reading.Valid(RouterConfig config, List<Problem> _) -> config;
      case Reading.Invalid(List<Problem> problems) -> throw new AssertionError(problems.toString());
    };
  }

  public static RouterConfig usual() {
    return of(USUAL);
  }

  public static String usualText() {
    return PLANT + USUAL;
  }
}
