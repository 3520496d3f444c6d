package io.crosspoint.app.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each attribute by itself: what it means, its canonical form, and what is refused where. */
class AttributeTest {

  private static Attribute read(String text) {
    LineReader reader = new LineReader("a=" + text, 7, 2);
    Attribute attribute = Attribute.read(reader);
    assertNull(reader.failure(), text);
    // What is written is read as the same.
    LineReader again = new LineReader("a=" + attribute.value(), 7, 2);
    assertEquals(attribute, Attribute.read(again), text);
    return attribute;
  }

  private static String refusal(String text) {
    LineReader reader = new LineReader("a=" + text, 7, 2);
    Attribute.read(reader);
    Remark failure = reader.failure();
    return failure == null ? "accepted" : failure.toString();
  }

  private static void assertRefused(String text, String start) {
    assertTrue(refusal(text).startsWith("SDP line 7, column " + start), refusal(text));
  }

  @Test
  void shouldReadRtpmap() {
    assertEquals(new RtpMap(98, "L24", 48_000, 2), read("rtpmap:98 L24/48000/2"));
    assertEquals(new RtpMap(98, "L24", 48_000, 1), read("rtpmap: 98   L24/48000 "));
    assertEquals("rtpmap:96 AM824/48000/4", read("rtpmap:96 AM824/48000/4").value());
    assertRefused("rtpmap:98 L24", "16: expected '/' and the clock rate, but the line ends");
    assertRefused("rtpmap:200 L24/48000/2", "10: a payload type must be 0 to 127, but is 200");
    assertRefused("rtpmap:98 L24/48000/2/9", "24: nothing may follow the number of channels, but found '/9'");
    assertRefused("rtpmap:98 L24/99999999999999999999/2", "17: the clock rate must be 1 to 999999999");
  }

  @Test
  void shouldReadFmtp() {
    Fmtp fmtp = (Fmtp) read("fmtp:97 channel-order=SMPTE2110.(ST,51); measuredsamplerate=48001");
    assertEquals(Optional.of("SMPTE2110.(ST,51)"), fmtp.channelOrder());
    assertEquals(Optional.of("48001"), fmtp.parameter("MeasuredSampleRate"));
    assertEquals(Optional.empty(), fmtp.parameter("rate"));
    assertRefused("fmtp:x", "8: expected a payload type (a whole number)");
  }

  @Test
  void shouldReadPacketTimes() {
    assertEquals("1ms", ((PacketTime) read("ptime:1")).duration());
    assertEquals("0.12ms", ((PacketTime) read("ptime:0.12")).duration());
    assertEquals("1.088435ms", ((PacketTime) read("ptime:1.0884353741496600")).duration());
    assertEquals("0.333333ms", ((PacketTime) read("ptime:0.33333334")).duration());
    assertRefused("ptime:1,5", "10: nothing may follow the packet time, but found ',5'");
    assertRefused("ptime:0", "9: expected the packet time in ms (a number above 0)");
    assertRefused("ptime:1.2.3", "9: expected the packet time");
    assertRefused("ptime:.", "9: expected the packet time");
    assertRefused("ptime:-1", "9: expected the packet time");
  }

  @Test
  void shouldReadTheLongestPacketTime() {
    assertEquals(new LongestPacketTime(new BigDecimal("4")), read("maxptime:4"));
    assertRefused("maxptime:", "12: expected the longest packet time");
  }

  @Test
  void shouldReadFrameCounts() {
    assertEquals(new FrameCount(48, 48), read("framecount:48"));
    assertEquals("framecount:48", read("framecount:48-48").value());
    assertEquals(new FrameCount(64, 192), read("framecount:64-192"));
    assertRefused("framecount:192-64", "18: the greatest number of frames must be 192 to 65535, but is 64");
    assertRefused("framecount:0", "14: a number of frames must be 1");
  }

  @Test
  void shouldReadSourceFilters() {
    SourceFilter one = new SourceFilter(true, "IP4", "239.1.2.3", List.of("10.77.0.1"));
    assertEquals(one, read("source-filter: incl IN IP4 239.1.2.3 10.77.0.1"));
    assertEquals(one, read("source-filter:incl IN ip4  239.1.2.3 10.77.0.1 "));
    assertEquals("source-filter: incl IN IP4 239.1.2.3 10.77.0.1", one.value());
    assertEquals(
        new SourceFilter(false, "*", "*", List.of("10.77.0.1", "host.example")), read("source-filter: excl IN * * 10.77.0.1 host.example"));
    assertRefused("source-filter: only IN IP4 239.1.2.3 10.77.0.1", "18: expected incl, but found 'only'");
    assertRefused("source-filter: incl IN IP4 239.1.2.3", "39: expected the address of a source, but the line ends");
  }

  @Test
  void shouldReadPtpReferenceClocks() {
    long master = 0x39A794FFFE07CBD0L;
    ReferenceClock clock = new ReferenceClock.Ptp("IEEE1588-2008", master, 0, false);
    assertEquals(clock, read("ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0"));
    assertEquals(clock, read("ts-refclk:ptp=IEEE1588-2008:39-a7-94-ff-fe-07-cb-d0:domain-nmbr=0"));
    assertEquals(clock, read("ts-refclk:PTP=IEEE1588-2008:39A794FFFE07CBD0:0"));
    assertEquals(clock, read("ts-refclk:ptp=IEEE1588-2008:39-A7-94-07-CB-D0:0"));
    assertEquals("ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0", clock.value());
    assertEquals(
        new ReferenceClock.Ptp("IEEE1588-2019", master, null, false), read("ts-refclk:ptp=IEEE1588-2019:39-A7-94-FF-FE-07-CB-D0"));
    assertEquals(new ReferenceClock.Ptp("IEEE802.1AS-2011", null, null, false), read("ts-refclk:ptp=IEEE802.1AS-2011"));
    assertRefused("ts-refclk:ptp=IEEE1588-2008:39-A7:0", "36: '39-A7' is no clock identity");
    assertRefused("ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:300", "55: the domain must be 0 to 255, but is 300");
    assertRefused("ts-refclk:ptp", "16: expected '=' after ptp, but the line ends");
  }

  @Test
  void shouldReadTraceableClocksAlsoInTheFormOfAnOldExample() {
    ReferenceClock traceable = new ReferenceClock.Ptp("IEEE1588-2008", null, null, true);
    assertEquals(traceable, read("ts-refclk:ptp=IEEE1588-2008:traceable"));
    assertEquals(traceable, read("ts-refclk:ptp=traceable"));
    assertEquals("ts-refclk:ptp=IEEE1588-2008:traceable", traceable.value());
  }

  @Test
  void shouldReadOtherReferenceClocks() {
    assertEquals(new ReferenceClock.LocalMac("7C-E9-D3-1B-9A-AF"), read("ts-refclk:localmac=7c-e9-d3-1b-9a-af"));
    assertEquals(new ReferenceClock.LocalMac("7C-E9-D3-1B-9A-AF"), read("ts-refclk:localmac=7c:e9:d3:1b:9a:af"));
    assertEquals(new ReferenceClock.Other("ntp=203.0.113.10"), read("ts-refclk:ntp=203.0.113.10"));
    assertEquals(new ReferenceClock.Other("gps"), read("ts-refclk:gps"));
    assertEquals(new ReferenceClock.Other("private:traceable"), read("ts-refclk:private:traceable"));
    assertRefused("ts-refclk:localmac=7c-e9", "27: '7c-e9' is no MAC address");
  }

  @Test
  void shouldReadMediaClocks() {
    assertEquals(new MediaClock.Direct("", 2_911_906_980L, null), read("mediaclk:direct=2911906980"));
    assertEquals(new MediaClock.Direct("", 0L, new MediaClock.Rate(48_000, 1)), read("mediaclk:direct=0 rate=48000"));
    MediaClock.Direct pulled = (MediaClock.Direct) read("mediaclk:direct=5 rate=48048000/1001");
    assertEquals("mediaclk:direct=5 rate=48048000/1001", pulled.value());
    assertTrue(pulled.rate() != null && pulled.rate().is(48_000) && !pulled.rate().is(47_952));
    assertEquals(new MediaClock.Direct("", null, null), read("mediaclk:direct"));
    assertEquals(new MediaClock.Own(""), read("mediaclk:sender"));
    assertEquals(new MediaClock.Own("MDA6NjA6MmI6MjA6MTI6MWY="), read("mediaclk:id=MDA6NjA6MmI6MjA6MTI6MWY= sender"));
    assertEquals(new MediaClock.Other("", "IEEE1722=38-D6-6D-8E-D2-78-13-2F"), read("mediaclk:IEEE1722=38-D6-6D-8E-D2-78-13-2F"));
    assertRefused("mediaclk:direct=4294967296", "19: the offset must be 0 to 4294967295");
    assertRefused("mediaclk:direct=0 speed=1", "27: only rate= may follow the offset, not speed");
    assertRefused("mediaclk:direct=-1", "19: expected the offset");
  }

  @Test
  void shouldReadSyncTime() {
    assertEquals(new SyncTime(4_294_967_295L), read("sync-time:4294967295"));
    assertRefused("sync-time:1 2", "15: nothing may follow the timestamp");
  }

  @Test
  void shouldReadClockDomains() {
    assertEquals(new ClockDomain("PTPv2", "0"), read("clock-domain:PTPv2 0"));
    assertEquals("clock-domain:PTPv2 12", read("clock-domain:PTPv2  12").value());
    assertRefused("clock-domain:", "16: expected the kind of clock");
  }

  @Test
  void shouldReadGroups() {
    Group group = (Group) read("group:dup ra0  ra1");
    assertEquals(List.of("ra0", "ra1"), group.members());
    assertTrue(group.isDuplication());
    assertEquals("group:DUP ra0 ra1", group.value());
    assertRefused("group:", "9: expected what the group means");
  }

  @Test
  void shouldReadMids() {
    assertEquals(new MediaId("S1a"), read("mid:S1a"));
    assertRefused("mid:", "7: expected a name");
    assertRefused("mid:a b", "9: nothing may follow the name");
  }

  @Test
  void shouldReadDirections() {
    assertEquals(Direction.RECVONLY, read("recvonly"));
    assertEquals(Direction.INACTIVE, read("INACTIVE"));
    assertEquals("sendonly", Direction.SENDONLY.value());
  }

  @Test
  void shouldReadKeywordsAndTool() {
    assertEquals(new Keywords("Dante"), read("keywds:Dante"));
    assertEquals(new Tool("libavformat 59.27.100"), read("tool:libavformat 59.27.100"));
  }

  @Test
  void shouldKeepWhatItDoesNotKnow() {
    assertEquals(new UnknownAttribute("palign", "0"), read("palign:0"));
    assertEquals(new UnknownAttribute("extmap", "1 urn:x-nmos:ipmx:timing"), read("extmap:1 urn:x-nmos:ipmx:timing"));
    assertEquals("rtcp-mux", read("rtcp-mux").value());
    assertRefused("", "3: expected the name of an attribute");
  }
}
