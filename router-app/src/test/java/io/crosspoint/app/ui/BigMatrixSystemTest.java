package io.crosspoint.app.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.Peers;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A matrix of 256 by 256 channels, scrolled from corner to corner. How fast is told, not judged: this machine has no graphics. */
class BigMatrixSystemTest {

  private static final int STREAMS = 16;

  @TempDir
  private Path directory;

  private static String streams() throws IOException {
    String inputs = IntStream.range(0, STREAMS)
        .mapToObj(i -> "  source%02d: { tone: { signal: glits }, format: L16/48000/16 }".formatted(i))
        .collect(Collectors.joining("\n"));
    StringBuilder outputs = new StringBuilder();
    for (int i = 0; i < STREAMS; i++) {
      outputs.append("  sink%02d: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L16/48000/16, packet-time: 4ms }\n"
          .formatted(i, LivePlant.freePort()));
    }
    String routes = IntStream.range(0, STREAMS)
        .mapToObj(i -> "  - { from: source%02d, to: sink%02d }".formatted(i, i)).collect(Collectors.joining("\n"));
    return "inputs:\n" + inputs + "\noutputs:\n" + outputs + "routes:\n" + routes;
  }

  @Test
  void shouldScrollFromCornerToCorner() throws IOException {
    Peers.require("chromium", "chromedriver");
    try (LivePlant plant = new LivePlant(directory, streams(), ""); Browser browser = new Browser(1280, 720)) {
      browser.open(plant.address());
      Await.until(LivePlant.SOON, "live", () -> "LIVE".equals(browser.text("#link-badge span")));
      browser.run("document.getElementById('expand').click()");
      Await.until(LivePlant.SOON, "drawn", () -> browser.is("document.querySelector('.spacer').offsetHeight > 256 * 26"));
      JsonArray told = (JsonArray) browser.run("""
          const scroller = document.querySelector('.scroller');
          const begin = performance.now();
          const frames = [];
          while (performance.now() - begin < 3000) {
            const now = await new Promise(requestAnimationFrame);
            frames.push(now);
            const share = (performance.now() - begin) / 3000;
            scroller.scrollLeft = share * (scroller.scrollWidth - scroller.clientWidth);
            scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
          }
          scroller.scrollLeft = scroller.scrollWidth;
          scroller.scrollTop = scroller.scrollHeight;
          const gaps = frames.slice(1).map((at, i) => at - frames[i]).sort((a, b) => a - b);
          return [frames.length / 3, gaps[Math.floor(gaps.length / 2)], gaps[Math.floor(gaps.length * 0.95)], scroller.scrollTop];
          """);
      System.getLogger("BigMatrixSystemTest").log(System.Logger.Level.INFO, String.format(
          "256 x 256 scrolled: %.0f frames a second, from one to the next %.1f ms (median), %.1f ms (95 %%)",
          told.getDouble(0), told.getDouble(1), told.getDouble(2)));
      assertTrue(told.getDouble(3) > 5000, "scrolled to " + told.getDouble(3));
      // The last crosspoint of the diagonal is on air and in the corner, green.
      Await.until(LivePlant.SOON, "the last crosspoint is drawn", () -> isGreen(browser));
      assertEquals(List.of(), browser.complaints());
    }
  }

  private static boolean isGreen(Browser browser) {
    JsonArray pixel = (JsonArray) browser.run("""
        const canvas = document.querySelector('.scroller canvas');
        const scroller = document.querySelector('.scroller');
        const { left, top, cell } = canvas.dataset;
        const x = Number(left) + 271.5 * cell - scroller.scrollLeft;
        const y = Number(top) + 271.25 * cell - scroller.scrollTop;
        return Array.from(canvas.getContext('2d').getImageData(Math.round(x - cell * 0.3), Math.round(y), 1, 1).data);
        """);
    return pixel.getInteger(1) > 150 && pixel.getInteger(0) < 100;
  }
}
