package io.crosspoint.app.config;

import java.util.List;
import java.util.Map;

/** Every mapping of the file and the keys that it may have; {@code config/router.yaml} shows each of them, and a test compares the two. */
@SuppressWarnings("ImmutableEnumChecker") // The collections are List.of and Map.of.
enum Schema {
  ROOT(List.of("name", "networks", "clock", "inputs", "outputs", "routes", "recordings", "pipeline", "http", "control", "flight")),
  NETWORK(List.of("interface")),
  CLOCK(List.of("source", "network", "networks", "device", "path", "profile", "domain", "hold-step", "publish")),
  PUBLISH(List.of("usrvclock", "file")),
  INPUT(
      List.of(
          "sdp", "streams", "format", "packet-time", "frames", "payload-type", "link-offset", "media-clock-offset", "timing", "clock",
          "window", "holes", "tone", "process", "file", "sendspin")),
  TONE(List.of("signal", "level", "frequency")),
  PROCESS(List.of("socket")),
  FILE(List.of("paths", "loop", "start")),
  SENDSPIN(List.of("server", "playout-delay")),
  INPUT_STREAM(
      List.of("network", "group", "port", "source"),
      Map.of(
          "host", "an input receives unicast on the address of its interface; leave out both host and group",
          "address", "a multicast group is written as group; unicast is received on the address of the interface")),
  OUTPUT(
      List.of("streams", "format", "packet-time", "frames", "payload-type"),
      Map.of("link-offset", "the latency of a route is the link-offset of its input")),
  OUTPUT_STREAM(
      List.of("network", "group", "host", "port", "source-port", "ttl", "dscp"),
      Map.of("source", "an output sends from the address of its interface")),
  ROUTE(List.of("from", "to", "gain")),
  RECORDING(List.of("output", "input", "directory", "rotate")),
  PIPELINE(List.of("shards", "stages", "lead", "spread", "cores", "io")),
  CORES(List.of("tick")),
  HTTP(List.of("listen", "tokens", "tls")),
  TOKEN(
      List.of("name", "role", "sha256"),
      Map.of("token", "the file holds the SHA-256 of a token, never the token: ./router token makes both")),
  TLS(List.of("certificate", "key")),
  CONTROL(List.of("fade", "journal", "audit", "watch")),
  FLIGHT(List.of("keep", "directory", "files"));

  private final List<String> keys;
  private final Map<String, String> hints;

  Schema(List<String> keys) {
    this(keys, Map.of());
  }

  /** @param hints for keys that are not legal here but are likely to be tried */
  Schema(List<String> keys, Map<String, String> hints) {
    this.keys = keys;
    this.hints = hints;
  }

  List<String> keys() {
    return keys;
  }

  /** What to tell someone who wrote a key that does not exist here. */
  String hintFor(String unknown) {
    if ("<<".equals(unknown)) {
      return "YAML 1.2 has no merge keys; repeat the values or alias them one by one";
    }
    String hint = hints.get(unknown);
    if (hint != null) {
      return hint;
    }
    return Spelling.nearest(unknown, keys).map(near -> "did you mean " + near + "?").orElse("known here: " + String.join(", ", keys));
  }
}
