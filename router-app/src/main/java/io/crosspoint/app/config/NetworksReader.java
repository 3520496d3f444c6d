package io.crosspoint.app.config;

import io.crosspoint.pipeline.Nic;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The {@code networks} section: names for interfaces of this host. */
final class NetworksReader {

  /** A network that was found on this host. */
  record Network(String name, Nic nic, int mtuBytes) {}

  private final Map<String, Network> found = new LinkedHashMap<>();
  private final List<String> declared = new ArrayList<>();
  private final Host host;
  private final Findings findings;

  NetworksReader(Section root, Host host, Findings findings) {
    this.host = host;
    this.findings = findings;
    if (!root.has("networks")) {
      findings.problem(root.at().below("networks"), "is missing; name the interfaces that streams use, such as red: { interface: eth1 }");
    }
    declared.addAll(root.names("networks"));
    root.named("networks", Schema.NETWORK).forEach((name, section) -> {
      Network network = read(name, section);
      if (network != null) {
        found.put(name, network);
      }
    });
  }

  /** The interfaces by the operator's names. */
  Map<String, Nic> nics() {
    Map<String, Nic> nics = new LinkedHashMap<>();
    found.forEach((name, network) -> nics.put(name, network.nic()));
    return nics;
  }

  /** Those that were found, in the order of the file. */
  List<Network> all() {
    return List.copyOf(found.values());
  }

  /** The networks whose subnet an address is in. */
  List<Network> around(Inet4Address address) {
    return all().stream().filter(network -> isWithin(address, network.nic().address(), host.prefixBits(network.nic().address()))).toList();
  }

  private static boolean isWithin(Inet4Address address, Inet4Address own, int prefixBits) {
    int mask = prefixBits <= 0 ? 0 : -1 << (32 - Math.min(32, prefixBits));
    return ((ByteBuffer.wrap(address.getAddress()).getInt() ^ ByteBuffer.wrap(own.getAddress()).getInt()) & mask) == 0;
  }

  /** The network that a key names; null when there is none, which has been reported here or where it was declared. */
  @Nullable Network named(Section section, String key) {
    String name = section.required(key, Scalars::name);
    return name == null ? null : named(section.at(key), name);
  }

  /** The network of that name; null when there is none, which has been reported at the place given or where it was declared. */
  @Nullable Network named(At at, String name) {
    if (!declared.contains(name)) {
      String hint = Spelling.nearest(name, declared).map(near -> "; did you mean " + near + "?").orElse("");
      String have = declared.isEmpty() ? "none is declared" : "have " + String.join(", ", declared);
      findings.problem(at, "no network '" + name + "' (" + have + ")" + hint);
    }
    return found.get(name);
  }

  private @Nullable Network read(String name, Section section) {
    String wanted = section.required("interface", Parsed::value);
    if (wanted == null) {
      return null;
    }
    At at = section.at("interface");
    Host.@Nullable Device device = host.device(wanted).orElse(null);
    if (device == null) {
      findings.problem(at, "no interface '" + Scalars.abridged(wanted) + "' on this host (have " + existing() + ")");
      return null;
    }
    if (device.addresses().isEmpty()) {
      findings.problem(at, device.name() + " has no IPv4 address; give it one (ip addr add 10.77.0.1/24 dev " + device.name() + ")");
      return null;
    }
    Inet4Address address =
        device.addresses().stream().filter(one -> one.getHostAddress().equals(wanted)).findFirst().orElse(device.addresses().getFirst());
    if (wanted.equals(device.name()) && device.addresses().size() > 1) {
      findings.note(at, device.name() + " has several addresses; using " + address.getHostAddress() + " (write the address to choose)");
    }
    if (!device.isUp()) {
      findings.note(at, device.name() + " is down");
    }
    return new Network(name, new Nic(device.name(), device.index(), address), device.mtuBytes());
  }

  private String existing() {
    return host.devices().stream()
        .map(device -> device.addresses().isEmpty()
            ? device.name()
            : device.name() + " " + device.addresses().getFirst().getHostAddress())
        .collect(Collectors.joining(", "));
  }
}
