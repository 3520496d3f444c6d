package io.crosspoint.ptp.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.Ptp4l;
import io.crosspoint.ptp.port.PtpProfile;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The slave's thread at a real ptp4l, beside the classes that judge its time. */
@Timeout(120)
class PtpAllocationSystemTest {

  private final List<LabHost> hosts = new ArrayList<>();
  private final PtpClockSource source = new PtpClockSource(PtpOptions.of("red", 0, PtpProfile.AES67));
  private NetworkLab lab;

  @BeforeEach
  void openLab() {
    lab = NetworkLab.pair(hosts);
  }

  @AfterEach
  void closeLab() {
    source.close();
    lab.close();
  }

  /** The status is not asked for: it is made for who asks. */
  @Test
  void shouldAllocateNothingWhenSettled() throws Exception {
    lab.owned(Ptp4l.grandmaster(hosts.get(0), "red")).start().awaitMaster();
    hosts.get(1).call(Executors.callable(source::start));
    Await.until(Duration.ofSeconds(30), "lock", () -> source.snapshot().state() == ClockState.LOCKED);
    Await.pause(Duration.ofSeconds(4));
    Thread thread = Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().equals("ptp red")).findFirst().orElseThrow();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // A window may hold an object that a compiled method, given up for a better one, had kept in registers; two in a row must not.
    long quietWindows = 0;
    long bytes = 0;
    for (int i = 0; i < 10 && quietWindows < 2; i++) {
      long before = threads.getThreadAllocatedBytes(thread.threadId());
      Await.pause(Duration.ofSeconds(2));
      bytes = threads.getThreadAllocatedBytes(thread.threadId()) - before;
      quietWindows = bytes == 0 ? quietWindows + 1 : 0;
    }
    assertEquals(2, quietWindows, "still " + bytes + " bytes in 2 s of 8 Sync and 8 Delay_Req a second");
  }
}
