package io.crosspoint.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What was built, and what it runs on. */
public final class Versions implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return lines().toArray(String[]::new);
  }

  /** The router's own version, as Maven stamped it into the jar. */
  public static String router() {
    Properties build = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new IllegalStateException("build.properties is missing from the jar");
      }
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build.getProperty("version", "unknown");
  }

  static List<String> lines() {
    return List.of(
        "crosspoint " + router(),
        "java       " + System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")",
        "system     " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch")
            + ", " + Runtime.getRuntime().availableProcessors() + " processors");
  }
}
