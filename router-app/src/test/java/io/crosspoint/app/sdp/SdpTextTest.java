package io.crosspoint.app.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Lines other than attributes, the text as a whole, and hostile ones. */
class SdpTextTest {

  private static final List<String> SEEDS =
      List.of(
          "audinate-avio", "merging-anubis", "satellite-tuner-2022-7", "aws-elemental", "several-payload-types", "riedel-domain-nmbr",
          "crlf-static-type", "ipmx-own-clock");
  private static final String ODD = "\u0000\t\r\n =:/-;.,0123456789abcdefghijklmnopqrstuvwxyz\u00e9\ud83d\uFEFF";
  private static final int MUTATIONS = 100_000;

  private static String first(String sdp) {
    return Told.of(sdp).lines().findFirst().orElse("");
  }

  @Test
  void shouldReadOriginConnectionAndMediaLines() {
    SessionDescription session = Told.session("""
        v=0
        o=jdoe 007 3724394405 IN IP4 198.51.100.1
        s=Call
        c=IN IP4 239.1.2.3/127/3
        t=0 0
        m=audio 5004/2 RTP/AVP 96 97
        c=IN IP6 ff15::101/3
        """);
    assertEquals(
        List.of(
            new Origin("jdoe", "007", "3724394405", "IP4", "198.51.100.1"),
            new SessionName("Call"),
            new Connection("IP4", "239.1.2.3", 127, 3),
            new OtherLine('t', "0 0"),
            new MediaLine("audio", 5004, 2, "RTP/AVP", List.of("96", "97")),
            new Connection("IP6", "ff15::101", null, 3)),
        Told.lines(session));
    assertEquals(new Place(4, 3), session.first(Connection.class).orElseThrow().place());
  }

  @Test
  void shouldInheritWhatAStreamDoesNotSayItself() {
    SessionDescription session = Told.session("""
        v=0
        a=ptime:1
        a=ts-refclk:gps
        m=audio 5004 RTP/AVP 96
        a=ptime:4
        """);
    MediaDescription stream = session.media().getFirst();
    assertEquals("4ms", session.firstEffective(stream, PacketTime.class).orElseThrow().line().duration());
    assertEquals("gps", session.firstEffective(stream, ReferenceClock.class).orElseThrow().line().body());
    assertTrue(session.firstEffective(stream, Tool.class).isEmpty());
  }

  @Test
  void shouldWriteInTheOrderOfTheStandardAndKeepUnknownLines() {
    String sdp = """
        v=0
        a=x-first
        t=0 0
        r=7d 1h 0 25h
        t=5 6
        b=AS:100
        s=-
        c=IN IP4 239.1.2.3
        o=- 1 1 IN IP4 10.0.0.1
        m=audio 5004 RTP/AVP 96
        a=x-unknown:1  2
        i=last
        """;
    String written = """
        v=0
        o=- 1 1 IN IP4 10.0.0.1
        s=-
        c=IN IP4 239.1.2.3
        b=AS:100
        t=0 0
        r=7d 1h 0 25h
        t=5 6
        a=x-first
        m=audio 5004 RTP/AVP 96
        i=last
        a=x-unknown:1  2
        """;
    assertEquals(written.replace("\n", "\r\n"), SdpText.write(Told.session(sdp)));
  }

  @Test
  void shouldTakePastedTextWithIndentationBlankLinesAndAByteOrderMark() {
    assertEquals(1, Told.session("\uFEFF\n  v=0\n\n   s=x  \n\n").lines().size());
  }

  @Test
  void shouldSayWhatIsNoDescription() {
    assertEquals("refused: SDP line 1, column 1: is empty; a session description begins with v=0", first("\n \n"));
    assertEquals("refused: SDP line 1, column 1: a session description begins with v=0", first("s=x\nv=0\n"));
    assertEquals("refused: SDP line 1, column 1: a session description begins with v=0", first("v=1\n"));
    assertTrue(first("SDP:\nv=0\n").startsWith("refused: SDP line 1, column 1: a line is a letter, '=' and a value, but this is 'SDP:'"));
    assertEquals("refused: SDP line 3, column 3: a second v=: two descriptions in one text", first("v=0\ns=x\nv=0\n"));
    assertEquals("refused: SDP line 1, column 1: describes no audio", first("v=0\nm=video 5004 RTP/AVP 96\n"));
    assertEquals("refused: SDP line 2, column 3: the stream is switched off (port 0)", first("v=0\nm=audio 0 RTP/AVP 96\n"));
    assertTrue(first("v=0\nm=audio 5004 RTP/SAVP 10\nc=IN IP4 239.1.1.1").contains("column 3: the protocol is RTP/SAVP, but only plain"));
    assertTrue(first("v=0\nm=audio 5004 RTP/AVP 10\n").contains("line 2, column 3: no c= line says where the packets go"));
    assertTrue(first("v=0\nm=audio 5004 RTP/AVP 96\nc=IN IP4 239.1.1.1").contains("no a=rtpmap says what payload type 96 is"));
    assertTrue(first("v=0\nm=audio 5004 RTP/AVP 10\nc=IN IP4 host.example").contains("'host.example' is no IPv4 address"));
  }

  @Test
  void shouldRefuseMediaClocksOfAnotherRate() {
    String sdp = "v=0\nm=audio 5004 RTP/AVP 96\nc=IN IP4 239.1.1.1\na=rtpmap:96 L24/48000/2\na=mediaclk:direct=0 rate=48000000/1001\n";
    assertEquals(
        "refused: SDP line 5, column 3: timestamps run at 48000000/1001 Hz, but the audio at 48000 Hz: no such media clock is received",
        first(sdp));
  }

  @Test
  void shouldRefuseGroupsThatCannotBe() {
    String stream = "m=audio 5004 RTP/AVP 10\nc=IN IP4 239.1.1.%d\na=mid:%s\n";
    String three = "v=0\na=group:DUP a b c\n" + stream.formatted(1, "a") + stream.formatted(2, "b") + stream.formatted(3, "c");
    assertEquals("refused: SDP line 2, column 3: names 3 streams that carry the same audio; a router takes two", first(three));
    assertEquals(
        "refused: SDP line 2, column 3: no stream below has a=mid:z", first("v=0\na=group:DUP a z\n" + stream.formatted(1, "a")));
  }

  @Test
  void shouldRefuseWhatIsTooLong() {
    assertTrue(first("v=0\n".repeat(30_000)).contains("is longer than 65536 characters"));
    assertTrue(first("v=0\n" + "\n".repeat(2000)).contains("has more than 1000 lines"));
    assertTrue(first("v=0\na=" + "x".repeat(5000)).contains("line 2, column 1: the line is longer than 4096 characters"));
    assertEquals(20, Told.of("v=0\n" + "?\n".repeat(900)).lines().count());
  }

  @Test
  void shouldAnswerAnyMutationOfADescription() throws Exception {
    SplittableRandom random = new SplittableRandom(8866);
    int valid = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      StringBuilder text = new StringBuilder(Told.resource(SEEDS.get(i % SEEDS.size()) + ".sdp"));
      for (int edits = random.nextInt(1, 6); edits > 0; edits--) {
        mutate(text, random);
      }
      String sdp = text.toString();
      if (SdpText.parse(sdp) instanceof SdpReading.Valid(SessionDescription session)) {
        AudioStream.of(session, null);
        String written = SdpText.write(session);
        assertEquals(written, SdpText.write(Told.session(written)), sdp);
        valid++;
      }
    }
    assertTrue(valid > MUTATIONS / 10 && valid < MUTATIONS, "both ways are met: " + valid);
  }

  private static void mutate(StringBuilder text, SplittableRandom random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(12));
    switch (random.nextInt(4)) {
      case 0 -> text.insert(at, ODD.charAt(random.nextInt(ODD.length())));
      case 1 -> text.delete(at, end);
      case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
      default -> text.replace(at, end, String.valueOf(random.nextLong()));
    }
  }
}
