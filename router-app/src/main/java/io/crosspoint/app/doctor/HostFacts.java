package io.crosspoint.app.doctor;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** The kernel's files, as an argument, so that a test can be any host. */
public interface HostFacts {

  /** The stripped content of a file below {@code /proc} or {@code /sys}, or empty when there is none. */
  Optional<String> read(String path);

  /** The first number of such a file. */
  default OptionalLong number(String path) {
    return read(path).map(text -> text.split("\\s+", 2)[0]).filter(word -> word.matches("-?\\d{1,18}")).map(Long::parseLong)
        .map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /** This host's files. */
  static HostFacts ofThisHost() {
    return path -> {
      // Not Files.readString: it begins with a read of one byte, and files below /proc/sys answer only the first read.
      try (InputStream in = new FileInputStream(path)) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
      } catch (IOException e) {
        // Absent, or (as carrier of an interface that is down) not readable now.
        return Optional.empty();
      }
    };
  }
}
