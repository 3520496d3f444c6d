package io.crosspoint.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.fetch.Fetched;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that a session description describes: from a file, in the text, or from a server. */
class SdpInputTest {

  private static final String SESSION =
      """
      v=0
      o=- 1 1 IN IP4 10.77.0.81
      s=Studio 2
      t=0 0
      m=audio 5006 RTP/AVP 97
      c=IN IP4 239.77.0.2/16
      a=source-filter: incl IN IP4 239.77.0.2 10.77.0.81
      a=rtpmap:97 L16/48000/4
      a=ptime:0.12
      a=ts-refclk:ptp=IEEE1588-2008:00-1D-C1-FF-FE-50-36-33:0
      a=mediaclk:direct=2911906980
      """;
  private static final String PAIR =
      SESSION.replace("m=audio", "a=group:DUP a b\nm=audio") + "a=mid:a\n"
          + SESSION.substring(SESSION.indexOf("m=audio")).replace("239.77.0.2", "239.78.0.2").replace("10.77.0.81", "10.78.0.81")
          + "a=mid:b\n";

  /** A studio with a web server: {@code http://sdp.example/studio2}. */
  private record Wired(FakeHost studio) implements Host {

    @Override
    public List<Device> devices() {
      return studio.devices();
    }

    @Override
    public int processors() {
      return studio.processors();
    }

    @Override
    public boolean isLinux() {
      return true;
    }

    @Override
    public int prefixBits(Inet4Address address) {
      return studio.prefixBits(address);
    }

    @Override
    public Fetched fetch(URI address) {
      return address.toString().equals("http://sdp.example/studio2")
          ? new Fetched.Text(SESSION)
          : new Fetched.Refused("the server answers 404");
    }
  }

  @TempDir
  private Path directory;

  private static String yaml(String... inputLines) {
    return """
        name: x
        networks: { red: { interface: eth1 }, blue: { interface: eth2 } }
        clock: { source: ptp, network: red }
        inputs:
          studio2:
        """ + String.join("\n", inputLines).indent(4) + "outputs: {}\nroutes: []\n";
  }

  private static String inline(String sdp) {
    return "sdp: |\n" + sdp.indent(2) + "link-offset: 3ms";
  }

  private Reading reading(String... inputLines) {
    return RouterFile.parse("f.yaml", yaml(inputLines), directory, new Wired(FakeHost.STUDIO));
  }

  private Reading.Valid valid(String... inputLines) {
    Reading reading = reading(inputLines);
    return assertInstanceOf(Reading.Valid.class, reading, reading::toString);
  }

  private InputSpec input(String... inputLines) {
    return valid(inputLines).config().inputs().getFirst();
  }

  private String notes(String... inputLines) {
    return valid(inputLines).notes().stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }

  private void assertProblem(String expected, String... inputLines) {
    Reading.Invalid invalid = assertInstanceOf(Reading.Invalid.class, reading(inputLines));
    assertEquals(1, invalid.problems().size(), invalid.problems().toString());
    assertTrue(invalid.problems().getFirst().toString().startsWith(expected), invalid.problems().getFirst().toString());
  }

  private static String flow(ReceiveFlow flow) {
    return flow.network() + " " + flow.destination().getHostAddress() + ":" + flow.port() + " from "
        + (flow.source() == null ? "anyone" : flow.source().getHostAddress());
  }

  private void assertStudio2(InputSpec input) {
    assertEquals(List.of("red 239.77.0.2:5006 from 10.77.0.81"), input.flows().stream().map(SdpInputTest::flow).toList());
    assertEquals(new AudioFormat(Encoding.L16, 48_000, 4), input.format());
    assertEquals(6, input.packetFrames());
    assertEquals(97, input.payloadType());
    assertEquals((int) 2_911_906_980L, input.mediaClockOffset());
    assertEquals(144, input.linkOffsetFrames());
    assertEquals(InputSpec.Timing.PTP, input.timing());
  }

  @Test
  void shouldReadAFileBesideTheConfiguration() throws IOException {
    Files.createDirectory(directory.resolve("sdp"));
    Files.writeString(directory.resolve("sdp/studio2.sdp"), SESSION);
    assertStudio2(input("sdp: sdp/studio2.sdp", "link-offset: 3ms"));
    Path file = Files.writeString(directory.resolve("router.yaml"), yaml("sdp: sdp/studio2.sdp", "link-offset: 3ms"));
    assertStudio2(assertInstanceOf(Reading.Valid.class, RouterFile.read(file, FakeHost.STUDIO)).config().inputs().getFirst());
  }

  @Test
  void shouldReadTheTextItself() {
    assertStudio2(input(inline(SESSION)));
  }

  @Test
  void shouldReadWhatAServerHas() {
    assertStudio2(input("sdp: http://sdp.example/studio2", "link-offset: 3ms"));
  }

  @Test
  void shouldSayWhyThereIsNoText() throws IOException {
    String place = "f.yaml:6:10: inputs.studio2.sdp: ";
    assertProblem(place + "no.sdp: there is no such file beside the configuration", "sdp: no.sdp", "link-offset: 3ms");
    assertProblem(place + "http://sdp.example/other: the server answers 404", "sdp: http://sdp.example/other", "link-offset: 3ms");
    assertProblem(place + "http://a b: is no address of a web server", "sdp: http://a b", "link-offset: 3ms");
    Files.createDirectory(directory.resolve("dir"));
    assertProblem(place + "dir: is not a file", "sdp: dir", "link-offset: 3ms");
    Files.writeString(directory.resolve("long"), "v=0\n".repeat(20_000));
    assertProblem(place + "long: is larger than 65536 bytes", "sdp: long", "link-offset: 3ms");
    assertProblem("f.yaml:6:9: inputs.studio2.sdp: has no value", "sdp:", "link-offset: 3ms");
  }

  @Test
  void shouldNameTheLineOfTheDescription() {
    assertProblem(
        "f.yaml:6:10: inputs.studio2.sdp: SDP line 8, column 10: expected a payload type",
        inline(SESSION.replace("rtpmap:97", "rtpmap:x")));
    assertProblem(
        "f.yaml:6:10: inputs.studio2.sdp: SDP line 8, column 3: rate must be 44100, 48000", inline(SESSION.replace("48000", "32000")));
    assertProblem(
        "f.yaml:6:10: inputs.studio2.sdp: SDP line 9, column 3: 0.7ms is 33.6 frames", inline(SESSION.replace("0.12", "0.7")));
    assertProblem(
        "f.yaml:6:10: inputs.studio2.sdp: SDP line 6, column 3: 224.0.0.5 is link-local control",
        inline(SESSION.replace("239.77.0.2", "224.0.0.5")));
    assertProblem(
        "f.yaml:6:10: inputs.studio2.sdp: SDP line 6, column 3: 319 belongs to PTP", inline(SESSION.replace("5006", "319")));
  }

  @Test
  void shouldPutEachLegOnTheNetworkOfItsSender() {
    assertEquals(
        List.of("red 239.77.0.2:5006 from 10.77.0.81", "blue 239.78.0.2:5006 from 10.78.0.81"),
        input(inline(PAIR)).flows().stream().map(SdpInputTest::flow).toList());
    // Without filters the origin tells the first, and the second is on the other of two networks.
    String unfiltered = PAIR.replaceAll("a=source-filter.*\n", "").replace("IN IP4 10.77.0.81", "IN IP4 10.78.0.81");
    assertEquals(List.of("blue", "red"), input(inline(unfiltered)).flows().stream().map(ReceiveFlow::network).toList());
  }

  @Test
  void shouldNotGuessTheNetwork() {
    String routed = SESSION.replace("10.77.0.81", "10.99.0.1");
    assertProblem(
        "f.yaml:6:10: inputs.studio2.sdp: SDP line 6, column 3: cannot tell which network this arrives on: the sender 10.99.0.1 is"
            + " in none or several of the subnets (have red 10.77.0.2, blue 10.78.0.2); say it with streams: [ { network: … } ]",
        inline(routed));
    assertEquals("blue 239.77.0.2:5006 from 10.99.0.1", flow(input("streams: [ { network: blue } ]", inline(routed)).flows().getFirst()));
  }

  @Test
  void shouldReceiveUnicastOnItsOwnAddressOnly() {
    String unicast = SESSION.replace("239.77.0.2/16", "10.78.0.2").replaceAll("a=source-filter.*\n", "");
    assertEquals("blue 10.78.0.2:5006 from anyone", flow(input(inline(unicast)).flows().getFirst()));
    assertEquals("red 10.77.0.2:5006 from anyone", flow(input(inline(unicast.replace("10.78.0.2", "0.0.0.0"))).flows().getFirst()));
    assertProblem(
        "f.yaml:6:10: inputs.studio2.sdp: SDP line 6, column 3: the stream is sent to 10.77.0.9, but network red is 10.77.0.2 here",
        inline(unicast.replace("10.78.0.2", "10.77.0.9")));
  }

  @Test
  void shouldLetExplicitKeysOverrideTheDescription() {
    InputSpec input = input(
        "streams: [ { network: blue, port: 5010 }, { network: red, group: 239.9.9.9, source: 10.77.0.9 } ]",
        "format: L24/48000/2", "frames: 48", "payload-type: 100", "media-clock-offset: 7", "timing: recovered", inline(SESSION));
    assertEquals(
        List.of("blue 239.77.0.2:5010 from 10.77.0.81", "red 239.9.9.9:5006 from 10.77.0.9"),
        input.flows().stream().map(SdpInputTest::flow).toList());
    assertEquals(new AudioFormat(Encoding.L24, 48_000, 2), input.format());
    assertEquals(List.of(48, 100, 7), List.of(input.packetFrames(), input.payloadType(), input.mediaClockOffset()));
    assertEquals(InputSpec.Timing.RECOVERED, input.timing());
    assertEquals(48, input("packet-time: 1ms", inline(SESSION)).packetFrames());
  }

  @Test
  void shouldTakeTheSameGroupOnASecondNetworkByHand() {
    List<String> flows =
        input("streams: [ { network: red }, { network: blue } ]", inline(SESSION)).flows().stream().map(SdpInputTest::flow).toList();
    assertEquals(List.of("red 239.77.0.2:5006 from 10.77.0.81", "blue 239.77.0.2:5006 from anyone"), flows);
    assertEquals(1, input("streams: [ { network: red } ]", inline(PAIR)).flows().size());
    assertTrue(notes("streams: [ { network: red } ]", inline(PAIR)).contains("has a second leg, which is not received"));
  }

  @Test
  void shouldRecoverTheClockOfASourceThatIsNotOnThePlants() {
    String otherDomain = "ts-refclk:ptp=IEEE1588-2008:00-1D-C1-FF-FE-50-36-33:9";
    for (String clock : List.of("ts-refclk:localmac=02-00-00-00-00-01", otherDomain, "tool:x")) {
      String foreign = SESSION.replaceAll("ts-refclk:.*", clock);
      InputSpec input = input(inline(foreign));
      assertEquals(InputSpec.Timing.RECOVERED, input.timing(), clock);
      assertNull(input.mediaClockOffset(), "it counts from another epoch");
      assertTrue(notes(inline(foreign)).contains("taken as timing: recovered"), clock);
      assertEquals(InputSpec.Timing.PTP, input("timing: ptp", inline(foreign)).timing());
    }
    String dolby = SESSION.replace("L16", "AM824").replaceAll("ts-refclk:.*", "tool:x");
    assertEquals(InputSpec.Timing.PTP, input(inline(dolby)).timing());
  }

  @Test
  void shouldAssumeTheUsualPacketTimeAloud() {
    String brief = SESSION.replace("a=ptime:0.12\n", "");
    assertEquals(48, input(inline(brief)).packetFrames());
    assertTrue(notes(inline(brief)).contains("inputs.studio2.sdp: SDP line 8, column 3: says nothing of packet times; taking 1ms"));
    assertEquals(16, input(inline(SESSION.replace("ptime:0.12", "ptime:9\na=framecount:16"))).packetFrames());
  }

  @Test
  void shouldKeepTheRulesOfOtherInputs() {
    assertProblem(
        "f.yaml:18:18: inputs.studio2.link-offset: 500us is too short", inline(SESSION).replace("link-offset: 3ms", "link-offset: 0.5ms"));
    assertProblem("f.yaml:6:5: inputs.studio2.link-offset: is missing", inline(SESSION).replace("\nlink-offset: 3ms", ""));
    String second = yaml(inline(SESSION)).replace("outputs: {}", "  again:\n" + inline(SESSION).indent(4) + "outputs: {}");
    Reading.Invalid twice = assertInstanceOf(Reading.Invalid.class, RouterFile.parse("f.yaml", second, directory, FakeHost.STUDIO));
    assertTrue(twice.toString().contains("input studio2 already receives 239.77.0.2:5006 (line 6)"), twice.toString());
  }
}
