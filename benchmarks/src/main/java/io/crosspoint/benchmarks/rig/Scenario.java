package io.crosspoint.benchmarks.rig;

/**
 * One plant for the rig: so many stereo L24 routes of one shape.
 *
 * @param spread outputs that leave together, or 0 for all
 * @param inPacketTime as the router's file spells durations, such as {@code 125us}
 */
public record Scenario(String name, int routes, int spread, String inPacketTime, String outPacketTime, String linkOffset) {

  /** All outputs leave at once. */
  public Scenario(String name, int routes, String inPacketTime, String outPacketTime, String linkOffset) {
    this(name, routes, 0, inPacketTime, outPacketTime, linkOffset);
  }

  public long inPacketNs() {
    long number = Long.parseLong(inPacketTime.replaceAll("\\D", ""));
    return number * (inPacketTime.endsWith("us") ? 1_000 : 1_000_000);
  }

  /** Of the inputs' packets. */
  public int packetFrames() {
    return (int) (inPacketNs() * 48 / 1_000_000);
  }

  /** The router's file for this plant. */
  public String yaml(String device) {
    StringBuilder text = new StringBuilder();
    text.append("name: rig\nnetworks: { red: { interface: ").append(device).append(" } }\n");
    text.append("clock: { source: ptp, network: red, profile: aes67, domain: 0 }\ninputs:\n");
    for (int i = 1; i <= routes; i++) {
      text.append("  in%d: { streams: [ { network: red, group: 239.77.0.%d, port: 5004 } ], ".formatted(i, i));
      text.append("format: L24/48000/2, packet-time: %s, link-offset: %s }\n".formatted(inPacketTime, linkOffset));
    }
    text.append("outputs:\n");
    for (int i = 1; i <= routes; i++) {
      text.append("  out%d: { streams: [ { network: red, group: 239.78.0.%d, port: 5004 } ], ".formatted(i, i));
      text.append("format: L24/48000/2, packet-time: %s }\n".formatted(outPacketTime));
    }
    text.append("routes:\n");
    for (int i = 1; i <= routes; i++) {
      text.append("  - { from: in%d, to: out%d }\n".formatted(i, i));
    }
    String spreading = spread == 0 ? "" : "spread: " + spread + ", ";
    text.append("pipeline: { shards: 1, stages: fused, lead: 500us, %scores: { tick: 1 } }\n".formatted(spreading));
    text.append("http: { listen: 127.0.0.1:8080 }\n");
    return text.toString();
  }
}
