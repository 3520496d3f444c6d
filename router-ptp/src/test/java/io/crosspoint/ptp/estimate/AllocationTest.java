package io.crosspoint.ptp.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.crosspoint.ptp.port.Measurements;
import io.crosspoint.ptp.port.ParentData;
import io.crosspoint.ptp.port.PortActions;
import io.crosspoint.ptp.port.PortSettings;
import io.crosspoint.ptp.port.PtpPort;
import io.crosspoint.ptp.port.PtpProfile;
import io.crosspoint.ptp.wire.Messages;
import io.crosspoint.ptp.wire.PortIdentity;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A settled port and estimator allocate nothing, whatever the path is like. */
class AllocationTest {

  private static final PortIdentity MASTER = new PortIdentity(1, 1);
  private static final PortIdentity OWN = new PortIdentity(2, 2);
  private static final long START_NS = 1_700_000_000_000_000_000L;

  private final byte[] announce = Messages.announce(MASTER, 1, 128, 6, 1, 0);
  private final byte[] sync = Messages.sync(MASTER, 1, -3, true, 0);
  private final byte[] followUp = Messages.followUp(MASTER, 1, -3, START_NS);
  private final byte[] response = Messages.delayResponse(MASTER, 1, -3, START_NS, OWN);
  private final ByteBuffer syncOut = ByteBuffer.wrap(sync);
  private final ByteBuffer followUpOut = ByteBuffer.wrap(followUp);
  private final ByteBuffer responseOut = ByteBuffer.wrap(response);
  private final SplittableRandom noise = new SplittableRandom(1);
  private final ClockEstimator estimator = new ClockEstimator();
  private final Wiring wiring = new Wiring();
  private final PtpPort port =
      new PtpPort(new PortSettings(OWN, 0, PtpProfile.AES67, false, List.of()), wiring, new SplittableRandom(2));
  private long rawNs = 1_000_000_000L;
  private int sequence;

  @Test
  void shouldAllocateNothingWhenSettled() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    run(4_000);
    long before = threads.getThreadAllocatedBytes(thread);
    long overhead = threads.getThreadAllocatedBytes(thread) - before;
    before = threads.getThreadAllocatedBytes(thread);
    run(4_000);
    long allocated = threads.getThreadAllocatedBytes(thread) - before - overhead;
    assertEquals(0, allocated, "bytes in 500 s of 8 Sync and 8 requests a second, a queued path for half of it");
    assertEquals(ClockEstimator.Phase.TRACKING, estimator.phase());
  }

  private void run(int syncs) {
    for (int i = 0; i < syncs; i++) {
      for (int ms = 0; ms < 125; ms++) {
        rawNs += 1_000_000;
        port.onTimer(rawNs);
        answer();
      }
      long queueNs = i % 1_000 < 500 ? 0 : noise.nextInt(80_000);
      sequence++;
      syncOut.putShort(30, (short) sequence);
      followUpOut.putShort(30, (short) sequence);
      time(followUpOut, rawNs + START_NS - 2_500 - noise.nextInt(500) - queueNs);
      if (sequence % 8 == 0) {
        port.onDatagram(announce, announce.length, 1, false, PtpPort.NO_STAMP, rawNs);
      }
      port.onDatagram(sync, sync.length, 1, true, rawNs, rawNs);
      port.onDatagram(followUp, followUp.length, 1, false, PtpPort.NO_STAMP, rawNs);
      estimator.advance(rawNs);
    }
  }

  private void answer() {
    if (wiring.asked < 0) {
      return;
    }
    responseOut.putShort(30, (short) wiring.asked);
    time(responseOut, rawNs + START_NS + 2_500 + noise.nextInt(500));
    port.onRequestSent(wiring.asked, rawNs);
    wiring.asked = -1;
    port.onDatagram(response, response.length, 1, false, PtpPort.NO_STAMP, rawNs);
  }

  private static void time(ByteBuffer out, long ptpNs) {
    out.putInt(36, (int) (ptpNs / 1_000_000_000L)).putInt(40, (int) (ptpNs % 1_000_000_000L));
  }

  private final class Wiring implements PortActions, Measurements {

    private int asked = -1;

    @Override
    public boolean sendDelayRequest(byte[] message, int length, int destination) {
      asked = (message[30] & 0xFF) << 8 | (message[31] & 0xFF);
      return true;
    }

    @Override
    public void onSync(long ptpNs, long atRawNs, int logInterval) {
      estimator.onSync(ptpNs, atRawNs);
    }

    @Override
    public void onDelay(long ptpNs, long atRawNs) {
      estimator.onDelay(ptpNs, atRawNs);
    }

    @Override
    public void onParent(@Nullable ParentData parent) {
      estimator.measureAgain();
    }
  }
}
