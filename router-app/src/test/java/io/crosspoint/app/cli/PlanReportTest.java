package io.crosspoint.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.FakeHost;
import io.crosspoint.app.config.Reading;
import io.crosspoint.app.config.RouterFile;
import io.crosspoint.pipeline.send.StreamIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanReportTest {

  private static final String PLANT =
      """
      name: studio-a
      networks: { red: { interface: eth1 } }
      clock: { source: ptp, network: red }
      inputs:
        in441: { streams: [ { network: red, group: 239.1.1.1, port: 5004 } ], format: L24/44100/2, frames: 48, link-offset: 3ms }
        mono:
          streams: [ { network: red, port: 5010, source: 10.77.0.9 } ]
          format: L16/48000/1
          link-offset: 2ms
          media-clock-offset: 4294967295
      outputs:
        out441: { streams: [ { network: red, group: 239.1.2.1, port: 5004 } ], format: L24/44100/2, frames: 48 }
        out48: { streams: [ { network: red, host: 10.77.0.7, port: 5006, source-port: 5005 } ], format: L24/48000/2, packet-time: 125us }
      routes:
        - { from: in441, to: out441 }
        - { from: mono/1, to: out48/2, gain: -6 dB }
        - { from: mono/1, to: out48/1, gain: off }
      """;

  private static String ssrc(String output) {
    return String.format("SSRC 0x%08x", StreamIdentity.ssrcOf(output));
  }

  private static List<String> aboutTheClock(String clock) {
    String plant = PLANT.replace("red: { interface: eth1 }", "red: { interface: eth1 }, blue: { interface: eth2 }")
        .replaceFirst("clock: .*", "clock: { " + clock + " }");
    Reading.Valid valid = assertInstanceOf(Reading.Valid.class, RouterFile.parse("f", plant, FakeHost.STUDIO));
    return PlanReport.of(valid.config()).stream().filter(line -> line.matches("(clock|publish) .*")).toList();
  }

  @Test
  void shouldStateWhichClockIsFollowedAndPublished() {
    assertEquals(
        List.of(
            "clock     ptp on blue, else on red, domain 0, profile aes67",
            "publish   the clock as an overlay at /run/ptp-usrvclock",
            "publish   the clock in /dev/shm/clock"),
        aboutTheClock("source: ptp, networks: [blue, red], publish: { usrvclock: /run/ptp-usrvclock, file: /dev/shm/clock }"));
    assertEquals(List.of("clock     the hardware clock /dev/ptp0"), aboutTheClock("source: phc, device: /dev/ptp0"));
    assertEquals(List.of("clock     the overlay of /run/clock"), aboutTheClock("source: usrvclock, path: /run/clock"));
  }

  @Test
  void shouldStateHowLateSpreadOutputsLeave() {
    String spread = PLANT + "pipeline: { spread: 4 }\n";
    Reading.Valid valid = assertInstanceOf(Reading.Valid.class, RouterFile.parse("f", spread, FakeHost.STUDIO));
    List<String> lines = PlanReport.of(valid.config());

    assertTrue(lines.contains("pipeline  1 shard, stages fused, lead 500us, outputs leave 4 at a time, io native, not pinned"));
    assertEquals(
        1, lines.stream().filter(line -> line.endsWith(
            ssrc("out48") + ", leaves within 125us of its deadline: receivers need a link offset of 250us and network jitter")).count());
  }

  @Test
  void shouldStateEveryStreamAndTheExactLatencyOfEveryRoute() {
    Reading.Valid valid = assertInstanceOf(Reading.Valid.class, RouterFile.parse("f", PLANT, FakeHost.STUDIO));
    assertEquals(
        List.of(
            "studio-a: 2 inputs, 2 outputs, 3 routes opening 4 crosspoints",
            "clock     ptp on red, domain 0, profile aes67",
            "pipeline  1 shard, stages fused, lead 500us, io native, not pinned",
            "http      127.0.0.1:8080",
            "control   crossfades of 5ms",
            "network   red is eth1, 10.77.0.2",
            "inputs",
            "  in441  L24/44100/2, 48 frames = 1.088 ms each, 918.75 packets/s of 328 bytes, 2.41 Mbit/s, payload type 98, "
                + "link offset 2.993 ms = 132 frames",
            "    from red: group 239.1.1.1:5004, any source",
            "  mono  L16/48000/1, 48 frames = 1.000 ms each, 1000.0 packets/s of 136 bytes, 1.09 Mbit/s, payload type 98, "
                + "link offset 2.000 ms = 96 frames, timestamp offset 4294967295",
            "    from red: unicast to 10.77.0.2:5010, source 10.77.0.9",
            "outputs",
            "  out441  L24/44100/2, 48 frames = 1.088 ms each, 918.75 packets/s of 328 bytes, 2.41 Mbit/s, payload type 98, "
                + ssrc("out441"),
            "    to red: group 239.1.2.1:5004 from 10.77.0.2:any, ttl 16, dscp 34",
            "  out48  L24/48000/2, 6 frames = 0.125 ms each, 8000.0 packets/s of 76 bytes, 4.86 Mbit/s, payload type 98, "
                + ssrc("out48"),
            "    to red: host 10.77.0.7:5006 from 10.77.0.2:5005, ttl 16, dscp 34",
            "routes",
            "  in441 -> out441  latency 2.993 ms = 132 frames, 1.404762ms of it for network jitter; untouched, 2 crosspoints",
            "  mono/1 -> out48/2  latency 2.000 ms = 96 frames, 500us of it for network jitter; -6 dB, 1 crosspoint",
            "  mono/1 -> out48/1  latency 2.000 ms = 96 frames, 500us of it for network jitter; off, 1 crosspoint"),
        PlanReport.of(valid.config()));
  }
}
