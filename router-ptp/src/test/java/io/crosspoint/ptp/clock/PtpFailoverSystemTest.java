package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.Ptp4l;
import io.crosspoint.ptp.port.PtpProfile;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two ptp4l and one slave of ours on one network: failover, loss of both, return. Both grandmasters tell this machine's wall clock. */
@Timeout(150)
class PtpFailoverSystemTest {

  private static final Duration SOON = Duration.ofSeconds(25);
  private static final String BETTER = "39-07-A7-FF-FE-00-00-01";
  private static final String OTHER = "39-07-A7-FF-FE-00-00-02";
  /** Other work on the machine delays single packets by milliseconds; a change of the timescale would be far beyond. */
  private static final long TOLERANCE_NS = 100_000;

  private final AtomicBoolean isStopped = new AtomicBoolean();
  private long worstNs;

  @Test
  void shouldGoOnWithTheSecondGrandmasterAndHoldOverWithoutAny() throws Exception {
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost first = lab.host("first");
      LabHost second = lab.host("second");
      LabHost host = lab.host("host");
      lab.connect("red", "10.77.0", first, second, host);
      Ptp4l better = lab.owned(grandmaster(first, "3907A7FFFE000001", 10)).start().awaitMaster();
      Ptp4l other = lab.owned(grandmaster(second, "3907A7FFFE000002", 20)).start();
      PtpClockSource source = lab.owned(new PtpClockSource(PtpOptions.of("red", 0, PtpProfile.AES67)));
      host.call(Executors.callable(source::start));
      awaitLocked(source, BETTER);
      int epoch = source.snapshot().epoch();
      Await.pause(Duration.ofSeconds(3));
      Thread observer = Thread.ofPlatform().start(() -> observe(source));

      better.kill();
      awaitLocked(source, OTHER);
      Await.pause(Duration.ofSeconds(2));
      other.kill();
      Await.until(SOON, "holdover without any grandmaster", () -> source.snapshot().state() == ClockState.HOLDOVER);
      long boundNs = source.snapshot().errorBoundNs();
      Await.pause(Duration.ofSeconds(2));
      assertTrue(source.snapshot().errorBoundNs() > boundNs, "the bound grows");
      lab.owned(grandmaster(second, "3907A7FFFE000002", 20)).start();
      awaitLocked(source, OTHER);

      isStopped.set(true);
      observer.join();
      assertEquals(epoch, source.snapshot().epoch(), "both tell the same time: " + source.status());
      assertTrue(worstNs < TOLERANCE_NS, "the error reached " + worstNs + " ns");
    }
  }

  private static Ptp4l grandmaster(LabHost host, String identity, int priority1) {
    return Ptp4l.grandmaster(host, "red").identity(identity).priority1(priority1);
  }

  private static void awaitLocked(PtpClockSource source, String grandmaster) {
    Await.until(SOON, "locked to " + grandmaster, () -> {
      ClockSnapshot clock = source.snapshot();
      return clock.state() == ClockState.LOCKED && clock.grandmasterText().equals(grandmaster);
    });
  }

  private void observe(PtpClockSource source) {
    StampConverter now = new StampConverter(HostClocks.ofThisHost());
    now.warmUp();
    while (!isStopped.get()) {
      now.refresh();
      worstNs = Math.max(worstNs, Math.abs(source.snapshot().ptpAtRaw(now.rawNs()) - now.realtimeNs()));
      Await.pause(Duration.ofMillis(20));
    }
  }
}
