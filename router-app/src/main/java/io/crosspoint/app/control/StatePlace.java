package io.crosspoint.app.control;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a router keeps what it writes for itself: in the directory that a service manager gives it for that ({@code STATE_DIRECTORY},
 * {@code systemd.exec(5)}), else beside its configuration.
 */
public final class StatePlace {

  private StatePlace() {}

  /** @param suffix what is added to the configuration's own name */
  public static Path of(Path configuration, String suffix) {
    return of(configuration, suffix, System.getenv());
  }

  static Path of(Path configuration, String suffix, Map<String, String> environment) {
    // Several directories are separated by colons; the first is the service's own.
    String given = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
    String name = configuration.getFileName() + suffix;
    return given.isEmpty() ? configuration.resolveSibling(name) : Path.of(given, name);
  }
}
