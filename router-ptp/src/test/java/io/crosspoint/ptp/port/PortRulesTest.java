package io.crosspoint.ptp.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.crosspoint.ptp.wire.Discard;
import io.crosspoint.ptp.wire.Messages;
import io.crosspoint.ptp.wire.PortIdentity;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a slave must refuse, rule by rule, at a port that has selected a master. */
class PortRulesTest {

  private static final PortIdentity OWN = new PortIdentity(0xAAAAAAFFFEBBBBBBL, 17);
  private static final PortIdentity MASTER = new PortIdentity(0x001DC1FFFE000001L, 1);
  private static final int ADDRESS = 0x0A4D0001;
  private static final long S = 1_000_000_000L;
  private static final long PTP_NS = 1_763_800_000L * S;

  private final Recorder recorder = new Recorder();
  private final PtpPort port =
      new PtpPort(new PortSettings(OWN, 0, PtpProfile.AES67, false, List.of()), recorder, new SplittableRandom(1));
  private long nowNs = 100 * S;

  /** What the port did. */
  private static final class Recorder implements PortActions {
    final List<Integer> requests = new ArrayList<>();
    int syncs;
    int delays;
    @Nullable ParentData parent;

    @Override
    public boolean sendDelayRequest(byte[] message, int length, int destination) {
      requests.add((message[30] & 0xFF) << 8 | (message[31] & 0xFF));
      return true;
    }

    @Override
    public void onSync(long ptpNs, long rawNs, int logInterval) {
      syncs++;
    }

    @Override
    public void onDelay(long ptpNs, long rawNs) {
      delays++;
    }

    @Override
    public void onParent(@Nullable ParentData selected) {
      parent = selected;
    }
  }

  @BeforeEach
  void select() {
    for (int i = 0; i < 3; i++) {
      general(Messages.announce(MASTER, MASTER.clock(), 128, 6, i, 0));
      nowNs += S / 10;
    }
    port.onTimer(nowNs);
    assertEquals(MASTER, recorder.parent.sender());
  }

  private void general(byte[] message) {
    port.onDatagram(message, message.length, ADDRESS, false, PtpPort.NO_STAMP, nowNs);
  }

  private void event(byte[] message) {
    port.onDatagram(message, message.length, ADDRESS, true, nowNs, nowNs);
  }

  private long discards(Discard reason) {
    return port.counters().discards(reason);
  }

  private static byte[] sync(int sequence, long originNs) {
    return Messages.sync(MASTER, sequence, -3, false, originNs);
  }

  private static byte[] with(byte[] message, int at, int value) {
    message[at] = (byte) value;
    return message;
  }

  @Test
  void shouldRefuseOtherDomainsAndStandardsAndItself() {
    event(Messages.withDomain(sync(1, PTP_NS), 127));
    assertEquals(1, discards(Discard.WRONG_DOMAIN));
    assertEquals("127", port.otherDomains());
    event(with(sync(1, PTP_NS), 0, 0x10));
    assertEquals(1, discards(Discard.WRONG_SDO), "IEEE 802.1AS");
    event(Messages.sync(new PortIdentity(OWN.clock(), 1), 1, -3, false, PTP_NS));
    general(Messages.announce(new PortIdentity(9, 1), OWN.clock(), 0, 6, 1, 0));
    assertEquals(2, discards(Discard.OWN_MESSAGE));
    assertEquals(0, recorder.syncs);
  }

  @Test
  void shouldRefuseMessagesOnTheWrongPort() {
    general(sync(1, PTP_NS));
    event(Messages.followUp(MASTER, 1, -3, PTP_NS));
    event(Messages.announce(MASTER, MASTER.clock(), 128, 6, 9, 0));
    assertEquals(3, discards(Discard.WRONG_SOCKET));
  }

  @Test
  void shouldRefuseAlternateMasters() {
    general(with(Messages.announce(new PortIdentity(5, 1), 5, 0, 6, 1, 0), 6, 1));
    event(with(sync(1, PTP_NS), 6, 1));
    assertEquals(2, discards(Discard.ALTERNATE_MASTER));
    assertEquals(1, port.masters(nowNs).size());
  }

  @Test
  void shouldRefuseAnnouncesThatHaveComeTooFar() {
    byte[] far = Messages.announce(new PortIdentity(5, 1), 5, 0, 6, 1, 0);
    general(with(far, 62, 255));
    assertEquals(1, discards(Discard.STEPS_REMOVED));
    assertEquals(1, port.masters(nowNs).size());
  }

  @Test
  void shouldKeepTheIntervalWhenAnAnnounceTellsNonsense() {
    for (int log : new int[] {-11, 23, 127, -128}) {
      general(Messages.announce(MASTER, MASTER.clock(), 128, 6, 9, log));
    }
    nowNs += 29 * S / 10;
    port.onTimer(nowNs);
    assertEquals(MASTER, recorder.parent.sender(), "three intervals of 1 s are not over");
    nowNs += S / 5;
    port.onTimer(nowNs);
    assertNull(recorder.parent);
  }

  @Test
  void shouldRefuseTimeThatDoesNotIncrease() {
    event(sync(1, PTP_NS));
    event(sync(2, PTP_NS));
    event(sync(3, PTP_NS - 1));
    assertEquals(1, recorder.syncs);
    assertEquals(2, discards(Discard.NOT_INCREASING));
    event(sync(4, PTP_NS + S / 8));
    assertEquals(2, recorder.syncs);
  }

  @Test
  void shouldRefuseWhatIsNotStamped() {
    byte[] sync = sync(1, PTP_NS);
    port.onDatagram(sync, sync.length, ADDRESS, true, PtpPort.NO_STAMP, nowNs);
    assertEquals(1, discards(Discard.NO_STAMP));
    assertEquals(0, recorder.syncs);
  }

  @Test
  void shouldRefuseFollowUpsWithoutTheirSync() {
    for (int i = 0; i < 6; i++) {
      general(Messages.followUp(MASTER, i, -3, PTP_NS));
    }
    assertEquals(2, discards(Discard.UNMATCHED_FOLLOW_UP), "two of the six have been pushed out by then");
    event(Messages.sync(MASTER, 5, -3, true, 0));
    general(Messages.followUp(MASTER, 5, -3, PTP_NS + S));
    assertEquals(1, recorder.syncs, "a second Follow_Up is of no effect");
    nowNs += 2 * S;
    event(Messages.sync(MASTER, 4, -3, true, 0));
    assertEquals(1, recorder.syncs, "a Follow_Up of two seconds ago belongs to nothing");
  }

  @Test
  void shouldRefuseAnswersThatWereNotAskedFor() {
    int sequence = request();
    general(Messages.delayResponse(MASTER, sequence, 0, PTP_NS, new PortIdentity(OWN.clock(), 18)));
    assertEquals(1, discards(Discard.NOT_OUR_REQUEST));
    general(Messages.delayResponse(new PortIdentity(5, 1), sequence, 0, PTP_NS, OWN));
    assertEquals(1, discards(Discard.NOT_PARENT));
    general(Messages.delayResponse(MASTER, sequence + 1, 0, PTP_NS, OWN));
    assertEquals(1, discards(Discard.UNKNOWN_REQUEST));
    general(Messages.delayResponse(MASTER, sequence, 0, PTP_NS, OWN));
    general(Messages.delayResponse(MASTER, sequence, 0, PTP_NS, OWN));
    assertEquals(2, discards(Discard.UNKNOWN_REQUEST), "answered already");
    assertEquals(1, recorder.delays);
  }

  @Test
  void shouldRefuseAnswersThatComeTooLate() {
    int sequence = request();
    nowNs += S + 1;
    general(Messages.delayResponse(MASTER, sequence, 0, PTP_NS, OWN));
    assertEquals(1, discards(Discard.UNKNOWN_REQUEST));
    assertEquals(0, recorder.delays);
  }

  private int request() {
    nowNs += S / 10;
    port.onTimer(nowNs);
    int sequence = recorder.requests.getLast();
    port.onRequestSent(sequence, nowNs);
    return sequence;
  }

  @Test
  void shouldObeyNoManagementAndNoSignaling() {
    byte[] set = Messages.syncMetadata(new PortIdentity(5, 1), 4);
    general(set);
    byte[] signaling = new byte[44];
    System.arraycopy(Messages.followUp(MASTER, 1, 0, 0), 0, signaling, 0, 34);
    general(with(with(signaling, 0, 0x0C), 3, 44));
    general(with(Messages.followUp(MASTER, 1, 0, 0), 0, 0x0D));
    assertEquals(2, discards(Discard.NOT_FOR_SLAVES), "metadata of a stranger, and signaling");
    assertNull(port.metadata());
    general(Messages.syncMetadata(MASTER, 4));
    assertEquals(4, port.metadata().lockingStatus(), "the parent's metadata is shown");
  }

  @Test
  void shouldNoticeAMasterWhoseMessagesComeFromElsewhere() {
    event(sync(1, PTP_NS));
    assertEquals(0, port.counters().otherAddresses());
    byte[] elsewhere = sync(2, PTP_NS + S);
    port.onDatagram(elsewhere, elsewhere.length, ADDRESS + 1, true, nowNs, nowNs);
    assertEquals(1, port.counters().otherAddresses());
    assertEquals(2, recorder.syncs, "told, not refused: a boundary clock may have two addresses");
  }

  @Test
  void shouldKeepItsMemoryInAFlood() {
    SplittableRandom random = new SplittableRandom(3);
    byte[][] lies = new byte[4_096][];
    for (int i = 0; i < lies.length; i++) {
      lies[i] = Messages.announce(new PortIdentity(random.nextLong() | 1, 1), random.nextLong() | 1, 200, 248, i, 0);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 20 && allocated > 0; attempt++) {
      general(Messages.announce(MASTER, MASTER.clock(), 128, 6, attempt, 0));
      long before = threads.getCurrentThreadAllocatedBytes();
      for (byte[] lie : lies) {
        nowNs += 20_000;
        general(lie);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertEquals(0, allocated);
    assertEquals(MASTER, recorder.parent.sender());
    assertEquals(16, port.masters(nowNs).size());
  }

  @Test
  void shouldCountFromTheSelectionOfAMaster() {
    event(Messages.sync(MASTER, 1, -3, true, 0));
    assertEquals(1, port.counters().twoStepSyncsFromParent());
    for (int i = 0; i < 60; i++) {
      nowNs += S / 10;
      general(Messages.announce(new PortIdentity(5, 1), 5, 0, 6, i, 0));
      port.onTimer(nowNs);
    }
    assertEquals(5, recorder.parent.grandmaster());
    assertEquals(0, port.counters().twoStepSyncsFromParent());
  }

  @Test
  void shouldAskWhereNoSyncHasWokenTheHosts() {
    int[] quarters = new int[4];
    long syncNs = nowNs;
    int asked = recorder.requests.size();
    int seen = 0;
    for (int ms = 0; ms < 600_000; ms++) {
      nowNs += 1_000_000;
      if (ms % 1000 == 500) {
        general(Messages.announce(MASTER, MASTER.clock(), 128, 6, 3 + ms / 1000, 0));
      }
      if (ms % 125 == 0) {
        syncNs = nowNs;
        event(sync(ms / 125, PTP_NS + nowNs));
      }
      port.onTimer(nowNs);
      if (ms > 5_000 && recorder.requests.size() > asked) {
        long sinceMs = (nowNs - syncNs) / 1_000_000;
        assertTrue(sinceMs >= 40 && sinceMs <= 106, sinceMs + " ms after a Sync");
        quarters[(int) (sinceMs - 40) * 4 / 67]++;
        seen++;
      }
      asked = recorder.requests.size();
    }
    assertEquals(595, seen, 60, "one a second on average, as the profile has it until a master says otherwise");
    for (int quarter : quarters) {
      assertTrue(quarter > 110, "spread: " + Arrays.toString(quarters));
    }
  }
}
