package io.crosspoint.app.doctor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A host whose kernel says what the test wants. */
final class FakeFacts implements HostFacts {

  private final Map<String, String> files = new HashMap<>();

  FakeFacts with(String path, String content) {
    files.put(path, content);
    return this;
  }

  /** An interface that is up and connected. */
  FakeFacts withLink(String device) {
    return with("/sys/class/net/" + device + "/operstate", "up").with("/sys/class/net/" + device + "/carrier", "1")
        .with("/sys/class/net/" + device + "/mtu", "1500");
  }

  @Override
  public Optional<String> read(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
