package io.crosspoint.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PipelineSpec;
import io.crosspoint.pipeline.PipelineSpec.PacketIo;
import io.crosspoint.pipeline.PipelineSpec.Stages;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a legal file means. */
class RouterConfigTest {

  private static final String HEAD =
      """
      name: studio-a
      networks: { red: { interface: eth1 }, blue: { interface: 10.78.0.2 } }
      clock: { source: ptp, network: red, profile: st2059-2 }
      """;

  private static final String PLANT =
      """
      inputs:
        pair:
          streams:
            - { network: red, group: 239.77.0.1, port: 5004, source: 10.77.0.1 }
            - { network: blue, group: 239.77.0.1, port: 5004 }
          format: L16/48000/4
          frames: 6
          payload-type: 11
          media-clock-offset: 2911906980
          link-offset: 2ms
        near:
          streams: [ { network: red, port: 5010 } ]
          format: l24/44100/2
          packet-time: 1.09ms
          link-offset: 150ms
      outputs:
        air:
          streams: [ { network: blue, host: 10.78.0.9, port: 5004, source-port: 5005, ttl: 4, dscp: 46 } ]
          format: L24/48000/3
          packet-time: 125us
          payload-type: 127
        far:
          streams: [ { network: red, group: 239.78.0.2, port: 5004 } ]
          format: L24/44100/2
          packet-time: 1.0884ms
      """;

  private static RouterConfig config(String yaml) {
    return switch (RouterFile.parse("f.yaml", yaml, FakeHost.STUDIO)) {
      case Reading.Valid(RouterConfig config, List<Problem> _) -> config;
      case Reading.Invalid(List<Problem> problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static List<Crosspoint> crosspoints(String routes) {
    return config(HEAD + PLANT + "routes:\n" + routes.indent(2)).plant().crosspoints();
  }

  @Test
  void shouldReadInputsWithBothLegs() {
    InputSpec pair = config(HEAD + PLANT + "routes: []").inputs().getFirst();
    assertEquals("pair", pair.name());
    assertEquals(2, pair.flows().size());
    assertEquals("eth1", pair.flows().get(0).nic().name());
    assertEquals("10.77.0.1", String.valueOf(pair.flows().get(0).source()).substring(1));
    assertEquals("eth2", pair.flows().get(1).nic().name());
    assertNull(pair.flows().get(1).source());
    assertEquals(new AudioFormat(Encoding.L16, 48_000, 4), pair.format());
    assertEquals(6, pair.packetFrames());
    assertEquals(11, pair.payloadType());
    assertEquals((int) 2_911_906_980L, pair.mediaClockOffset());
    assertEquals(96, pair.linkOffsetFrames());
  }

  @Test
  void shouldReceiveUnicastOnTheInterfacesAddress() {
    InputSpec near = config(HEAD + PLANT + "routes: []").inputs().get(1);
    assertEquals("10.77.0.2", near.flows().getFirst().destination().getHostAddress());
    assertEquals(48, near.packetFrames());
    assertEquals(98, near.payloadType());
    assertNull(near.mediaClockOffset());
    assertEquals(6615, near.linkOffsetFrames());
  }

  @Test
  void shouldReadOutputsWithDefaults() {
    List<OutputSpec> outputs = config(HEAD + PLANT + "routes: []").outputs();
    SendFlow explicit = outputs.get(0).flows().getFirst();
    assertEquals("10.78.0.9", explicit.destination().getHostAddress());
    assertEquals(List.of(5005, 4, 46), List.of(explicit.sourcePort(), explicit.ttl(), explicit.dscp()));
    SendFlow defaulted = outputs.get(1).flows().getFirst();
    assertEquals(List.of(0, 16, 34), List.of(defaulted.sourcePort(), defaulted.ttl(), defaulted.dscp()));
    assertEquals(127, outputs.get(0).payloadType());
    assertEquals(98, outputs.get(1).payloadType());
  }

  @Test
  void shouldDefaultTheMachineAndTheDoor() {
    RouterConfig config = config(HEAD + PLANT + "routes: []");
    assertEquals(new PipelineSpec(1, Stages.FUSED, 500_000, -1, PacketIo.NATIVE), config.pipeline());
    assertEquals("127.0.0.1:8080", config.http().listen().getAddress().getHostAddress() + ":" + config.http().listen().getPort());
  }

  @Test
  void shouldReadTheMachineAndTheDoor() {
    String rest = """
        routes: []
        pipeline: { shards: 2, stages: dedicated, lead: 0.3 ms, spread: 4, cores: { tick: 0 }, io: netty }
        http: { listen: "[::1]:0" }
        """;
    RouterConfig config = config(HEAD + PLANT + rest);
    assertEquals(new PipelineSpec(2, Stages.DEDICATED, 300_000, 0, PacketIo.NETTY).spreading(4), config.pipeline());
    assertEquals(0, config.http().listen().getPort());
    assertEquals("0:0:0:0:0:0:0:1", config.http().listen().getAddress().getHostAddress());
  }

  @Test
  void shouldReadWhoMayChangeWhatAndHowItIsKept() {
    String rest = """
        routes: []
        http:
          listen: 10.77.0.2:8443
          tokens: [ { name: desk, role: operator, sha256: %s }, { name: wall, role: viewer, sha256: %s } ]
          tls: { certificate: /etc/a.crt, key: /etc/a.key }
        control: { fade: 0, journal: /var/lib/a.state }
        """.formatted("A0".repeat(32), "b1".repeat(32));
    RouterConfig config = config(HEAD + PLANT + rest);
    assertEquals(new HttpChoice.Token("desk", HttpChoice.Role.OPERATOR, "a0".repeat(32)), config.http().tokens().getFirst());
    assertEquals(HttpChoice.Role.VIEWER, config.http().tokens().getLast().role());
    assertEquals(new HttpChoice.Tls(Path.of("/etc/a.crt"), Path.of("/etc/a.key")), config.http().tls());
    assertEquals(new ControlChoice(0, Path.of("/var/lib/a.state"), null, false), config.control());
    assertEquals(5_000_000, config(HEAD + PLANT + "routes: []").control().fadeNs());
  }

  private static String onlyProblem(String rest) {
    Reading reading = RouterFile.parse("f.yaml", HEAD + PLANT + "routes: []\n" + rest, FakeHost.STUDIO);
    List<Problem> problems = assertInstanceOf(Reading.Invalid.class, reading).problems();
    assertEquals(1, problems.size(), problems.toString());
    return problems.getFirst().path() + ": " + problems.getFirst().message();
  }

  @Test
  void shouldRefuseADoorThatAnyoneOnTheNetworkCouldOpen() {
    String wanted = "http.listen: everyone who reaches 10.77.0.2 could change what is on air: give http.tokens (./router token makes one),"
        + " or listen on 127.0.0.1";
    assertEquals(wanted, onlyProblem("http: { listen: 10.77.0.2:80 }\n"));
    assertEquals(wanted, onlyProblem("http: { listen: 10.77.0.2:80, tokens: [] }\n"));
    assertEquals(wanted.replace("10.77.0.2", "0.0.0.0"), onlyProblem("http: { listen: 0.0.0.0:80 }\n"));
  }

  @Test
  void shouldRefuseTokensThatAreNoHashesOrNotOnesOwn() {
    assertEquals(
        "http.tokens[0].sha256: must be the SHA-256 of a token, 64 hexadecimal digits; ./router token makes both",
        onlyProblem("http: { tokens: [ { name: a, role: viewer, sha256: secret } ] }\n"));
    String hash = "c2".repeat(32);
    assertEquals(
        "http.tokens[1].sha256: is the token of a too; everyone needs one of their own",
        onlyProblem("http: { tokens: [ { name: a, role: viewer, sha256: %s }, { name: b, role: viewer, sha256: %s } ] }"
            .formatted(hash, hash)));
    assertEquals(
        "http.tokens[0].token: unknown key; the file holds the SHA-256 of a token, never the token: ./router token makes both",
        onlyProblem("http: { tokens: [ { name: a, role: viewer, sha256: " + hash + ", token: x } ] }"));
  }

  @Test
  void shouldTakeTheDomainOfTheProfile() {
    ClockChoice clock = config(HEAD + PLANT + "routes: []").clock();
    assertEquals(127, clock.domain());
    assertEquals(List.of("red"), names(clock));
    String local = HEAD.replaceFirst("clock: .*", "clock: { source: local }");
    assertEquals(ClockChoice.Source.LOCAL, config(local + PLANT + "routes: []").clock().source());
  }

  private static ClockChoice clock(String section) {
    return config(HEAD.replaceFirst("clock: .*", "clock: { " + section + " }") + PLANT + "routes: []").clock();
  }

  private static List<String> names(ClockChoice clock) {
    return clock.networks().stream().map(ClockChoice.PtpNetwork::name).toList();
  }

  @Test
  void shouldReadTwoPtpNetworksInTheOrderOfPreference() {
    ClockChoice clock = clock("source: ptp, networks: [blue, red]");
    assertEquals(List.of("blue", "red"), names(clock));
    assertEquals(List.of("eth2", "eth1"), clock.networks().stream().map(network -> network.nic().name()).toList());
    assertEquals(ClockChoice.Publication.NONE, clock.publication());
  }

  @Test
  void shouldReadWhichClockIsFollowedAndWhereOursIsPublished() {
    ClockChoice card = clock("source: phc, device: /dev/ptp0, publish: { usrvclock: /run/x/../clock, file: /dev/shm/clock }");
    assertEquals(ClockChoice.Source.PHC, card.source());
    assertEquals(Path.of("/dev/ptp0"), card.path());
    assertEquals(new ClockChoice.Publication(Path.of("/run/clock"), Path.of("/dev/shm/clock")), card.publication());
    ClockChoice overlay = clock("source: usrvclock, path: /run/ptp-usrvclock, publish: { file: /dev/shm/clock }");
    assertEquals(ClockChoice.Source.USRVCLOCK, overlay.source());
    assertEquals(Path.of("/run/ptp-usrvclock"), overlay.path());
    assertNull(overlay.publication().usrvclock());
    assertEquals(List.of(), names(overlay));
  }

  @Test
  void shouldMapCommonChannelsOfWholeStreams() {
    assertEquals(
        List.of(new Crosspoint(0, 0, 0, 0, 1.0), new Crosspoint(0, 1, 0, 1, 1.0), new Crosspoint(0, 2, 0, 2, 1.0)),
        crosspoints("- { from: pair, to: air }"));
  }

  @Test
  void shouldOpenSingleCrosspointsAndRanges() {
    assertEquals(List.of(new Crosspoint(0, 3, 0, 0, 1.0)), crosspoints("- { from: pair/4, to: air/1 }"));
    assertEquals(
        List.of(new Crosspoint(0, 2, 0, 1, 1.0), new Crosspoint(0, 3, 0, 2, 1.0)), crosspoints("- { from: pair/3-4, to: air/2 }"));
    assertEquals(crosspoints("- { from: pair/3-4, to: air/2 }"), crosspoints("- { from: pair/3-4, to: air/2-3 }"));
    assertEquals(List.of(new Crosspoint(0, 1, 0, 0, 1.0)), crosspoints("- { from: pair/2, to: air }"));
  }

  @Test
  void shouldSumSeveralInputsOntoOneChannel() {
    List<Crosspoint> both = crosspoints("- { from: pair/1, to: air/1, gain: -6 dB }\n- { from: pair/2, to: air/1, gain: off }");
    assertEquals(Math.pow(10, -0.3), both.get(0).gain(), 1e-12);
    assertEquals(0.0, both.get(1).gain());
  }

  @Test
  void shouldReadAliasedValues() {
    String plant = PLANT.replace("format: L16/48000/4", "format: &f L16/48000/4").replace("format: L24/48000/3", "format: *f");
    assertEquals(4, config(HEAD + plant + "routes: []").outputs().getFirst().format().channels());
  }

  @Test
  void shouldExplainAFileThatIsNotThere() {
    Reading reading = RouterFile.read(Path.of("no/such/file.yaml"), FakeHost.STUDIO);
    assertEquals(
        "no/such/file.yaml: there is no such file", assertInstanceOf(Reading.Invalid.class, reading).problems().getFirst().toString());
  }
}
