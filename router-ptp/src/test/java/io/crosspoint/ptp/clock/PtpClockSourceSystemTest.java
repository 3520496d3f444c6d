package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import io.crosspoint.lab.Ptp4l;
import io.crosspoint.ptp.port.PtpProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The slave at a real ptp4l. The grandmaster's time is this machine's CLOCK_REALTIME, so the truth can be read; other work on the machine
 * makes single packets late by milliseconds, which the bounds allow for: accuracy is judged on recorded captures, not here.
 */
@Timeout(120)
class PtpClockSourceSystemTest {

  private final List<LabHost> hosts = new ArrayList<>();
  private NetworkLab lab;
  private PtpClockSource source;

  @BeforeEach
  void openLab() {
    lab = NetworkLab.pair(hosts);
  }

  @AfterEach
  void closeLab() {
    if (source != null) {
      source.close();
    }
    lab.close();
  }

  @Test
  void shouldLockToPtp4lHoldOverAndReturnWithoutAStep() throws Exception {
    Ptp4l gm = lab.owned(Ptp4l.grandmaster(hosts.get(0), "red").identity("3907A7FFFE94CBD0")).start().awaitMaster();
    startSource(0);
    awaitState(ClockState.LOCKED, Duration.ofSeconds(8));
    ClockSnapshot locked = source.snapshot();
    assertEquals("39-07-A7-FF-FE-94-CB-D0", locked.grandmasterText());
    Await.pause(Duration.ofSeconds(3));
    assertTrue(Math.abs(errorNs()) < 20_000, "error " + errorNs() + " ns");

    gm.kill();
    awaitState(ClockState.HOLDOVER, Duration.ofSeconds(6));
    long boundNs = source.snapshot().errorBoundNs();
    Await.pause(Duration.ofSeconds(2));
    assertTrue(source.snapshot().errorBoundNs() > boundNs, "the bound grows in holdover");
    assertTrue(Math.abs(errorNs()) < 50_000, "error in holdover " + errorNs() + " ns");

    lab.owned(Ptp4l.grandmaster(hosts.get(0), "red").identity("3907A7FFFE94CBD0")).start();
    awaitState(ClockState.LOCKED, Duration.ofSeconds(15));
    assertEquals(locked.epoch(), source.snapshot().epoch(), "no new epoch after a return to the same time");
    assertTrue(Math.abs(errorNs()) < 50_000, "error after return " + errorNs() + " ns");
  }

  @Test
  void shouldSayWhyThereIsNoLock() throws Exception {
    startSource(7);
    Await.until(Duration.ofSeconds(3), "silence is told", () -> source.snapshot().reason().contains("no PTP is heard"));
    lab.owned(Ptp4l.grandmaster(hosts.get(0), "red")).start().awaitMaster();
    Await.until(Duration.ofSeconds(5), "the wrong domain is told", () -> source.snapshot().reason().contains("other domains"));
    assertEquals(ClockState.LISTENING, source.snapshot().state());
  }

  @Test
  void shouldWaitForAnInterfaceThatDoesNotExist() throws Exception {
    source = new PtpClockSource(PtpOptions.of("green", 0, PtpProfile.AES67));
    hosts.get(1).call(Executors.callable(source::start));
    Await.until(Duration.ofSeconds(3), "the interface is missed", () -> source.snapshot().reason().contains("green does not exist"));
    lab.connect("green", "10.77.2", hosts.get(0), hosts.get(1));
    Await.until(Duration.ofSeconds(5), "the interface is used", () -> source.snapshot().reason().contains("no PTP is heard on green"));
  }

  @Test
  void shouldSendDelayRequestsExpeditedAndStampedByTheKernel() throws Exception {
    Peers.require("tshark");
    lab.owned(Ptp4l.grandmaster(hosts.get(0), "red")).start().awaitMaster();
    try (PeerProcess capture = hosts.get(0).start(
        "tshark", "-l", "-i", "red", "-c", "4", "-f", "udp port 319 and src host 10.77.0.2",
        "-T", "fields", "-e", "ip.dsfield.dscp", "-e", "ip.ttl")) {
      startSource(0);
      awaitState(ClockState.LOCKED, Duration.ofSeconds(8));
      Await.until(Duration.ofSeconds(10), "four requests captured", () -> capture.output().lines().filter("46\t1"::equals).count() == 4);
    }
    Await.until(Duration.ofSeconds(2), "status", () -> source.status().isPresent());
    assertEquals("kernel; red has no hardware clock", source.status().orElseThrow().stampSource());
  }

  private void startSource(int domain) throws Exception {
    source = new PtpClockSource(PtpOptions.of("red", domain, PtpProfile.AES67));
    hosts.get(1).call(Executors.callable(source::start));
  }

  private void awaitState(ClockState state, Duration atMost) {
    try {
      Await.until(atMost, "state " + state, () -> source.snapshot().state() == state);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it is " + source.snapshot() + "\n" + source.status(), e);
    }
  }

  /** Published time against CLOCK_REALTIME, read in one bracket. */
  private long errorNs() {
    StampConverter now = new StampConverter(HostClocks.ofThisHost());
    now.warmUp();
    return source.snapshot().ptpAtRaw(now.rawNs()) - now.realtimeNs();
  }
}
