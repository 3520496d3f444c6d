package io.crosspoint.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts in network namespaces and the networks between them; everything disappears on {@link #close()}, and at the end of the JVM at
 * the latest.
 *
 * <pre>{@code
 * try (NetworkLab lab = NetworkLab.open()) {
 *   LabHost gm = lab.host("gm");
 *   LabHost router = lab.host("router");
 *   lab.connect("red", "10.77.0", gm, router);     // device "red" in both, 10.77.0.1 and 10.77.0.2
 * }
 * }</pre>
 *
 * <p>Two hosts are joined by a veth pair, more by a bridge in a namespace of its own (multicast snooping off). The first network of a
 * host gets the route for 224.0.0.0/4. Namespace names carry the process id, so that runs do not meet.
 */
public final class NetworkLab implements AutoCloseable {

  private static final AtomicInteger LABS = new AtomicInteger();

  private final String prefix = "xp" + ProcessHandle.current().pid() + "-" + LABS.incrementAndGet() + "-";
  private final List<String> namespaces = new ArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final Thread hook = new Thread(this::remove, "remove " + prefix);
  private boolean closed;

  private NetworkLab() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** An empty lab; skips the test where namespaces cannot be made. */
  public static NetworkLab open() {
    Peers.require("ip");
    return new NetworkLab();
  }

  /** Two hosts, {@code a} at 10.77.0.1 and {@code b} at 10.77.0.2, on the network (and device) {@code red}. */
  public static NetworkLab pair(List<LabHost> hosts) {
    NetworkLab lab = open();
    try {
      hosts.add(lab.host("a"));
      hosts.add(lab.host("b"));
      lab.connect("red", "10.77.0", hosts.get(0), hosts.get(1));
      return lab;
    } catch (Throwable t) {
      lab.close();
      throw t;
    }
  }

  /** A new host with nothing but its loopback device. */
  public synchronized LabHost host(String name) {
    return new LabHost(this, namespace(name));
  }

  /** Joins hosts by a network; addresses are {@code subnet.1}, {@code subnet.2} … in the order given. */
  public synchronized void connect(String network, String subnet, LabHost... hosts) {
    if (hosts.length == 2) {
      ip("link", "add", network, "netns", hosts[0].namespace(), "type", "veth", "peer", "name", network, "netns", hosts[1].namespace());
    } else {
      bridge(network, hosts);
    }
    for (int i = 0; i < hosts.length; i++) {
      hosts[i].connect(network, subnet + "." + (i + 1), !hosts[i].hasNetworks());
    }
  }

  /** Makes the lab close something with itself, before its networks go. */
  public synchronized <T extends AutoCloseable> T owned(T closeable) {
    owned.add(closeable);
    return closeable;
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down: the hook itself is what called, or will find nothing left.
      return;
    }
  }

  private void bridge(String network, LabHost... hosts) {
    String sw = namespace("sw-" + network);
    ip("-n", sw, "link", "add", "bridge0", "type", "bridge", "mcast_snooping", "0");
    ip("-n", sw, "link", "set", "bridge0", "up");
    for (int i = 0; i < hosts.length; i++) {
      String port = "p" + (i + 1);
      ip("link", "add", network, "netns", hosts[i].namespace(), "type", "veth", "peer", "name", port, "netns", sw);
      ip("-n", sw, "link", "set", port, "master", "bridge0", "up");
    }
  }

  private String namespace(String name) {
    String full = prefix + name;
    ip("netns", "add", full);
    namespaces.add(full);
    ip("-n", full, "link", "set", "lo", "up");
    return full;
  }

  private synchronized void remove() {
    if (closed) {
      return;
    }
    closed = true;
    for (AutoCloseable closeable : owned.reversed()) {
      quietly(closeable);
    }
    for (String namespace : namespaces.reversed()) {
      quietly(() -> ip("netns", "delete", namespace));
    }
  }

  /** Goes on with the clearing up whatever one part of it does. */
  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception | AssertionError e) {
      System.err.println("laboratory not cleared up: " + e);
    }
  }

  private static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    PeerProcess.run(command);
  }
}
