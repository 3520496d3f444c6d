package io.crosspoint.app.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.cli.RouterProcess;
import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.NetworkLab;
import io.crosspoint.lab.PeerProcess;
import io.crosspoint.lab.Peers;
import io.crosspoint.lab.Ptp4l;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock page in a real browser, of a router that follows a real grandmaster; and the loudness of a tone that it sends meanwhile. */
class ClockPageSystemTest {

  private static final Duration SOON = Duration.ofSeconds(45);
  private static final int PORT = 8080;
  private static final String IDENTITY = "00155dfffe7a1b02";

  @TempDir
  private Path directory;

  private Path plant() throws IOException {
    return Files.writeString(directory.resolve("plant.yaml"), """
        name: clock
        networks: { red: { interface: red } }
        clock: { source: ptp, network: red }
        inputs:
          tone: { tone: { level: -23 dB }, format: L24/48000/2 }
        outputs:
          air: { streams: [ { network: red, group: 239.78.0.1, port: 5004 } ], format: L24/48000/2 }
          idle: { streams: [ { network: red, group: 239.78.0.2, port: 5004 } ], format: L24/48000/2 }
        routes: [ { from: tone, to: air } ]
        http: { listen: 127.0.0.1:%d }
        """.formatted(PORT));
  }

  @Test
  void shouldShowTheGrandmasterItsOffsetAndLoudness() throws Exception {
    Peers.require("chromium", "chromedriver", "ptp4l");
    List<LabHost> hosts = new ArrayList<>();
    try (NetworkLab _ = NetworkLab.pair(hosts);
        Ptp4l _ = Ptp4l.grandmaster(hosts.get(0), "red").identity(IDENTITY).start();
        PeerProcess router = hosts.get(1).start(RouterProcess.command("run", plant().toString()).toArray(String[]::new));
        Relay relay = new Relay(hosts.get(1), PORT);
        Browser browser = new Browser(1280, 800)) {
      Await.until(SOON, "ready", () -> router.output().contains("INFO  ready"));
      browser.open(relay.address() + "#clock");
      Await.until(SOON, "locked", () -> "LOCKED".equals(browser.text(".big span")));
      assertEquals("good", browser.run("return document.querySelector('.big').dataset.state"));
      String facts = browser.text("dl.facts");
      assertTrue(facts.contains("00-15-5D-FF-FE-7A-1B-02"), facts);
      Await.until(SOON, "the followed master", () -> browser.text("tr[aria-current]").contains("00-15-5D-FF-FE-7A-1B-02"));
      Await.until(SOON, "a line of offsets", () -> linePixels(browser) > 20);
      browser.run("location.hash = 'meters'");
      browser.run("[...document.querySelectorAll('.choice button')].find(one => one.textContent === 'Loudness').click()");
      Await.until(SOON, "momentary loudness", () -> browser.text("tr[data-key=air] .figure").startsWith("−2"));
      Await.until(SOON, "integrated loudness", () -> browser.text("tr[data-key=air] .figure:nth-of-type(5)").startsWith("−2"));
      assertEquals("–", browser.text("tr[data-key=idle] .figure"));
      browser.run("document.querySelector('tr[data-key=air] button').click()");
      Await.until(SOON, "told", () -> browser.text("#toasts").contains("Integrated loudness of air begins anew"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  /** How much of the offset plot is in the colour of the line. */
  private static long linePixels(Browser browser) {
    return ((Number) browser.run("""
        const canvas = document.querySelector('.plot canvas');
        if (!canvas?.width) {
          return 0;
        }
        const base = document.querySelector('link[rel=stylesheet]').href.replace('app.css', '');
        const { colour } = await import(base + 'dom.js');
        const [r, g, b] = colour('on').match(/[0-9a-f]{2}/gi).map(part => parseInt(part, 16));
        // A copy: the browser complains of reading what it draws.
        const copy = document.createElement('canvas');
        Object.assign(copy, { width: canvas.width, height: canvas.height });
        const pen = copy.getContext('2d', { willReadFrequently: true });
        pen.drawImage(canvas, 0, 0);
        const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
        let found = 0;
        for (let i = 0; i < data.length; i += 4) {
          found += data[i] === r && data[i + 1] === g && data[i + 2] === b;
        }
        return found;
        """)).longValue();
  }
}
