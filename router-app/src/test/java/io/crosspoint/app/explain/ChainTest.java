package io.crosspoint.app.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.explain.Facts.Membership;
import io.crosspoint.app.explain.Facts.Relation;
import io.crosspoint.app.explain.Link.State;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One way to break each link; the first broken one must be the answer, and name what mends it. */
class ChainTest {

  private static final Facts.Interface RED = new Facts.Interface("red", "eth1", true, true, true, 1000);
  private static final Facts.Interface UNPLUGGED = new Facts.Interface("red", "eth1", true, true, false, 0);
  private static final Facts.Clock LOCKED = new Facts.Clock("ptp", "locked", "following", true, false, "39-A7-94-FF-FE-07-CB-D0", 900);
  private static final Facts.Crosspoint OPEN = new Facts.Crosspoint("s1/1", "air/1", 0, false, true, true, "desk at noon");
  private static final Facts.Stream STREAM =
      new Facts.Stream("10.77.0.1, SSRC 0x01", "L24/48000/2", 98, 48, 48, 48_000, 2000, 0, 0, 0, 0, 0, 0, 0, 1_000_000);
  private static final Facts.SenderClock OURS =
      new Facts.SenderClock("ptp=IEEE1588-2008:39-A7", "39-A7 domain 0", Relation.SAME, false, "direct", Double.NaN, List.of());
  private static final Facts.Timing IN_TIME = new Facts.Timing(3_000_000, 900_000, 950_000, 0, 0, 0, 0, 96_000);
  private static final Facts.Sent SENT =
      new Facts.Sent("air", List.of(new Facts.Way(RED, "239.2.1.1:5004 on eth1")), 2000, 0, 0, 2000, 20_000, 0, "", List.of(-18.0), 0);

  private static Facts.Leg leg(Facts.Interface nic, Membership membership, long datagrams, long total, long foreign, long drops) {
    return new Facts.Leg(nic, "239.1.1.1:5004", true, "10.77.0.1", membership, 1000, datagrams, total, foreign, drops, 0, 0);
  }

  private static final Facts.Leg LEG = leg(RED, Membership.JOINED, 2000, 2000, 0, 0);

  private static Facts.Input input(
      List<Facts.Leg> legs,
      Facts.@Nullable Stream stream,
      Facts.@Nullable SenderClock clock,
      Facts.@Nullable Timing timing,
      List<Double> levels,
      Facts.Crosspoint crosspoint) {
    return new Facts.Input("s1", legs, stream, null, clock, timing, levels, List.of(crosspoint));
  }

  private static Facts facts(Facts.Clock clock, Facts.Sent sent, Facts.Input... inputs) {
    return new Facts("air", 1, 2.0, List.of(inputs), clock, sent);
  }

  private static final Facts.Input GOOD = input(List.of(LEG), STREAM, OURS, IN_TIME, List.of(-18.0), OPEN);

  private static Facts.Input withLeg(Facts.Leg... legs) {
    return input(List.of(legs), STREAM, OURS, IN_TIME, List.of(-18.0), OPEN);
  }

  private static Facts.Input withStream(long packets, UnaryOperator<long[]> faults) {
    long[] f = faults.apply(new long[7]);
    Facts.Stream stream = new Facts.Stream(
        "10.77.0.1", "L24/48000/2", 98, 48, 48, 48_000, packets, f[0], f[1], f[2], f[3], f[4], f[5], f[6], 2_000_000);
    return input(List.of(LEG), stream, OURS, IN_TIME, List.of(-18.0), OPEN);
  }

  private static UnaryOperator<long[]> fault(int which, long count) {
    return faults -> {
      faults[which] = count;
      return faults;
    };
  }

  private static void expect(State state, String link, String headline, String remedy, Facts facts) {
    Explanation explanation = Chain.of(facts);
    assertEquals(state, explanation.state(), explanation.headline());
    assertTrue(explanation.headline().contains(headline), explanation.headline());
    assertTrue(explanation.remedy().contains(remedy), explanation.remedy());
    Link first = explanation.links().stream().filter(one -> one.state() == state).findFirst().orElseThrow();
    assertEquals(link, first.name());
    assertFalse(first.evidence().isEmpty() && !link.equals("crosspoint"), "evidence");
    assertTrue(ExplanationText.of(explanation).startsWith(state.name()), ExplanationText.of(explanation));
  }

  private static void broken(String link, String headline, String remedy, Facts.Input input) {
    expect(State.BROKEN, link, headline, remedy, facts(LOCKED, SENT, input));
  }

  private static void warned(String link, String headline, String remedy, Facts.Input input) {
    expect(State.WARN, link, headline, remedy, facts(LOCKED, SENT, input));
  }

  @Test
  void shouldSayWhereItLeavesWhenAllIsWell() {
    Explanation explanation = Chain.of(facts(LOCKED, SENT, GOOD));
    assertEquals(State.OK, explanation.state());
    assertEquals("sound: leaves for 239.2.1.1:5004 on eth1, 20 us after its deadline at most (p99)", explanation.headline());
    assertEquals("", explanation.remedy());
    assertEquals(
        List.of(
            "interface", "group", "arriving", "stream", "sender-clock", "timing", "level", "crosspoint", "clock", "rendering", "interface",
            "leaving"),
        explanation.links().stream().map(Link::name).toList());
    assertEquals(Set.of("output", "channel", "state", "headline", "remedy", "links"), explanation.document().keySet());
  }

  @Test
  void shouldFindTheWireCut() {
    broken("interface", "eth1 has no carrier", "ethtool eth1", withLeg(leg(UNPLUGGED, Membership.JOINED, 0, 9, 0, 0)));
    Facts.Interface down = new Facts.Interface("red", "eth1", true, false, false, 0);
    broken("interface", "eth1 is down", "ip link set eth1 up", withLeg(leg(down, Membership.JOINED, 0, 9, 0, 0)));
    Facts.Interface gone = new Facts.Interface("red", "eth1", false, false, false, 0);
    broken("interface", "no interface eth1", "networks.red.interface", withLeg(leg(gone, Membership.JOINED, 0, 9, 0, 0)));
  }

  @Test
  void shouldFindTheGroupNotJoined() {
    broken("group", "no member of 239.1.1.1", "ip maddr show dev eth1", withLeg(leg(RED, Membership.NOT_JOINED, 0, 0, 0, 0)));
  }

  @Test
  void shouldFindThatNothingArrives() {
    broken("arriving", "nothing has ever arrived", "tcpdump -ni eth1 dst 239.1.1.1", withLeg(leg(RED, Membership.JOINED, 0, 0, 0, 0)));
    broken("arriving", "nothing arrives any more", "IGMP querier", withLeg(leg(RED, Membership.JOINED, 0, 77, 0, 0)));
    broken("arriving", "not from 10.77.0.1", "source:", withLeg(leg(RED, Membership.JOINED, 0, 77, 500, 0)));
    warned("arriving", "10 datagrams dropped by this host", "rmem_max", withLeg(leg(RED, Membership.JOINED, 2000, 2000, 0, 10)));
    warned("arriving", "500 datagrams a second", "packet-time", withLeg(leg(RED, Membership.JOINED, 1000, 2000, 0, 0)));
  }

  @Test
  void shouldSpareALegWhoseTwinCarriesTheSound() {
    Facts.Leg dead = leg(UNPLUGGED, Membership.JOINED, 0, 9, 0, 0);
    warned("interface", "the other leg carries it", "ethtool", withLeg(dead, LEG));
    broken("interface", "no carrier", "ethtool", withLeg(dead, dead));
  }

  @Test
  void shouldFindAStreamOfAnotherKind() {
    broken("stream", "not RTP", "port", withStream(0, fault(0, 9)));
    broken("stream", "not of payload type 98", "payload-type", withStream(0, fault(1, 9)));
    broken("stream", "no whole number of frames of L24/48000/2", "format", withStream(0, fault(2, 9)));
    broken("stream", "nobody can tell the time of", "clock", withStream(0, fault(3, 9)));
    broken("stream", "lie in the future", "timing: recovered", withStream(10, fault(4, 10)));
    broken("stream", "agree with nothing", "restart", withStream(0, fault(5, 9)));
    warned("stream", "second sender", "source:", withStream(10, fault(6, 9)));
    broken("stream", "no packet of this stream for 2 ms", "arrives", withStream(0, faults -> faults));
    Facts.Stream short125 =
        new Facts.Stream("10.77.0.1", "L24/48000/2", 98, 48, 6, 48_000, 2000, 0, 0, 0, 0, 0, 0, 0, 1);
    warned("stream", "packets of 6 frames where 48 are declared", "packet-time should be 0.125ms",
        input(List.of(LEG), short125, OURS, IN_TIME, List.of(-18.0), OPEN));
  }

  private static Facts.Input withClock(Relation relation, boolean isRecovered, String state, double ppm, String... alarms) {
    Facts.SenderClock clock = new Facts.SenderClock("ptp=X", "Y domain 0", relation, isRecovered, state, ppm, List.of(alarms));
    return input(List.of(LEG), STREAM, clock, IN_TIME, List.of(-18.0), OPEN);
  }

  @Test
  void shouldFindAForeignClock() {
    warned("sender-clock", "another clock than ours: ptp=X, and we follow Y", "timing: recovered",
        withClock(Relation.FOREIGN, false, "direct", Double.NaN));
    broken("sender-clock", "being measured", "wait", withClock(Relation.FOREIGN, true, "acquiring", Double.NaN));
    broken("sender-clock", "muted: wrong rate, -81250", "format", withClock(Relation.FOREIGN, true, "muted", -81_250, "wrong rate"));
    warned("sender-clock", "drifts, +37.000 ppm", "doctor", withClock(Relation.UNKNOWN, false, "direct", 37, "drifts"));
    assertEquals(State.OK, Chain.of(facts(LOCKED, SENT, withClock(Relation.FOREIGN, true, "converting", 12))).state());
  }

  private static Facts.Input withTiming(long least, long late, long lost, long missing) {
    Facts.Timing timing = new Facts.Timing(3_000_000, least, least, late, lost, 0, missing, 96_000);
    return input(List.of(LEG), STREAM, OURS, timing, List.of(-18.0), OPEN);
  }

  @Test
  void shouldFindLateness() {
    broken("timing", "every packet comes too late", "link-offset: 6ms", withTiming(-2_400_000, 2000, 0, 96_000));
    broken("timing", "no frame is there", "links above", withTiming(100, 0, 0, 96_000));
    warned("timing", "5 packets late", "link-offset: 4ms", withTiming(-900_000, 5, 0, 240));
    warned("timing", "2 lost", "switch counters", withTiming(900_000, 0, 2, 96));
  }

  @Test
  void shouldFindSilenceAtTheSender() {
    double silence = Double.NEGATIVE_INFINITY;
    broken("level", "digital silence", "sender", input(List.of(LEG), STREAM, OURS, IN_TIME, List.of(silence), OPEN));
    warned("level", "-80.0 dBFS", "next to nothing", input(List.of(LEG), STREAM, OURS, IN_TIME, List.of(silence, -80.0), OPEN));
    broken("level", "nothing to measure", "above", input(List.of(LEG), STREAM, OURS, IN_TIME, List.of(), OPEN));
  }

  private static Facts.Input withCrosspoint(double gainDb, boolean isMuted, boolean isHeld, boolean isAsked) {
    Facts.Crosspoint crosspoint = new Facts.Crosspoint("s1/1", "air/1", gainDb, isMuted, isHeld, isAsked, "desk at noon");
    return input(List.of(LEG), STREAM, OURS, IN_TIME, List.of(-18.0), crosspoint);
  }

  @Test
  void shouldFindTheCrosspoint() {
    broken("crosspoint", "muted, set by desk at noon", "PUT /api/v1/crosspoints/air/1/s1/1 {\"muted\":false}",
        withCrosspoint(0, true, true, true));
    broken("crosspoint", "gain is off", "{\"gainDb\":0}", withCrosspoint(Double.NEGATIVE_INFINITY, false, true, true));
    broken("crosspoint", "render does not pass it yet", "clock", withCrosspoint(0, false, false, true));
    warned("crosspoint", "about to be closed", "", withCrosspoint(0, false, true, false));
    warned("crosspoint", "open at -70.0 dB", "gainDb", withCrosspoint(-70, false, true, true));
    expect(State.BROKEN, "crosspoint", "no input is routed here", "POST /api/v1/takes", facts(LOCKED, SENT));
  }

  @Test
  void shouldFindWrittenSourcesThatDoNotWrite() {
    Facts.Written none = new Facts.Written("process", "state waiting", 96_000, 96_000);
    broken("source", "writes nothing", "log", new Facts.Input("s1", List.of(), null, none, null, null, List.of(-1.0), List.of(OPEN)));
    Facts.Written some = new Facts.Written("process", "state playing", 96, 96_000);
    warned("source", "96 frames", "window", new Facts.Input("s1", List.of(), null, some, null, null, List.of(-1.0), List.of(OPEN)));
  }

  @Test
  void shouldFindTheClockGone() {
    Facts.Clock listening = new Facts.Clock("ptp", "listening", "no Announce", false, false, "", 0);
    Facts.Sent nothing = new Facts.Sent("air", SENT.ways(), 0, 0, 0, 2000, 0, 0, "", List.of(), 0);
    // Packets that nobody can tell the time of are not the trouble then.
    expect(State.BROKEN, "clock", "listening: no Announce", "doctor", facts(listening, nothing, withStream(0, fault(3, 9))));
    Facts.Clock holding = new Facts.Clock("ptp", "holdover", "no Sync", true, true, "39-A7", 900);
    expect(State.WARN, "clock", "holdover", "from memory", facts(holding, SENT, GOOD));
  }

  private static Facts.Sent sent(Facts.Interface nic, long batches, long missed, long refused, long overloads) {
    String why = refused > 0 ? "Network is unreachable" : "";
    return new Facts.Sent(
        "air", List.of(new Facts.Way(nic, "10.9.9.9:5004 on eth1")), batches, missed, 0, 2000, 20_000, refused, why, List.of(-18.0),
        overloads);
  }

  @Test
  void shouldFindThatNothingLeaves() {
    expect(State.BROKEN, "leaving", "nothing leaves for 10.9.9.9", "overloaded", facts(LOCKED, sent(RED, 0, 0, 0, 0), GOOD));
    expect(State.BROKEN, "leaving", "Network is unreachable", "ip route get 10.9.9.9;", facts(LOCKED, sent(RED, 2000, 0, 2000, 0), GOOD));
    expect(State.WARN, "leaving", "refused 3 datagrams", "ip route", facts(LOCKED, sent(RED, 2000, 0, 3, 0), GOOD));
    expect(State.WARN, "leaving", "7 deadlines missed", "SCHED_FIFO", facts(LOCKED, sent(RED, 1993, 7, 0, 0), GOOD));
    expect(State.WARN, "rendering", "9 samples beyond full scale", "gain", facts(LOCKED, sent(RED, 2000, 0, 0, 9), GOOD));
    expect(State.BROKEN, "interface", "output air on red: eth1 has no carrier", "ethtool",
        facts(LOCKED, sent(UNPLUGGED, 2000, 0, 0, 0), GOOD));
  }

  @Test
  void shouldReadTheKernelsMemberships() {
    String igmp = """
        Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
        1\tlo        :     1      V3
        \t\t\t\t010000E0     1 0:00000000\t\t0
        2\teth1      :     2      V3
        \t\t\t\t010101EF     1 0:00000000\t\t0
        \t\t\t\t010000E0     1 0:00000000\t\t0
        """;
    assertEquals(Set.of("010101EF", "010000E0"), Interfaces.groups(igmp, "eth1"));
    assertEquals(Set.of("010000E0"), Interfaces.groups(igmp, "lo"));
    assertEquals(Set.of(), Interfaces.groups(igmp, "eth2"));
  }
}
