package io.crosspoint.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** One host of a {@link NetworkLab}: a network namespace with devices that are named after the networks that it is connected to. */
public final class LabHost {

  private final NetworkLab lab;
  private final String namespace;
  private final Map<String, String> addresses = new LinkedHashMap<>();

  LabHost(NetworkLab lab, String namespace) {
    this.lab = lab;
    this.namespace = namespace;
  }

  public String namespace() {
    return namespace;
  }

  /** IPv4 address on a network, without its prefix length. */
  public String address(String network) {
    String address = addresses.get(network);
    if (address == null) {
      throw new IllegalArgumentException(namespace + " is not on network " + network);
    }
    return address;
  }

  /** Calls inside this host; see {@link Netns#run}. */
  public <T> T call(Callable<T> callable) throws Exception {
    return Netns.run(namespace, callable);
  }

  /** Starts a program inside this host; it ends with the lab at the latest. */
  public PeerProcess start(String... command) {
    List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    inside.addAll(List.of(command));
    return lab.owned(PeerProcess.start(inside));
  }

  /** Runs a program inside this host to its end and returns its output; fails when it does. */
  public String run(String... command) {
    List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    inside.addAll(List.of(command));
    return PeerProcess.run(inside);
  }

  /** Takes the device of a network up or down, as a pulled cable would. */
  public void setLink(String network, boolean up) {
    run("ip", "link", "set", network, up ? "up" : "down");
    if (up) {
      run("ip", "route", "replace", "224.0.0.0/4", "dev", network);
    }
  }

  void connect(String network, String address, boolean carriesMulticast) {
    addresses.put(network, address);
    run("ip", "address", "add", address + "/24", "dev", network);
    run("ip", "link", "set", network, "up");
    if (carriesMulticast) {
      run("ip", "route", "add", "224.0.0.0/4", "dev", network);
    }
  }

  boolean hasNetworks() {
    return !addresses.isEmpty();
  }
}
