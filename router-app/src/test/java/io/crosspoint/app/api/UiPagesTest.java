package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.HttpChoice;
import io.crosspoint.app.ui.Site;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the browser interface is served. */
class UiPagesTest {

  @TempDir
  private Path directory;

  private static HttpResponse<byte[]> get(OpenDoor door, String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return door.client().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void shouldServeThePageWithAPolicyAndAskAgain() throws Exception {
    try (OpenDoor door = new OpenDoor(directory)) {
      HttpResponse<byte[]> page = get(door, "/");
      assertEquals(200, page.statusCode());
      assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
      assertEquals("no-cache", header(page, "Cache-Control"));
      String policy = header(page, "Content-Security-Policy");
      assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertEquals(304, get(door, "/", "If-None-Match", header(page, "ETag")).statusCode());
      String body = new String(page.body(), StandardCharsets.UTF_8);
      assertFalse(body.contains("@build@"));
      assertFalse(body.contains("<script>") || body.contains("<style>"), "nothing inline");
    }
  }

  @Test
  void shouldLetBrowsersKeepFilesForEverAndSendThemPacked() throws Exception {
    try (OpenDoor door = new OpenDoor(directory)) {
      String script = "/ui/" + Site.load().build() + "/main.js";
      HttpResponse<byte[]> plain = get(door, script);
      HttpResponse<byte[]> packed = get(door, script, "Accept-Encoding", "br, gzip");
      assertEquals("public, max-age=31536000, immutable", header(plain, "Cache-Control"));
      assertEquals("text/javascript; charset=utf-8", header(plain, "Content-Type"));
      assertEquals("", header(plain, "Content-Encoding"));
      assertEquals("gzip", header(packed, "Content-Encoding"));
      assertArrayEquals(plain.body(), new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes());
      assertEquals("", header(get(door, script, "Accept-Encoding", "gzip;q=0"), "Content-Encoding"));
      assertEquals(304, get(door, script, "If-None-Match", header(plain, "ETag")).statusCode());
    }
  }

  @Test
  void shouldServeNothingElseFromTheJar() throws Exception {
    try (OpenDoor door = new OpenDoor(directory)) {
      String build = Site.load().build();
      for (String path : new String[] {
        "/ui/0000000000000000/main.js", "/ui/" + build + "/index.html", "/ui/" + build + "/..%2F..%2Flogback.xml",
        "/ui/" + build + "/%2e%2e/main.js", "/ui/" + build + "/", "/ui/" + build, "/ui/", "/main.js",
      }) {
        assertEquals(404, get(door, path).statusCode(), path);
      }
    }
  }

  @Test
  void shouldServeThePageToWhoeverHasNoTokenYet() throws Exception {
    HttpChoice.Token token = new HttpChoice.Token("desk", HttpChoice.Role.OPERATOR, HexFormat.of().formatHex(Gate.sha256("secret")));
    try (OpenDoor door = new OpenDoor(directory, token)) {
      assertEquals(200, get(door, "/").statusCode());
      assertEquals(200, get(door, "/ui/" + Site.load().build() + "/app.css").statusCode());
      assertEquals(401, get(door, "/api/v1/status").statusCode());
    }
  }
}
