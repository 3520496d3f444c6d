package io.crosspoint.app.config;

import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Streams that would meet on the wire or at a socket. Inputs are told first, then outputs. */
final class FlowConflicts {

  /** @param nicIndex 0 for unicast: whichever interface it takes, it arrives at the one address */
  private record Place(int nicIndex, Inet4Address address, int port) {

    static Place of(Nic nic, Inet4Address destination, int port) {
      return new Place(destination.isMulticastAddress() ? nic.index() : 0, destination, port);
    }
  }

  private record Receiver(String input, At at, ReceiveFlow flow) {}

  private final Map<Place, List<Receiver>> receivers = new HashMap<>();
  private final Map<Place, String> senders = new HashMap<>();
  private final Findings findings;

  FlowConflicts(Findings findings) {
    this.findings = findings;
  }

  void receives(String input, At at, ReceiveFlow flow) {
    List<Receiver> there = receivers.computeIfAbsent(Place.of(flow.nic(), flow.destination(), flow.port()), place -> new ArrayList<>());
    for (Receiver other : there) {
      boolean isSeparable =
          flow.source() != null && other.flow().source() != null && !flow.source().equals(other.flow().source());
      if (!isSeparable) {
        findings.problem(at, "input " + other.input() + " already receives " + text(flow.destination(), flow.port()) + " (line "
            + other.at().line() + "); one input may have many routes");
        return;
      }
    }
    there.add(new Receiver(input, at, flow));
  }

  void sends(String output, At at, SendFlow flow) {
    Place place = Place.of(flow.nic(), flow.destination(), flow.port());
    String other = senders.putIfAbsent(place, output);
    if (other != null) {
      findings.problem(at, "output " + other + " already sends to " + text(flow.destination(), flow.port()));
    }
    for (Receiver receiver : receivers.getOrDefault(place, List.of())) {
      findings.problem(at, "input " + receiver.input() + " receives " + text(flow.destination(), flow.port())
          + ": the router would hear itself; use another group or port");
    }
    Place own = new Place(0, flow.nic().address(), flow.sourcePort());
    for (Receiver receiver : receivers.getOrDefault(own, List.of())) {
      findings.problem(at, "source-port " + flow.sourcePort() + " is where input " + receiver.input() + " receives unicast");
    }
  }

  private static String text(Inet4Address address, int port) {
    return address.getHostAddress() + ":" + port;
  }
}
