package io.crosspoint.app.doctor;

import io.crosspoint.app.config.ClockChoice;
import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.ptp.linux.Libc;
import io.crosspoint.ptp.linux.LinuxClocks;
import io.crosspoint.ptp.linux.Scheduling;
import io.crosspoint.ptp.tick.ThreadTuning;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What this process may do, found out by trying it on a thread that ends afterwards. */
final class PrivilegeChecks {

  private static final int PTP_EVENT_PORT = 319;

  private final RouterConfig config;

  PrivilegeChecks(RouterConfig config) {
    this.config = config;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (ClockChoice.PtpNetwork network : config.clock().networks()) {
      findings.add(ptpPort(network.nic()));
    }
    findings.add(httpAddress());
    if (!LinuxClocks.isAvailable()) {
      findings.add(Finding.warn("scheduler", "no real-time scheduling on this system: expect departures some ms late", "use Linux"));
      return findings;
    }
    findings.add(onAThreadOfItsOwn(() -> granted(
        Scheduling.becomeFifo(ThreadTuning.GUARD_PRIORITY), "scheduler", "SCHED_FIFO priority " + ThreadTuning.GUARD_PRIORITY,
        "grant CAP_SYS_NICE, or LimitRTPRIO=" + ThreadTuning.GUARD_PRIORITY + " (ulimit -r " + ThreadTuning.GUARD_PRIORITY + ")")));
    findings.add(onAThreadOfItsOwn(() -> granted(
        Scheduling.setTimerSlackNs(1), "timer slack", "1 ns", "expect wake-ups 50 us late")));
    findings.add(
        Scheduling.mayLockAllMemory()
            ? Finding.ok("memory", "may be locked")
            : Finding.warn("memory", "may be swapped out", "grant LimitMEMLOCK=infinity (ulimit -l unlimited)"));
    return findings;
  }

  private static Finding granted(int result, String subject, String what, String fix) {
    return result < 0
        ? Finding.warn(subject, what + " is refused (" + Libc.describe(-result) + ")", fix)
        : Finding.ok(subject, what + " is granted");
  }

  private static Finding onAThreadOfItsOwn(Supplier<Finding> attempt) {
    CompletableFuture<Finding> result = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("doctor").start(() -> result.complete(attempt.get()));
    return result.join();
  }

  /** Shared with ptp4l on the same host when both ask for it, which both do. */
  private static Finding ptpPort(Nic nic) {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(nic.address(), PTP_EVENT_PORT));
      return Finding.ok("ptp port", "may bind 319 on " + nic.name());
    } catch (IOException e) {
      return Finding.fail(
          "ptp port", "cannot bind 319 on " + nic.name() + " (" + e.getMessage() + ")",
          "grant CAP_NET_BIND_SERVICE, or sysctl -w net.ipv4.ip_unprivileged_port_start=319");
    }
  }

  private Finding httpAddress() {
    InetSocketAddress address = config.http().listen();
    String text = address.getAddress().getHostAddress() + ":" + address.getPort();
    try (ServerSocket socket = new ServerSocket(address.getPort(), 1, address.getAddress())) {
      return Finding.ok("http", "may listen on " + text + (socket.getLocalPort() == address.getPort() ? "" : ", which was free"));
    } catch (BindException e) {
      return Finding.fail("http", "cannot listen on " + text + " (" + e.getMessage() + ")", "is it running? else change http.listen");
    } catch (IOException e) {
      return Finding.fail("http", "cannot listen on " + text + " (" + e.getMessage() + ")", "change http.listen");
    }
  }
}
