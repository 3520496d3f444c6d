package io.crosspoint.app.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.crosspoint.ptp.clock.ClockSnapshot;
import io.crosspoint.ptp.clock.ClockState;
import java.net.Inet4Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputDescriptionTest {

  private static final long MASTER = 0x39A794FFFE07CBD0L;
  private static final ReferenceClock CLOCK = new ReferenceClock.Ptp("IEEE1588-2008", MASTER, 0, false);

  private static SendFlow flow(String network, String address, String destination, int port) {
    Nic nic = new Nic(network, 3, Inet4Address.ofLiteral(address));
    return new SendFlow(network, nic, Inet4Address.ofLiteral(destination), port, 0, 16, 34);
  }

  private static final SendFlow RED = flow("red", "10.77.0.2", "239.78.0.1", 5004);
  private static final SendFlow BLUE = flow("blue", "10.78.0.2", "239.78.1.1", 5006);

  private static OutputSpec output(AudioFormat format, int packetFrames, SendFlow... flows) {
    return new OutputSpec("air1", List.of(flows), format, packetFrames, 98);
  }

  private static String text(OutputSpec output, ReferenceClock clock, Audience audience) {
    return SdpText.write(new OutputDescription("studio-a", output, clock).of(audience, 1_700_000_000)).replace("\r\n", "\n");
  }

  private static final OutputSpec PAIR = output(new AudioFormat(Encoding.L24, 48_000, 2), 6, RED, BLUE);

  @Test
  void shouldDescribeBothLegsWithFiltersForSt2110() {
    assertEquals("""
        v=0
        o=- 3117088107 1700000000 IN IP4 10.77.0.2
        s=studio-a : air1
        t=0 0
        a=tool:crosspoint
        a=group:DUP primary secondary
        m=audio 5004 RTP/AVP 98
        c=IN IP4 239.78.0.1/16
        a=source-filter: incl IN IP4 239.78.0.1 10.77.0.2
        a=rtpmap:98 L24/48000/2
        a=fmtp:98 channel-order=SMPTE2110.(ST)
        a=ptime:0.125
        a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0
        a=mediaclk:direct=0
        a=recvonly
        a=mid:primary
        m=audio 5006 RTP/AVP 98
        c=IN IP4 239.78.1.1/16
        a=source-filter: incl IN IP4 239.78.1.1 10.78.0.2
        a=rtpmap:98 L24/48000/2
        a=fmtp:98 channel-order=SMPTE2110.(ST)
        a=ptime:0.125
        a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0
        a=mediaclk:direct=0
        a=recvonly
        a=mid:secondary
        """.replaceFirst("o=- \\d+", "o=- " + sessionId()), text(PAIR, CLOCK, Audience.ST2110));
  }

  private static String sessionId() {
    return text(PAIR, CLOCK, Audience.ST2110).lines().skip(1).findFirst().orElseThrow().split(" ", -1)[1];
  }

  @Test
  void shouldDescribeOneLegWithoutAFilterForDante() {
    String text = text(PAIR, CLOCK, Audience.DANTE);
    assertFalse(text.contains("source-filter") || text.contains("group:") || text.contains("mid:") || text.contains("5006"), text);
  }

  @Test
  void shouldDescribeBothLegsWithoutFiltersForAes67() {
    String text = text(PAIR, CLOCK, Audience.AES67);
    assertFalse(text.contains("source-filter"), text);
    assertTrue(text.contains("a=clock-domain:PTPv2 0\n") && text.contains("a=framecount:6\n") && text.contains("m=audio 5006"), text);
    String local = text(PAIR, new ReferenceClock.LocalMac("02-00-00-00-00-01"), Audience.AES67);
    assertTrue(local.contains("a=ts-refclk:localmac=02-00-00-00-00-01\n") && !local.contains("clock-domain"), local);
  }

  @Test
  void shouldDescribeUnicastWithoutTtlAndFilter() {
    OutputSpec unicast = output(new AudioFormat(Encoding.L16, 48_000, 1), 48, flow("red", "10.77.0.2", "10.77.0.50", 5004));
    String text = text(unicast, CLOCK, Audience.ST2110);
    assertTrue(text.contains("c=IN IP4 10.77.0.50\n") && !text.contains("source-filter") && text.contains("SMPTE2110.(M)"), text);
  }

  @Test
  void shouldCountAes3SignalsOfSt2110Part31() {
    String text = text(output(new AudioFormat(Encoding.AM824, 48_000, 4), 48, RED), CLOCK, Audience.ST2110);
    assertTrue(text.contains("a=rtpmap:98 AM824/48000/4\n") && text.contains("SMPTE2110.(AES3,AES3)\n"), text);
    assertTrue(text(output(new AudioFormat(Encoding.L24, 48_000, 8), 6, RED), CLOCK, Audience.ST2110).contains("SMPTE2110.(U08)\n"));
  }

  /** Whatever we send, our own reader takes it for what it is. */
  @Test
  void shouldBeReadAsWhatWasSent() {
    for (Audience audience : Audience.values()) {
      for (Encoding encoding : Encoding.values()) {
        OutputSpec output = output(new AudioFormat(encoding, 48_000, 2), 48, RED, BLUE);
        SessionDescription session = Told.session(text(output, CLOCK, audience));
        AudioStream stream = ((AudioStream.Outcome.Found) AudioStream.of(session, null)).stream();
        assertEquals(encoding + "/48000/2", stream.format());
        assertEquals(98, stream.payloadType());
        assertEquals(0L, stream.timestampOffset());
        assertEquals(ClockClaim.Relation.SAME, stream.clock().to(MASTER, 0, false));
        assertEquals(audience == Audience.DANTE ? 1 : 2, stream.legs().size());
        assertEquals(audience == Audience.ST2110, stream.legs().getFirst().source() != null);
        assertEquals(Inet4Address.ofLiteral("239.78.0.1"), stream.legs().getFirst().destination());
      }
    }
  }

  @Test
  void shouldRaiseItsVersionWithEachChangeOfTheClockAndOnlyThen() {
    OutputDescriptions descriptions = new OutputDescriptions("studio-a", List.of(PAIR), _ -> null, 1_700_000_000);
    assertEquals(1_700_000_000, descriptions.of("air1", Audience.AES67).orElseThrow().version());
    assertTrue(descriptions.of("air1", Audience.AES67).orElseThrow().text().contains("a=ts-refclk:local\r\n"));
    descriptions.observe(locked(MASTER), false, 0);
    OutputDescriptions.Current locked = descriptions.of("air1", Audience.AES67).orElseThrow();
    assertEquals(1_700_000_001, locked.version());
    assertTrue(locked.text().contains(" 1700000001 IN IP4 ") && locked.text().contains("39-A7-94-FF-FE-07-CB-D0:0"), locked.text());
    descriptions.observe(locked(MASTER), false, 1);
    assertEquals(locked, descriptions.of("air1", Audience.AES67).orElseThrow());
    assertEquals(1_700_000_001, descriptions.of("air1", Audience.DANTE).orElseThrow().version());
    descriptions.observe(locked(MASTER + 1), false, 2);
    assertEquals(1_700_000_002, descriptions.of("air1", Audience.ST2110).orElseThrow().version());
    assertTrue(descriptions.of("air2", Audience.AES67).isEmpty());
  }

  private static ClockSnapshot locked(long master) {
    return new ClockSnapshot(0, 0, 0, 0, 0, 0, ClockState.LOCKED, "", master, 0);
  }
}
