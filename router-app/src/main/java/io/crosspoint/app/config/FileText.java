package io.crosspoint.app.config;

import java.nio.file.Path;

/** A configuration's text, before anyone looks at what it says. */
public sealed interface FileText {

  /** @param directory that its references to other files begin at */
  record Present(String name, String text, Path directory) implements FileText {

    public Reading parse(Host host) {
      return RouterFile.parse(name, text, directory, host);
    }
  }

  /** It cannot be had. */
  record Absent(Reading.Invalid why) implements FileText {}
}
