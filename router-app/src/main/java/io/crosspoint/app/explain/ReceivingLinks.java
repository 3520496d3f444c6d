package io.crosspoint.app.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From the wire to frames that are there when they are needed, for one input. Pure. */
final class ReceivingLinks {

  /** Fewer than this share of the datagrams that were declared is worth a word. */
  private static final double FEW = 0.9;

  private static final double MANY = 1.5;

  private final Facts.Input input;
  private final boolean isClockUsable;
  private final double windowS;
  private final String of;

  ReceivingLinks(Facts.Input input, boolean isClockUsable, double windowS) {
    this.input = input;
    this.isClockUsable = isClockUsable;
    this.windowS = windowS;
    this.of = "input " + input.name();
  }

  List<Link> links() {
    List<Link> links = new ArrayList<>();
    List<List<Link>> legs = input.legs().stream().map(this::leg).toList();
    boolean isOneFine = legs.stream().anyMatch(leg -> leg.stream().noneMatch(link -> link.state() == Link.State.BROKEN));
    legs.forEach(leg -> leg.forEach(link -> links.add(isOneFine ? link.spared() : link)));
    if (input.stream() != null) {
      links.add(stream(input.stream()));
    }
    if (input.written() != null) {
      links.add(written(input.written()));
    }
    if (input.clock() != null) {
      links.add(senderClock(input.clock()));
    }
    if (input.timing() != null && input.stream() != null && input.stream().packets() > 0) {
      links.add(timing(input.timing()));
    }
    return links;
  }

  private List<Link> leg(Facts.Leg leg) {
    String ofLeg = of + (input.legs().size() > 1 ? " on " + leg.nic().network() : "");
    List<Link> links = new ArrayList<>();
    links.add(InterfaceLink.of(ofLeg, leg.nic()));
    if (leg.isMulticast()) {
      links.add(group(ofLeg, leg));
    }
    links.add(arriving(ofLeg, leg));
    return links;
  }

  private static Link group(String ofLeg, Facts.Leg leg) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("group", leg.destination());
    evidence.put("membership", leg.membership().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    evidence.put("rejoins", leg.rejoins());
    return switch (leg.membership()) {
      case JOINED -> Link.ok("group", ofLeg, "joined " + leg.destination() + " on " + leg.nic().name(), evidence);
      case UNKNOWN -> Link.ok("group", ofLeg, "the kernel does not tell its memberships here", evidence);
      case NOT_JOINED -> Link.broken(
          "group", ofLeg, "the kernel is no member of " + leg.destination() + " on " + leg.nic().name(), evidence,
          "ip maddr show dev " + leg.nic().name() + "; sysctl net.ipv4.igmp_max_memberships; restart the router");
    };
  }

  private Link arriving(String ofLeg, Facts.Leg leg) {
    double perSecond = leg.datagrams() / windowS;
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("destination", leg.destination());
    evidence.put("perSecond", Math.round(perSecond));
    evidence.put("expectedPerSecond", Math.round(leg.expectedPerSecond()));
    evidence.put("fromOthers", leg.foreignSource());
    evidence.put("droppedByHost", leg.hostDrops());
    evidence.put("tooLong", leg.truncated());
    evidence.put("total", leg.total());
    String at = leg.destination() + " on " + leg.nic().name();
    if (leg.datagrams() == 0 && leg.foreignSource() > 0) {
      return Link.broken(
          "arriving", ofLeg, "what arrives at " + at + " is not from " + leg.source() + " but from somebody else", evidence,
          "inputs." + input.name() + ".streams: source: is not the sender; tcpdump -ni " + leg.nic().name() + " dst " + host(leg));
    }
    if (leg.datagrams() == 0) {
      return Link.broken(
          "arriving", ofLeg, (leg.total() == 0 ? "nothing has ever arrived at " : "nothing arrives any more at ") + at, evidence,
          (leg.isMulticast()
                  ? "is the sender on? right VLAN? does the switch have an IGMP querier? "
                  : "is the sender on, and sending here? ")
              + "tcpdump -ni " + leg.nic().name() + " dst " + host(leg));
    }
    if (leg.hostDrops() + leg.truncated() > 0) {
      return Link.warn(
          "arriving", ofLeg, leg.hostDrops() + " datagrams dropped by this host and " + leg.truncated() + " too long, at " + at, evidence,
          "sysctl -w net.core.rmem_max=8388608; ./router doctor FILE");
    }
    String says = "%.0f datagrams a second at %s, %.0f expected".formatted(perSecond, at, leg.expectedPerSecond());
    if (perSecond < FEW * leg.expectedPerSecond() || perSecond > MANY * leg.expectedPerSecond()) {
      return Link.warn("arriving", ofLeg, says, evidence, "compare inputs." + input.name() + ".packet-time with the sender; two senders?");
    }
    return Link.ok("arriving", ofLeg, says, evidence);
  }

  private static String host(Facts.Leg leg) {
    return leg.destination().replaceAll(":\\d+$", "");
  }

  private Link stream(Facts.Stream stream) {
    Map<String, Object> evidence = evidence(stream);
    String key = "inputs." + input.name() + ".";
    if (stream.packets() == 0 && stream.untimed() > 0 && !isClockUsable) {
      return Link.warn("stream", of, "packets come and wait for the clock", evidence, "see the clock below");
    }
    if (stream.packets() == 0) {
      return notThisStream(stream, evidence, key);
    }
    if (stream.foreignSender() > 0) {
      return Link.warn(
          "stream", of, stream.foreignSender() + " packets of a second sender on the same group; " + stream.sender() + " is heard",
          evidence, "switch one off, or say " + key + "streams: source:");
    }
    if (stream.early() >= stream.packets()) {
      return Link.broken(
          "stream", of, "its timestamps lie in the future", evidence,
          "the sender is on another clock: compare grandmasters, or say " + key + "timing: recovered");
    }
    String said = "payload type " + stream.payloadType() + ", " + stream.format() + " from " + stream.sender();
    if (stream.packetFrames() != stream.declaredFrames()) {
      return Link.warn(
          "stream", of, said + ", in packets of " + stream.packetFrames() + " frames where " + stream.declaredFrames() + " are declared",
          evidence, key + "packet-time should be " + milliseconds(stream.packetFrames(), stream.rateHz()));
    }
    return Link.ok("stream", of, said + ", " + milliseconds(stream.packetFrames(), stream.rateHz()), evidence);
  }

  private Link notThisStream(Facts.Stream stream, Map<String, Object> evidence, String key) {
    if (stream.wrongPayloadType() > 0) {
      return Link.broken(
          "stream", of, "RTP arrives, but not of payload type " + stream.payloadType(), evidence,
          key + "payload-type; GET /api/v1/tap/inputs/" + input.name() + ".pcap?seconds=1 shows what it is");
    }
    if (stream.wrongLength() > 0) {
      return Link.broken(
          "stream", of, "RTP arrives, but its payload is no whole number of frames of " + stream.format(), evidence,
          key + "format: compare encoding and channels with the sender");
    }
    if (stream.malformed() > 0) {
      return Link.broken("stream", of, "what arrives is not RTP", evidence, "is the port right? " + key + "streams");
    }
    if (stream.foreignSender() + stream.stray() > 0) {
      return Link.broken("stream", of, "packets come whose timestamps agree with nothing", evidence, "restart the sender");
    }
    if (stream.untimed() > 0) {
      return Link.broken("stream", of, "packets come that nobody can tell the time of", evidence, "see the clock below");
    }
    return Link.broken(
        "stream", of, "no packet of this stream" + (stream.silenceNs() > 0 ? " for " + stream.silenceNs() / 1_000_000 + " ms" : ""),
        evidence, "see what arrives, above");
  }

  private static Map<String, Object> evidence(Facts.Stream stream) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("sender", stream.sender());
    evidence.put("payloadType", stream.payloadType());
    evidence.put("packetFrames", stream.packetFrames());
    evidence.put("declaredFrames", stream.declaredFrames());
    evidence.put("packets", stream.packets());
    evidence.put("malformed", stream.malformed());
    evidence.put("wrongPayloadType", stream.wrongPayloadType());
    evidence.put("wrongLength", stream.wrongLength());
    evidence.put("untimed", stream.untimed());
    evidence.put("early", stream.early());
    evidence.put("stray", stream.stray());
    evidence.put("foreignSender", stream.foreignSender());
    return evidence;
  }

  private static String milliseconds(long frames, int rateHz) {
    return String.format(Locale.ROOT, "%.3f", frames * 1000.0 / rateHz).replaceAll("\\.?0+$", "") + "ms";
  }

  private Link written(Facts.Written written) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("kind", written.kind());
    evidence.put("status", written.status());
    evidence.put("missingFrames", written.missingFrames());
    String says = written.kind() + " source: " + written.status();
    if (written.neededFrames() > 0 && written.missingFrames() >= written.neededFrames()) {
      return Link.broken("source", of, says + ", and writes nothing", evidence, "see the source's own messages in the log");
    }
    return written.missingFrames() > 0
        ? Link.warn("source", of, says + ", " + written.missingFrames() + " frames were not written in time", evidence, "a larger window:")
        : Link.ok("source", of, says, evidence);
  }

  private Link senderClock(Facts.SenderClock clock) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("claimed", clock.claimed());
    evidence.put("ours", clock.ours());
    evidence.put("relation", clock.relation().name().toLowerCase(Locale.ROOT));
    evidence.put("state", clock.state());
    evidence.put("alarms", clock.alarms());
    if (!Double.isNaN(clock.driftPpm())) {
      evidence.put("driftPpm", clock.driftPpm());
    }
    String measured = Double.isNaN(clock.driftPpm()) ? "" : String.format(Locale.ROOT, ", %+.3f ppm", clock.driftPpm());
    String key = "inputs." + input.name() + ".";
    if (clock.state().equals("muted")) {
      return Link.broken(
          "sender-clock", of, "muted: " + String.join(", ", clock.alarms()) + measured, evidence,
          key + "format: is the sample rate right?");
    }
    if (clock.state().equals("acquiring")) {
      return Link.broken("sender-clock", of, "its clock is being measured" + measured, evidence, "wait some seconds");
    }
    if (!clock.isRecovered() && clock.relation() == Facts.Relation.FOREIGN) {
      return Link.warn(
          "sender-clock", of, "its description names another clock than ours: " + clock.claimed() + ", and we follow " + clock.ours(),
          evidence, "one grandmaster for both, or " + key + "timing: recovered");
    }
    if (!clock.alarms().isEmpty()) {
      return Link.warn("sender-clock", of, String.join(", ", clock.alarms()) + measured, evidence, "./router doctor FILE");
    }
    String relation = switch (clock.relation()) {
      case SAME -> "follows our grandmaster (" + clock.claimed() + ")";
      case FOREIGN -> "is on its own clock (" + clock.claimed() + ")";
      case UNKNOWN -> clock.isRecovered() ? "is taken as on its own clock" : "is taken as on our clock";
    };
    return Link.ok("sender-clock", of, relation + (clock.isRecovered() ? ", " + clock.state() + measured : ""), evidence);
  }

  private Link timing(Facts.Timing timing) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("linkOffsetNs", timing.linkOffsetNs());
    if (timing.leastMarginNs() != Long.MAX_VALUE) {
      evidence.put("leastMarginNs", timing.leastMarginNs());
      evidence.put("marginP1Ns", timing.usualMarginNs());
    }
    evidence.put("late", timing.late());
    evidence.put("lost", timing.lost());
    evidence.put("reordered", timing.reordered());
    evidence.put("missingFrames", timing.missingFrames());
    boolean isAllMissing = timing.neededFrames() > 0 && timing.missingFrames() >= timing.neededFrames() * 0.99;
    if (isAllMissing && timing.late() > 0) {
      return Link.broken("timing", of, "every packet comes too late", evidence, longer(timing));
    }
    if (isAllMissing) {
      return Link.broken("timing", of, "no frame is there when it is needed", evidence, "see the links above");
    }
    String margin = timing.leastMarginNs() == Long.MAX_VALUE
        ? ""
        : String.format(Locale.ROOT, ", margin %.0f us (1 %% below), least ever %.0f us", timing.usualMarginNs() / 1e3,
            timing.leastMarginNs() / 1e3);
    if (timing.late() + timing.lost() + timing.missingFrames() > 0) {
      return Link.warn(
          "timing", of, timing.late() + " packets late, " + timing.lost() + " lost, " + timing.missingFrames() + " frames missing" + margin,
          evidence, timing.late() > 0 ? longer(timing) : "loss on the way: switch counters; ethtool -S");
    }
    return Link.ok("timing", of, "every frame in time" + margin, evidence);
  }

  /** A link offset with which the latest packet so far would have been in time. */
  private String longer(Facts.Timing timing) {
    long leastNs = timing.linkOffsetNs() + Math.max(0, -timing.leastMarginNs());
    return "inputs." + input.name() + ".link-offset: " + (leastNs / 1_000_000 + 1) + "ms";
  }
}
