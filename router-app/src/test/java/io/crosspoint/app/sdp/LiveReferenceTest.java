package io.crosspoint.app.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import org.junit.jupiter.api.Test;

class LiveReferenceTest {

  private static final long MASTER = 0x39A794FFFE07CBD0L;
  private static final String NAMED = "ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0";
  private static final String OWN = "ts-refclk:localmac=02-00-00-00-00-01";
  private static final long S = 1_000_000_000L;

  private final LiveReference reference = new LiveReference("02-00-00-00-00-01");

  private String after(ClockState state, long master, boolean isTraceable, long nowNs) {
    reference.observe(new ClockSnapshot(0, 0, 0, 0, 0, 0, state, "", master, master == 0 ? -1 : 0), isTraceable, nowNs);
    return reference.now().value();
  }

  @Test
  void shouldNameTheHostsOwnClockUntilThereIsAnother() {
    assertEquals(OWN, reference.now().value());
    assertEquals(OWN, after(ClockState.LISTENING, 0, false, 0));
    assertEquals(OWN, after(ClockState.FREERUN, 0, false, S));
    assertEquals("ts-refclk:local", new LiveReference(null).now().value());
  }

  @Test
  void shouldNameTheGrandmasterWhileLockedAndTheNextOneAtOnce() {
    assertEquals(NAMED, after(ClockState.LOCKED, MASTER, true, 0));
    assertEquals("ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D1:0", after(ClockState.LOCKED, MASTER + 1, false, S));
  }

  @Test
  void shouldRememberTheGrandmasterForTenSeconds() {
    after(ClockState.LOCKED, MASTER, true, 0);
    assertEquals(NAMED, after(ClockState.HOLDOVER, 0, false, 10 * S));
    assertEquals(OWN, after(ClockState.HOLDOVER, 0, false, 10 * S + 1));
    assertEquals(OWN, after(ClockState.HOLDOVER, 0, false, 11 * S));
    assertEquals(NAMED, after(ClockState.LOCKED, MASTER, true, 12 * S));
  }

  @Test
  void shouldCallItselfTraceableOnlyWhileASelectedGrandmasterIs() {
    after(ClockState.LOCKED, MASTER, true, 0);
    assertEquals("ts-refclk:ptp=IEEE1588-2008:traceable", after(ClockState.ACQUIRING, MASTER + 1, true, 11 * S));
    assertEquals(OWN, after(ClockState.ACQUIRING, MASTER + 1, false, 12 * S));
    assertEquals(OWN, after(ClockState.HOLDOVER, MASTER, true, 13 * S));
  }

  @Test
  void shouldNameNoGrandmasterWhenItRunsFree() {
    after(ClockState.LOCKED, MASTER, true, 0);
    assertEquals(OWN, after(ClockState.FREERUN, MASTER, true, S));
  }

  @Test
  void shouldNeverNameAGrandmasterOfZeros() {
    assertEquals(OWN, after(ClockState.LOCKED, 0, false, 0));
  }
}
