package io.crosspoint.benchmarks.rig.cost;

import io.crosspoint.benchmarks.rig.Scenario;

/**
 * What somebody is given to carry.
 *
 * @param speaking talkers that send, of as many routes as the scenario has, from the first on
 * @param unrouted inputs beside those of the routes, of groups that nobody sends to
 */
record Workload(Scenario scenario, int speaking, int unrouted) {

  private static final String LINK_OFFSET = "5ms";

  /** Routes that all have something to do. */
  static Workload of(int routes, String packetTime) {
    return new Workload(new Scenario("cost", routes, packetTime, packetTime, LINK_OFFSET), routes, 0);
  }

  /** Routes of which only some have something to do, and inputs without a route. */
  static Workload idle(int routes, int speaking, int unrouted, String packetTime) {
    return new Workload(new Scenario("cost", routes, packetTime, packetTime, LINK_OFFSET), speaking, unrouted);
  }

  int routes() {
    return scenario.routes();
  }

  /** The router's file. */
  String yaml() {
    StringBuilder more = new StringBuilder("inputs:\n");
    for (int i = 1; i <= unrouted; i++) {
      more.append("  idle%d: { streams: [ { network: red, group: 239.77.1.%d, port: 5004 } ], ".formatted(i, i));
      more.append("format: L24/48000/2, packet-time: %s, link-offset: %s }\n".formatted(scenario.inPacketTime(), LINK_OFFSET));
    }
    return scenario.yaml("red").replaceFirst("inputs:\n", more.toString());
  }

  double packetsPerSecond() {
    return routes() * 1e9 / scenario.inPacketNs();
  }
}
