package io.crosspoint.lab;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a system test needs from the machine: its absence skips the test, or fails it where {@code CI=true}. */
public final class Peers {

  private static final List<String> SBIN = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

  private Peers() {}

  /** Demands programs by name, and root (namespaces cannot be made without). */
  public static void require(String... programs) {
    List<String> missing = new ArrayList<>();
    if (!"root".equals(System.getProperty("user.name"))) {
      missing.add("root");
    }
    demand(missing, programs);
  }

  /** Demands programs by name, for a test that stays on loopback. */
  public static void requirePrograms(String... programs) {
    demand(new ArrayList<>(), programs);
  }

  private static void demand(List<String> missing, String... programs) {
    for (String program : programs) {
      if (!isInstalled(program)) {
        missing.add(program);
      }
    }
    if (!missing.isEmpty()) {
      unavailable("this test needs " + String.join(", ", missing));
    }
  }

  /** Skips with a reason; fails under {@code CI=true}, where everything is expected to be there. */
  public static void unavailable(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(reason);
    }
    abort(reason);
  }

  /** Whether a program is on the path or in one of the administrators' directories. */
  public static boolean isInstalled(String program) {
    List<String> directories = new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
    directories.addAll(SBIN);
    return directories.stream().filter(d -> !d.isEmpty()).anyMatch(d -> Files.isExecutable(Path.of(d, program)));
  }
}
