package io.crosspoint.app.config;

import io.crosspoint.app.sdp.AudioStream;
import io.crosspoint.app.sdp.Remark;
import io.crosspoint.pipeline.ReceiveFlow;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The legs of a described stream on the networks of this host: where its {@code streams} say, or else where its addresses are. */
final class DescribedFlows {

  private final NetworksReader networks;
  private final Findings findings;
  private final Section section;
  private final AudioStream described;

  DescribedFlows(NetworksReader networks, Findings findings, Section section, AudioStream described) {
    this.networks = networks;
    this.findings = findings;
    this.section = section;
    this.described = described;
  }

  /** Those that could be placed; the others have been reported. */
  List<PlacedFlow> flows(List<Section> streams) {
    return section.has("streams") ? byHand(streams) : byAddress();
  }

  /**
   * Each entry overrides what the description says of the leg in its place. One more than there are legs is a second leg with the same
   * group and port on another network, for which SDP has no form (ST 2110-10 clause 8.5).
   */
  private List<PlacedFlow> byHand(List<Section> streams) {
    if (streams.size() < described.legs().size()) {
      findings.note(section.at("streams"), "the description has a second leg, which is not received");
    }
    List<PlacedFlow> flows = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      Section entry = streams.get(i);
      boolean isDescribed = i < described.legs().size();
      AudioStream.Leg leg = described.legs().get(isDescribed ? i : 0);
      NetworksReader.Network network = networks.named(entry, "network");
      Inet4Address group = entry.optional("group", Scalars::group);
      Integer port = entry.optional("port", Scalars::port);
      Inet4Address source = entry.optional("source", Scalars::unicast);
      if (network != null && entry.has("group") == (group != null) && entry.has("port") == (port != null)) {
        AudioStream.Leg meant = new AudioStream.Leg(
            group == null ? leg.destination() : group, port == null ? leg.port() : port,
            entry.has("source") ? source : isDescribed ? leg.source() : null, leg.origin(), leg.place());
        add(flows, entry.at(), network, meant);
      }
    }
    return flows;
  }

  private List<PlacedFlow> byAddress() {
    List<PlacedFlow> flows = new ArrayList<>();
    At at = section.at("sdp");
    List<NetworksReader.Network> taken = new ArrayList<>();
    for (AudioStream.Leg leg : described.legs()) {
      NetworksReader.Network network = network(leg, taken);
      if (network == null) {
        String entries = described.legs().stream().map(_ -> "{ network: … }").collect(Collectors.joining(", "));
        String why = "cannot tell which network this arrives on: " + whyUnclear(leg) + "; say it with streams: [ " + entries + " ]";
        findings.problem(at, new Remark(leg.place(), why).toString());
        continue;
      }
      taken.add(network);
      add(flows, at, network, leg);
    }
    return flows;
  }

  private NetworksReader.@Nullable Network network(AudioStream.Leg leg, List<NetworksReader.Network> taken) {
    List<NetworksReader.Network> all = networks.all();
    if (all.size() == 1) {
      return all.getFirst();
    }
    Inet4Address sender = sender(leg);
    Inet4Address known = leg.destination().isMulticastAddress() || leg.destination().isAnyLocalAddress() ? sender : leg.destination();
    List<NetworksReader.Network> around = known == null ? List.of() : networks.around(known);
    if (around.size() == 1) {
      return around.getFirst();
    }
    // Two legs, two networks, and the first leg is on one of them.
    List<NetworksReader.Network> others = all.stream().filter(network -> !taken.contains(network)).toList();
    return taken.size() == 1 && all.size() == 2 && around.isEmpty() ? others.getFirst() : null;
  }

  /** The origin is one host of a sender that may have two; it says something of the first leg only. */
  private @Nullable Inet4Address sender(AudioStream.Leg leg) {
    return leg.source() != null || !leg.equals(described.legs().getFirst()) ? leg.source() : leg.origin();
  }

  private String whyUnclear(AudioStream.Leg leg) {
    Inet4Address sender = sender(leg);
    String have = networks.all().stream()
        .map(network -> network.name() + " " + network.nic().address().getHostAddress()).collect(Collectors.joining(", "));
    return (sender == null ? "it names no sender" : "the sender " + sender.getHostAddress() + " is in none or several of the subnets")
        + " (have " + have + ")";
  }

  private void add(List<PlacedFlow> flows, At at, NetworksReader.Network network, AudioStream.Leg leg) {
    Inet4Address destination = leg.destination();
    Inet4Address own = network.nic().address();
    String text = destination.getHostAddress();
    Parsed<Integer> legal = Scalars.port(String.valueOf(leg.port()));
    if (destination.isMulticastAddress()) {
      legal = Scalars.group(text).then(_ -> Scalars.port(String.valueOf(leg.port())));
    } else if (!destination.isAnyLocalAddress() && !destination.equals(own)) {
      legal = Parsed.refused("the stream is sent to " + text + ", but network " + network.name() + " is " + own.getHostAddress() + " here");
    }
    if (legal instanceof Parsed.Refused<Integer>(String why)) {
      findings.problem(at, new Remark(leg.place(), why).toString());
      return;
    }
    Inet4Address joined = destination.isMulticastAddress() ? destination : own;
    flows.add(new PlacedFlow(at, network, new ReceiveFlow(network.name(), network.nic(), joined, leg.port(), leg.source())));
  }
}
