package io.crosspoint.benchmarks.rig.soak;

import io.crosspoint.benchmarks.rig.Scenario;

/**
 * The plant: so many straight routes, which the analyser hears and nobody touches; an output for takes; and an input, an output and a route
 * that come and go with reloads.
 */
record SoakPlant(int routes) {

  private static final String OUTPUT =
      "  %s: { streams: [ { network: red, group: %s, port: 5004 } ], format: L24/48000/2, packet-time: 1ms }\n";

  /** As many as the talker has to send: the last is the input that comes and goes. */
  int streams() {
    return routes + 1;
  }

  String yaml(boolean withGuest) {
    String text = new Scenario("soak", routes, "1ms", "1ms", "5ms").yaml("red");
    String guestInput =
        ("  guest: { streams: [ { network: red, group: 239.77.0.%d, port: 5004 } ], format: L24/48000/2, packet-time: 1ms, "
            + "link-offset: 5ms }\n").formatted(streams());
    return text
        .replace("outputs:\n", (withGuest ? guestInput : "") + "outputs:\n")
        .replace(
            "routes:\n",
            OUTPUT.formatted("air", "239.79.0.1") + (withGuest ? OUTPUT.formatted("guest-out", "239.79.0.2") : "") + "routes:\n"
                + (withGuest ? "  - { from: guest, to: guest-out }\n" : ""));
  }

  /** The body of a take: of one input after the other, and the one before is closed. */
  String take(int number) {
    String take = "{\"do\":\"take\",\"from\":\"in%d\",\"to\":\"air\"}".formatted(1 + number % routes);
    String close = "{\"do\":\"close\",\"from\":\"in%d\",\"to\":\"air\"}".formatted(1 + (number - 1) % routes);
    return "{\"edits\":[" + take + (number > 1 ? "," + close : "") + "],\"fadeMs\":5}";
  }
}
