package io.crosspoint.app.service;

import io.crosspoint.ptp.clock.HostClocks;
import io.crosspoint.ptp.linux.LinuxClocks;
import io.crosspoint.ptp.linux.UnixDatagram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process, told by the protocol of {@code sd_notify(3)}: assignments, one a line, in one datagram to
 * the socket that {@code NOTIFY_SOCKET} names. Nobody answers. Where there is no such socket every call does nothing.
 *
 * <p><b>Thread:</b> any; never a hot one, because the calls take a lock and make garbage.
 */
public final class Supervisor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  /** What a datagram of ours takes at most, with room for the assignment's name. */
  private static final int MOST_STATUS_BYTES = 400;

  private final @Nullable UnixDatagram socket;
  private final byte[] address;
  private final LongSupplier monotonicNs;
  private final long watchdogNs;
  private boolean isClosed;

  private Supervisor(@Nullable UnixDatagram socket, byte[] address, LongSupplier monotonicNs, long watchdogNs) {
    this.socket = socket;
    this.address = address;
    this.monotonicNs = monotonicNs;
    this.watchdogNs = watchdogNs;
  }

  /** Whoever started this process. */
  public static Supervisor ofThisProcess() {
    return of(System.getenv(), ProcessHandle.current().pid(), HostClocks.ofThisHost()::monotonicNs);
  }

  /**
   * The one that an environment names.
   *
   * @param processId whose watchdog it is; one that is meant for another process is none
   * @param monotonicNs {@code CLOCK_MONOTONIC}, by which it tells a reload from its end
   */
  static Supervisor of(Map<String, String> environment, long processId, LongSupplier monotonicNs) {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    boolean isSocket = name.startsWith("/") || name.startsWith("@");
    if (!isSocket || !LinuxClocks.isAvailable()) {
      return new Supervisor(null, new byte[0], monotonicNs, 0);
    }
    try {
      return new Supervisor(UnixDatagram.unnamed(), UnixDatagram.address(name), monotonicNs, watchdogNs(environment, processId));
    } catch (IOException e) {
      LOG.warn("the service manager cannot be told anything: {}", e.getMessage());
      return new Supervisor(null, new byte[0], monotonicNs, 0);
    }
  }

  private static long watchdogNs(Map<String, String> environment, long processId) {
    String owner = environment.getOrDefault("WATCHDOG_PID", String.valueOf(processId));
    try {
      long us = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
      return owner.equals(String.valueOf(processId)) && us > 0 ? Math.multiplyExact(us, 1000L) : 0;
    } catch (NumberFormatException | ArithmeticException notANumber) {
      return 0;
    }
  }

  /** How long it waits for {@link #alive} before it restarts the process; 0 when it does not. */
  public long watchdogNs() {
    return watchdogNs;
  }

  /** The service does its work from now on; also the end of {@link #reloading}. */
  public void ready() {
    send("READY=1");
  }

  /** The configuration is being read again; {@link #ready} must follow, whatever comes of it. */
  public void reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=" + monotonicNs.getAsLong() / 1000);
  }

  /** The service is about to end by itself or as it was told to. */
  public void stopping() {
    send("STOPPING=1");
  }

  /** Puts off the watchdog. */
  void alive() {
    send("WATCHDOG=1");
  }

  /** What {@code systemctl status} shows: one line, cut where it is too long. */
  public void status(String line) {
    send("STATUS=" + cut(line.replace('\n', ' ')));
  }

  private static String cut(String line) {
    String cut = line;
    while (cut.getBytes(StandardCharsets.UTF_8).length > MOST_STATUS_BYTES) {
      cut = cut.substring(0, cut.length() - 1 - cut.length() / 50);
    }
    return cut;
  }

  private synchronized void send(String assignments) {
    if (socket != null && !isClosed) {
      // One that has gone away is no reason to do anything else than to go on.
      boolean _ = socket.send(assignments.getBytes(StandardCharsets.UTF_8), address);
    }
  }

  @Override
  public synchronized void close() {
    if (socket != null && !isClosed) {
      isClosed = true;
      socket.close();
    }
  }
}
