package io.crosspoint.benchmarks.rig.convert;

import io.crosspoint.pipeline.convert.Interpolator;
import io.crosspoint.pipeline.convert.ScalarInterpolator;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who takes part, present or not.
 *
 * @param opener null if it is not installed here
 */
record Contender(String name, Color color, boolean isOwn, @Nullable Opener opener) {

  private static final int SOXR_HQ = 4;
  private static final int SRC_SINC_BEST_QUALITY = 0;
  private static final int SRC_SINC_MEDIUM_QUALITY = 1;
  private static final Color OWN = new Color(0xC0, 0x10, 0x20);

  /** Opens one for a conversion. */
  interface Opener {
    Converter open(Conversion conversion, int channels);
  }

  boolean isPresent() {
    return opener != null;
  }

  Converter open(Conversion conversion, int channels) {
    if (opener == null) {
      throw new IllegalStateException(name + " is not installed");
    }
    return opener.open(conversion, channels);
  }

  /** Our scalar and vector loops, then the rivals. */
  static List<Contender> all(Path libraries) {
    List<Contender> all = new ArrayList<>();
    all.add(new Contender("Crosspoint, scalar", OWN, true, (to, channels) -> new OwnConverter(to, channels, new ScalarInterpolator())));
    Opener vector =
        Interpolator.vector().isEmpty()
            ? null
            : (to, channels) -> new OwnConverter(to, channels, Interpolator.vector().orElseThrow());
    all.add(new Contender("Crosspoint, vector", OWN, true, vector));
    all.add(rival("libsoxr, variable rate, HQ", new Color(0xE0, 0x90, 0x00), libraries, "soxr", SOXR_HQ));
    all.add(rival("libsamplerate, BEST", new Color(0x20, 0x60, 0xD0), libraries, "samplerate", SRC_SINC_BEST_QUALITY));
    all.add(rival("libsamplerate, MEDIUM", new Color(0x70, 0xB0, 0xF0), libraries, "samplerate", SRC_SINC_MEDIUM_QUALITY));
    all.add(rival("zita VResampler, 96", new Color(0x20, 0x90, 0x30), libraries, "zita", 96));
    all.add(rival("zita VResampler, 48", new Color(0x90, 0xC0, 0x60), libraries, "zita", 48));
    return all;
  }

  private static Contender rival(String name, Color color, Path libraries, String library, int quality) {
    Optional<RivalLibrary> loaded = RivalLibrary.load(libraries, library);
    return new Contender(name, color, false, loaded.<Opener>map(rival -> (to, channels) -> rival.open(to, channels, quality)).orElse(null));
  }
}
