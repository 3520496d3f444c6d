package io.crosspoint.app.doctor;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.ptp.linux.IgmpEar;
import io.crosspoint.ptp.linux.LinuxClocks;
import io.crosspoint.ptp.linux.NetworkDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Whether anybody on a network asks for members. A switch that snoops IGMP forgets who wants a group when nobody asks (RFC 4541), and a
 * stream that worked goes silent some 260 s after it was joined.
 *
 * <p>A querier speaks every 125 s, which is too long to wait for. So a group that nobody uses is joined and left again: a querier then
 * asks at once whether anybody else is there (RFC 3376 clause 6.4.2).
 */
final class QuerierCheck {

  /** In the local scope of RFC 2365, where no plan of addresses puts a stream. */
  private static final int GROUP = 0xEFFF_4947;

  /** So long a switch may take to learn of a member. */
  private static final int JOIN_MS = 700;

  private static final int USUAL_MS = 5000;

  private final List<CompletableFuture<Finding>> looking = new ArrayList<>();

  private QuerierCheck() {}

  /** Begins to listen, beside whatever else is examined. */
  static QuerierCheck begin(RouterConfig config) {
    QuerierCheck check = new QuerierCheck();
    config.networks().forEach((name, nic) -> {
      boolean joins = config.inputs().stream().flatMap(input -> input.flows().stream())
          .anyMatch(flow -> flow.network().equals(name) && flow.destination().isMulticastAddress());
      if (joins && LinuxClocks.isAvailable() && !nic.address().isLoopbackAddress()) {
        CompletableFuture<Finding> finding = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("querier " + name).start(() -> finding.complete(look(name, nic, USUAL_MS)));
        check.looking.add(finding);
      }
    });
    return check;
  }

  /** Waits for what is not known yet, some seconds at most. */
  List<Finding> findings() {
    return looking.stream().map(CompletableFuture::join).toList();
  }

  static Finding look(String network, Nic nic, int listenMs) {
    try {
      NetworkDevice device = NetworkDevice.find(nic.name()).orElseThrow(() -> new IOException("there is no such device"));
      try (IgmpEar ear = IgmpEar.open(device, GROUP)) {
        return judge(network, nic, listen(nic, ear, listenMs), listenMs);
      }
    } catch (IOException e) {
      return Finding.ok(network, "whether an IGMP querier is on " + nic.name() + " was not found out: " + e.getMessage());
    }
  }

  private static Optional<IgmpEar.Query> listen(Nic nic, IgmpEar ear, int listenMs) throws IOException {
    InetSocketAddress group = new InetSocketAddress(InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(GROUP).array()), 0);
    NetworkInterface device = NetworkInterface.getByIndex(nic.index());
    try (MulticastSocket member = new MulticastSocket(0)) {
      member.joinGroup(group, device);
      Optional<IgmpEar.Query> early = hear(ear, JOIN_MS);
      member.leaveGroup(group, device);
      return early.isPresent() ? early : hear(ear, listenMs);
    }
  }

  private static Optional<IgmpEar.Query> hear(IgmpEar ear, int forMs) {
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(forMs);
    Optional<IgmpEar.Query> heard = Optional.empty();
    while (heard.isEmpty() && System.nanoTime() - endNs < 0) {
      heard = ear.hear((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime())));
    }
    return heard;
  }

  static Finding judge(String network, Nic nic, Optional<IgmpEar.Query> heard, int listenMs) {
    if (heard.isEmpty()) {
      return Finding.warn(
          network, String.format(
              Locale.ROOT, "no IGMP querier on %s: none answered within %.1f s when a group was left. A switch that snoops stops streams"
                  + " some minutes after they are joined", nic.name(), listenMs / 1e3),
          "switch on the IGMP querier of one switch in this network (version 3); without any switch that snoops all is well");
    }
    IgmpEar.Query query = heard.get();
    int sender = query.sender();
    String who = sender == 0 ? "a switch without an address"
        : "%d.%d.%d.%d".formatted(sender >>> 24, sender >>> 16 & 0xFF, sender >>> 8 & 0xFF, sender & 0xFF);
    return Finding.ok(network, "IGMPv" + query.version() + " querier on " + nic.name() + ": " + who);
  }
}
