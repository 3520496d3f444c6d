package io.crosspoint.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A ptp4l as grandmaster (or rival slave), configured like the equipment of a plant: 8 Sync and 1 Announce a second, end to end,
 * software stamps, and {@code free_running}, so that it never touches this machine's clock.
 *
 * <p>Its PTP time is this machine's {@code CLOCK_REALTIME} on an arbitrary timescale (ptpTimescale = 0). It takes some 4 s to become
 * master.
 */
public final class Ptp4l implements AutoCloseable {

  private final LabHost host;
  private final String network;
  private final Map<String, String> options = new TreeMap<>();
  private PeerProcess process;

  private Ptp4l(LabHost host, String network) {
    this.host = host;
    this.network = network;
    with("free_running", 1).with("time_stamping", "software").with("clockClass", 6).with("priority1", 10).with("domainNumber", 0);
    with("logAnnounceInterval", 0).with("logSyncInterval", -3).with("logMinDelayReqInterval", -3);
    with("uds_address", "/run/" + host.namespace() + "-" + network + ".uds");
  }

  /** A grandmaster with priority1 10 and clockClass 6. */
  public static Ptp4l grandmaster(LabHost host, String network) {
    Peers.require("ptp4l");
    return new Ptp4l(host, network);
  }

  /** A slave that measures beside us and steers nothing; its lines {@code rms … max …} come once a second. */
  public static Ptp4l slave(LabHost host, String network) {
    Peers.require("ptp4l");
    return new Ptp4l(host, network).with("slaveOnly", 1).with("priority1", 255).with("clockClass", 255).with("summary_interval", 0);
  }

  /** Any option of the {@code [global]} section. */
  public Ptp4l with(String option, Object value) {
    options.put(option, String.valueOf(value));
    return this;
  }

  public Ptp4l domain(int domain) {
    return with("domainNumber", domain);
  }

  public Ptp4l priority1(int priority1) {
    return with("priority1", priority1);
  }

  public Ptp4l clockClass(int clockClass) {
    return with("clockClass", clockClass);
  }

  /** Log2 intervals in seconds. */
  public Ptp4l intervals(int logSync, int logAnnounce, int logMinDelayReq) {
    return with("logSyncInterval", logSync).with("logAnnounceInterval", logAnnounce).with("logMinDelayReqInterval", logMinDelayReq);
  }

  /** The EUI-64 to announce, as sixteen hexadecimal digits; without it ptp4l makes one from the MAC address. */
  public Ptp4l identity(String hex16) {
    return with("clockIdentity", hex16.substring(0, 6) + "." + hex16.substring(6, 10) + "." + hex16.substring(10));
  }

  public Ptp4l start() {
    try {
      StringBuilder text = new StringBuilder("[global]\n");
      options.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
      Path file = Files.createTempFile("ptp4l", ".cfg");
      file.toFile().deleteOnExit();
      Files.writeString(file, text);
      process = host.start("ptp4l", "-f", file.toString(), "-i", network, "-4", "-m", "-E");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until this ptp4l says that it is grandmaster. */
  public Ptp4l awaitMaster() {
    process.awaitLine("assuming the grand master role|to MASTER on|to GRAND_MASTER on", Duration.ofSeconds(20));
    return this;
  }

  public PeerProcess process() {
    return process;
  }

  /** Dies without a word, as at a power cut. */
  public void kill() {
    process.signal("KILL");
    process.awaitExit(Duration.ofSeconds(2));
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.close();
    try {
      Files.deleteIfExists(Path.of(options.get("uds_address")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
