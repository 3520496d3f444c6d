package io.crosspoint.app.doctor;

import io.crosspoint.app.config.ClockChoice.Publication;
import io.crosspoint.ptp.clock.SharedClock;
import io.crosspoint.ptp.linux.UnixDatagram;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the clock can be published where the file says, found out by trying; what was not there before is removed again. */
final class PublishCheck {

  private PublishCheck() {}

  static List<Finding> findings(Publication where) {
    List<Finding> findings = new ArrayList<>();
    Path socket = where.usrvclock();
    if (socket != null) {
      findings.add(tryOut("clock.publish.usrvclock", socket, () -> UnixDatagram.bind(socket).close()));
    }
    Path file = where.file();
    if (file != null) {
      boolean isNew = !Files.exists(file);
      findings.add(tryOut("clock.publish.file", file, () -> {
        SharedClock.writer(file).close();
        if (isNew) {
          Files.delete(file);
        }
      }));
    }
    return findings;
  }

  /** What is tried. */
  @FunctionalInterface
  private interface Attempt {

    void run() throws IOException;
  }

  private static Finding tryOut(String key, Path path, Attempt attempt) {
    try {
      attempt.run();
      return Finding.ok("publish", path + " can be had");
    } catch (NoSuchFileException e) {
      return Finding.fail("publish", key + ": " + path + " is in a directory that does not exist", "mkdir -p " + path.getParent());
    } catch (AccessDeniedException e) {
      return Finding.fail(
          "publish", key + ": access to " + path + " is denied", "choose a directory of the service's own, such as /run/crosspoint");
    } catch (IOException e) {
      return Finding.fail("publish", key + ": " + e.getMessage(), "give the clock a path of its own, in a directory that may be written");
    }
  }
}
