package io.crosspoint.app.listen;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.cli.RouterProcess;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import io.crosspoint.lab.Ptp4l;
import io.crosspoint.pipeline.convert.SineFit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A talker 100 ppm too fast for the plant, through the running router onto the plant's clock. */
@Timeout(120)
@Isolated("what it hears, or how punctual it is, depends on the processors")
class RecoveredSystemTest {

  private static final Duration SOON = Duration.ofSeconds(40);
  private static final double PPM = 100;
  private static final int FRAME_BYTES = 6;
  private static final int WINDOW = 2400;

  @TempDir
  private Path directory;

  @Test
  void shouldResampleALiveToneWithoutABreak() throws Exception {
    Peers.require("ptp4l");
    try (NetworkLab lab = NetworkLab.open()) {
      LabHost studio = lab.host("studio");
      LabHost machine = lab.host("machine");
      LabHost ears = lab.host("ears");
      lab.connect("red", "10.77.0", studio, machine, ears);
      lab.owned(Ptp4l.grandmaster(studio, "red")).start();
      Path file = Files.writeString(directory.resolve("router.yaml"), """
          name: recovered
          networks: { red: { interface: red } }
          clock: { source: ptp, network: red }
          inputs:
            in: { streams: [ { network: red, group: 239.77.0.1, port: 5004 } ], format: L24/48000/2, link-offset: 60ms, timing: recovered }
          outputs: { out: { streams: [ { network: red, group: 239.78.0.1, port: 5004 } ], format: L24/48000/2 } }
          routes: [ { from: in, to: out } ]
          http: { listen: 127.0.0.1:0 }
          """);
      PeerProcess router = machine.start(RouterProcess.command("run", file.toString()).toArray(String[]::new));
      Await.until(SOON, "ready:\n" + router.output(), () -> router.output().contains("INFO  ready"));
      studio.start(
          RouterProcess.command("talk", "--interface", "red", "--group", "239.77.0.1", "--ppm", "100", "--pattern", "sine")
              .toArray(String[]::new));
      Await.pause(Duration.ofSeconds(6));
      try (RtpRecorder recorder = new RtpRecorder(ears, "red", "239.78.0.1")) {
        Await.pause(Duration.ofSeconds(10));
        shouldBePure(samples(recorder.stop()), router.output());
      }
    }
  }

  private static double[] samples(byte[] payload) {
    double[] samples = new double[payload.length / FRAME_BYTES];
    for (int i = 0; i < samples.length; i++) {
      int at = i * FRAME_BYTES;
      samples[i] = ((payload[at] << 16) | ((payload[at + 1] & 0xFF) << 8) | (payload[at + 2] & 0xFF)) / 8388608.0;
    }
    return samples;
  }

  /** Rounded to 24 bits twice, a tone at −18 dBFS has −124 dB beside it. A machine that stands still for 60 ms breaks any stream. */
  private static void shouldBePure(double[] samples, String log) {
    double radians = 2 * Math.PI * 997 * (1 + PPM * 1e-6) / 48_000;
    int windows = samples.length / WINDOW;
    assertTrue(windows > 150, windows + " windows heard; " + log);
    double[] db = new double[windows];
    int longest = 0;
    int pure = 0;
    for (int i = 0; i < windows; i++) {
      db[i] = new SineFit(samples, i * WINDOW, (i + 1) * WINDOW, radians, 2).residualDb();
      pure = db[i] <= -120 ? pure + 1 : 0;
      longest = Math.max(longest, pure);
    }
    Arrays.sort(db);
    String figures = "median " + db[windows / 2] + " dB, worst " + db[windows - 1] + " dB, " + longest + " windows in a row; " + log;
    assertTrue(db[windows / 2] <= -120, figures);
    // 5 s without the least break.
    assertTrue(longest > 100, figures);
  }
}
