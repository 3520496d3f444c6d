package io.crosspoint.app.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and its connection: a token that is asked for, a router that goes and comes back. */
class ConnectionSystemTest {

  private static final String SECRET = "a-token-of-this-test";

  @TempDir
  private Path directory;

  private static void await(String what, BooleanSupplier condition) {
    Await.until(LivePlant.SOON, what, condition);
  }

  private static String tokens() throws NoSuchAlgorithmException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
    return ", tokens: [ { name: desk, role: operator, sha256: " + HexFormat.of().formatHex(hash) + " } ]";
  }

  private static void enter(Browser browser, String token) {
    browser.run("""
        document.getElementById('token').value = arguments[0];
        document.querySelector('dialog form').requestSubmit();
        """, token);
  }

  @Test
  void shouldAskForATokenAndFollowTheRouterThroughARestart() throws IOException, NoSuchAlgorithmException {
    Peers.require("chromium", "chromedriver");
    String streams = """
        inputs: { tone: { tone: { signal: glits }, format: L24/48000/2 } }
        outputs: { air: { streams: [ { network: lo, host: 127.0.0.1, port: %d } ], format: L24/48000/2 } }
        routes: [ { from: tone, to: air } ]""".formatted(LivePlant.freePort());
    try (LivePlant plant = new LivePlant(directory, streams, tokens()); Browser browser = new Browser(1024, 768)) {
      browser.open(plant.address());
      await("asked", () -> browser.is("document.querySelector('dialog[open] #token')"));
      enter(browser, "wrong");
      await("asked again", () -> browser.text("dialog p").contains("not known"));
      enter(browser, SECRET);
      await("live", () -> "LIVE".equals(browser.text("#link-badge span")));
      await("meters, over the socket", () -> browser.text(".why").contains("dBFS"));
      assertEquals("page", browser.text("#plant"));

      plant.stop();
      await("told", () -> browser.text("#banner").startsWith("Not connected") && browser.is("document.body.matches('.stale')"));
      assertEquals("NO LINK", browser.text("#link-badge span"));
      await("no old levels", () -> browser.text(".why").contains("silent"));
      plant.start();
      await("back", () -> "LIVE".equals(browser.text("#link-badge span")) && !browser.is("document.body.matches('.stale')"));
      assertTrue(browser.is("document.getElementById('banner').hidden"));
      await("meters again", () -> browser.text(".why").contains("dBFS"));
    }
  }
}
