package io.crosspoint.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatePlaceTest {

  private static final Path FILE = Path.of("/etc/crosspoint/router.yaml");

  @Test
  void shouldStandBesideTheFileOrWhereTheServiceManagerSays() {
    assertEquals(Path.of("/etc/crosspoint/router.yaml.state"), StatePlace.of(FILE, ".state", Map.of()));
    assertEquals(
        Path.of("/var/lib/crosspoint/router.yaml.state"),
        StatePlace.of(FILE, ".state", Map.of("STATE_DIRECTORY", "/var/lib/crosspoint:/var/lib/other")));
  }
}
