package io.crosspoint.app.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.sdp.ClockClaim.Kind;
import io.crosspoint.app.sdp.ClockClaim.Relation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockClaimTest {

  private static final long MASTER = 0x39A794FFFE07CBD0L;

  private static ClockClaim claim(String... clocks) {
    List<ReferenceClock> read = new ArrayList<>();
    for (String clock : clocks) {
      read.add(ReferenceClock.read(new LineReader(clock, 1, 0)));
    }
    return ClockClaim.of(read, false);
  }

  @Test
  void shouldKnowItsOwnGrandmaster() {
    ClockClaim named = claim("ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0");
    assertEquals(Kind.PTP, named.kind());
    assertEquals(Relation.SAME, named.to(MASTER, 0, false));
    assertEquals(Relation.FOREIGN, named.to(MASTER, 1, false));
    assertEquals(Relation.FOREIGN, named.to(MASTER + 1, 0, true));
    assertEquals(Relation.UNKNOWN, named.to(0, 0, false));
    assertEquals(Relation.SAME, claim("ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0").to(MASTER, 99, false));
    ClockClaim several = claim("gps", "ptp=IEEE1588-2008:00-00-00-00-00-00-00-01:0", named.masters().getFirst().body());
    assertEquals(Relation.SAME, several.to(MASTER, 0, false));
  }

  @Test
  void shouldCallTwoTraceableClocksTheSame() {
    ClockClaim traceable = claim("ptp=IEEE1588-2008:traceable");
    assertEquals(Kind.TRACEABLE, traceable.kind());
    assertEquals(Relation.SAME, traceable.to(MASTER, 0, true));
    assertEquals(Relation.UNKNOWN, traceable.to(MASTER, 0, false));
  }

  @Test
  void shouldCallAClockOfTheSendersOwnForeign() {
    assertEquals(Relation.FOREIGN, claim("localmac=7C-E9-D3-1B-9A-AF").to(MASTER, 0, true));
    assertEquals(Kind.OWN, ClockClaim.of(List.of(new ReferenceClock.Ptp("IEEE1588-2008", MASTER, 0, false)), true).kind());
  }

  @Test
  void shouldNotTakeZerosForAGrandmaster() {
    for (String unset : List.of("00-00-00-FF-FE-00-00-00", "00-00-00-00-00-00-00-00")) {
      ClockClaim claim = claim("ptp=IEEE1588-2008:" + unset + ":0");
      assertEquals(Kind.PTP, claim.kind());
      assertEquals(Relation.UNKNOWN, claim.to(MASTER, 0, true));
    }
    assertEquals(Kind.UNSAID, claim().kind());
    assertEquals(Relation.UNKNOWN, claim().to(MASTER, 0, true));
  }

  @Test
  void shouldTellAnotherDomain() {
    assertTrue(claim("ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:127").isInOtherDomain(0));
    assertFalse(claim("ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0").isInOtherDomain(0));
    assertFalse(claim("ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0").isInOtherDomain(0));
    assertFalse(claim("ptp=IEEE1588-2008:traceable").isInOtherDomain(0));
  }
}
