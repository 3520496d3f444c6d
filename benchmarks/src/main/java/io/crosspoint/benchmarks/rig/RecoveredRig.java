package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Ptp4l;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A talker whose clock runs 100 ppm fast, routed onto the plant's clock by Crosspoint and, at the same time and from the same packets, by
 * pipelines as people build them with GStreamer; a recorder with plain sockets hears them all.
 */
public final class RecoveredRig {

  private static final double PPM = 100;
  private static final double TONE_HZ = 997;
  private static final int SETTLE_S = 5;
  private static final String PLAN = """
      name: recovered
      networks: { red: { interface: red } }
      clock: { source: ptp, network: red }
      inputs:
        in: { streams: [ { network: red, group: 239.77.0.1, port: 5004 } ], format: L24/48000/2, link-offset: 40ms, timing: recovered }
      outputs: { out: { streams: [ { network: red, group: 239.78.0.1, port: 5004 } ], format: L24/48000/2 } }
      routes: [ { from: in, to: out } ]
      http: { listen: 127.0.0.1:8080 }
      """;

  private final Path launcher;
  private final int seconds;
  private final List<String> rows = new ArrayList<>();

  private RecoveredRig(Path launcher, int seconds) {
    this.launcher = launcher;
    this.seconds = seconds;
  }

  /** {@code RecoveredRig LAUNCHER SECONDS RESULT-FILE} */
  public static void main(String[] arguments) throws IOException {
    RecoveredRig rig = new RecoveredRig(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    rig.measure();
    Files.write(Path.of(arguments[2]), rig.rows);
  }

  private void measure() throws IOException {
    say("# Sources on their own clock, live");
    say("");
    say("`benchmarks/rig recovered %d`: a talker at %+.0f ppm sends 997 Hz at -18 dBFS, stereo L24, 1 ms packets.".formatted(seconds, PPM));
    say("All routes take the same packets at the same time, in network namespaces of one machine, with 40 ms of buffer each, and");
    say("a recorder with plain sockets hears them from %d s after the talker's start, for %d s.".formatted(SETTLE_S, seconds));
    say("SNR is against a least-squares sine whose amplitude and phase may bend as parabolas, over windows of 50 ms, with nothing");
    say("left out: a packet that is lost leaves a break. A break is a sample more than 1e-5 of full scale from what the two before");
    say("it foretell. A tone at -18 dBFS rounded to 24 bits has 128 dB, rounded twice 125 dB.");
    say("");
    Path file = Files.createTempFile("rig", ".yaml");
    Files.writeString(file, PLAN);
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost plant = lab.host("plant");
      LabHost router = lab.host("router");
      LabHost rival = lab.host("rival");
      LabHost ears = lab.host("ears");
      LabHost pipes = lab.host("pipes");
      lab.connect("red", "10.77.0", plant, router, rival, ears, pipes);
      try (Ptp4l grandmaster = Ptp4l.grandmaster(plant, "red").start()) {
        grandmaster.awaitMaster();
        PipeWireRoute pipeWire = PipeWireRoute.isInstalled() ? PipeWireRoute.start(pipes, List.of("239.78.0.4")) : null;
        try (RouterProcess process = RouterProcess.start(router, launcher, file)) {
          talk(plant, rival, ears, process);
        } finally {
          if (pipeWire != null) {
            pipeWire.close();
          }
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  private void talk(LabHost plant, LabHost rival, LabHost ears, RouterProcess router) {
    Map<String, String> groups = new LinkedHashMap<>();
    groups.put("sent", "239.77.0.1");
    groups.put("Crosspoint, timing: recovered", "239.78.0.1");
    groups.put("GStreamer: jitter buffer, audioresample", "239.78.0.2");
    groups.put("GStreamer: the same with audiorate, 1 ms", "239.78.0.3");
    List<PeerProcess> rivals = List.of(bridge(rival, "239.78.0.2"), bridge(rival, "239.78.0.3", "audiorate", "tolerance=1000000", "!"));
    if (PipeWireRoute.isInstalled()) {
      groups.put("PipeWire: rtp-source, null sink, rtp-sink", "239.78.0.4");
    }
    Map<String, StreamRecording> recordings = new LinkedHashMap<>();
    try (PeerProcess talker =
        plant.start(
            launcher.toString(), "talk", "--interface", "red", "--group", "239.77.0.1", "--ppm", Double.toString(PPM),
            "--pattern", "sine", "--duration", (seconds + SETTLE_S + 10) + "s")) {
      talker.awaitLine("talking", Duration.ofSeconds(10));
      PipeWireRoute.announce(plant, 1, "239.77.0.1");
      Await.pause(Duration.ofSeconds(SETTLE_S));
      groups.forEach((name, group) -> recordings.put(name, new StreamRecording(ears, "red", group)));
      Await.pause(Duration.ofSeconds(seconds));
      recordings.values().forEach(StreamRecording::stop);
      JsonNode clock = router.status().path("inputs").path(0).path("clock");
      talker.signal("TERM");
      talker.awaitExit(Duration.ofSeconds(5));
      report(recordings, clock);
      talker.lines().stream().filter(line -> line.startsWith("sent")).forEach(line -> say("- the talker: " + line));
    } finally {
      rivals.forEach(PeerProcess::close);
    }
  }

  private static PeerProcess bridge(LabHost host, String group, String... between) {
    List<String> command = new ArrayList<>(List.of(
        "gst-launch-1.0", "-q", "udpsrc", "address=239.77.0.1", "port=5004", "multicast-iface=red",
        "caps=application/x-rtp,media=audio,clock-rate=48000,encoding-name=L24,channels=2,payload=98", "!",
        "rtpjitterbuffer", "latency=40", "!", "rtpL24depay", "!", "audioconvert", "!"));
    command.addAll(List.of(between));
    command.addAll(List.of(
        "audioresample", "!", "audio/x-raw,format=S24BE,rate=48000,channels=2", "!", "rtpL24pay", "min-ptime=1000000",
        "max-ptime=1000000", "pt=98", "!", "udpsink", "host=" + group, "port=5004", "multicast-iface=red", "auto-multicast=false",
        "ttl-mc=4"));
    return host.start(command.toArray(String[]::new));
  }

  private void report(Map<String, StreamRecording> recordings, JsonNode clock) {
    say("| | packets | lost | frames per second, from 48 kHz | tone, from 997 Hz | SNR, median / worst 50 ms | breaks | largest break |");
    say("|---|---|---|---|---|---|---|---|");
    recordings.forEach((name, recording) -> {
      double[] samples = recording.samples();
      if (samples.length < 48_000) {
        say("| %s | %d | | | | | | |".formatted(name, recording.packets()));
        return;
      }
      ToneReport tone = ToneReport.of(samples, TONE_HZ);
      say(
          String.format(
              Locale.ROOT, "| %s | %d | %d | %+.1f ppm | %+.2f ppm | %.1f / %.1f dB | %d | %.1e |", name, recording.packets(),
              recording.lost(), (recording.frameHz() / 48_000 - 1) * 1e6, (tone.toneHz() / TONE_HZ - 1) * 1e6, -tone.medianDb(),
              -tone.worstDb(), tone.breaks(), tone.largestBreak()));
    });
    say("");
    if (!PipeWireRoute.isInstalled()) {
      say("- PipeWire is not installed here (pipewire, wireplumber, dbus-run-session).");
    }
    say("- A receiver on the plant's clock plays 48,000 frames a second: a stream with another rate runs its buffer empty or over.");
    say(
        String.format(
            Locale.ROOT, "- Crosspoint at the end: %s, %+.4f ppm, uncertainty %.4f ppm, margin %.2f ms, %s, missing %d frames",
            clock.path("state").asString(), clock.path("driftPpm").asDouble(), clock.path("uncertaintyPpm").asDouble(),
            clock.path("marginNs").asLong() / 1e6, clock.path("alarms"), clock.path("counters").path("missing_frames").asLong()));
  }

  private void say(String row) {
    rows.add(row);
    System.out.println(row);
  }
}
