package io.crosspoint.app.reload;

import io.crosspoint.app.config.FileText;
import io.crosspoint.app.config.Host;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.app.control.StatePlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The last configuration that served well, beside the file.
 *
 * <p><b>Thread:</b> one.
 */
public final class GoodCopy {

  /** So long a router must have been healthy with a configuration. */
  static final long HEALTHY_NS = 10_000_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  private final Path file;
  private String kept = "";
  private String candidate = "";
  private long healthySinceNs = NEVER;

  /** @param file the configuration */
  GoodCopy(Path file) {
    this.file = of(file);
    if (RouterFile.open(this.file) instanceof FileText.Present present) {
      kept = present.text();
    }
  }

  static Path of(Path file) {
    return StatePlace.of(file, ".good");
  }

  /** The text that was kept for a file, with the file's name in messages and references from where the file stands; if it is legal. */
  public static Optional<FileText.Present> find(Path file, Host host) {
    if (!(RouterFile.open(of(file)) instanceof FileText.Present found)) {
      return Optional.empty();
    }
    Path directory = file.toAbsolutePath().getParent();
    FileText.Present good = new FileText.Present(found.name(), found.text(), directory == null ? Path.of("/") : directory);
    return good.parse(host) instanceof Reading.Valid ? Optional.of(good) : Optional.empty();
  }

  /**
   * Keeps a text once it has served well for long enough.
   *
   * @param text that runs whole; empty while there is none
   * @param nowNs monotonic time
   * @return whether it was kept just now
   * @throws IOException when it cannot be written; it is tried again after another healthy while
   */
  boolean observe(String text, boolean isHealthy, long nowNs) throws IOException {
    if (!isHealthy || healthySinceNs == NEVER || !text.equals(candidate)) {
      candidate = text;
      healthySinceNs = isHealthy ? nowNs : NEVER;
      return false;
    }
    if (text.isEmpty() || text.equals(kept) || nowNs - healthySinceNs < HEALTHY_NS) {
      return false;
    }
    healthySinceNs = nowNs;
    AtomicText.write(file, text);
    kept = text;
    return true;
  }
}
