package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.sdp.OutputDescriptions;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.net.Inet4Address;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptionPagesTest {

  private static final SendFlow FLOW =
      new SendFlow(
          "red", new Nic("eth1", 3, Inet4Address.ofLiteral("10.77.0.2")), Inet4Address.ofLiteral("239.78.0.1"), 5004, 0, 16, 34);
  private static final OutputSpec AIR = new OutputSpec("air.1", List.of(FLOW), new AudioFormat(Encoding.L24, 48_000, 2), 48, 98);

  private final DescriptionPages pages = new DescriptionPages(new OutputDescriptions("studio-a", List.of(AIR), _ -> null, 77));

  private DescriptionPages.Reply get(String path) {
    return pages.get("/api/v1/outputs/" + path, null, null);
  }

  @Test
  void shouldServeADescriptionWithItsVersion() {
    DescriptionPages.Reply reply = get("air.1/sdp");
    assertEquals(200, reply.status());
    assertEquals("application/sdp", reply.contentType());
    assertEquals("\"77-aes67\"", reply.eTag());
    assertTrue(reply.body().startsWith("v=0\r\n"), reply.body());
    assertEquals(304, pages.get("/api/v1/outputs/air.1/sdp", null, "\"1\", \"77-aes67\"").status());
    assertEquals(200, pages.get("/api/v1/outputs/air.1/sdp", null, "\"76-aes67\"").status());
  }

  @Test
  void shouldRenderForItsAudience() {
    assertTrue(pages.get("/api/v1/outputs/air.1/sdp", "x=1&audience=st2110", null).body().contains("a=source-filter: incl"));
    DescriptionPages.Reply unknown = pages.get("/api/v1/outputs/air.1/sdp", "audience=all", null);
    assertEquals(400, unknown.status());
    assertEquals("application/problem+json", unknown.contentType());
    assertTrue(unknown.body().contains("audience must be aes67, st2110 or dante"), unknown.body());
  }

  @Test
  void shouldSayWhichOutputsThereAre() {
    DescriptionPages.Reply reply = get("air2/sdp");
    assertEquals(404, reply.status());
    assertTrue(reply.body().contains("\"detail\":\"no output 'air2' (have air.1)\""), reply.body());
    for (String path : List.of("", "/sdp", "air.1", "air.1/sdp/x", "a/b/sdp", "../sdp")) {
      assertEquals(404, get(path).status(), path);
    }
  }

  @Test
  void shouldStandBehindTheDoor(@TempDir Path directory) throws Exception {
    try (OpenDoor door = new OpenDoor(directory)) {
      String path = "/api/v1/outputs/air1/sdp?audience=dante";
      HttpResponse<String> reply = door.request("GET", path, "");
      assertEquals(200, reply.statusCode());
      assertEquals("application/sdp", reply.headers().firstValue("Content-Type").orElseThrow());
      String eTag = reply.headers().firstValue("ETag").orElseThrow();
      assertEquals(304, door.request("GET", path, "", "If-None-Match", eTag).statusCode());
      assertEquals(405, door.request("POST", path, "").statusCode());
    }
  }
}
