package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.HttpChoice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpDoorTest {

  private final AtomicReference<Health> health = new AtomicReference<>(new Health(0, List.of(), List.of(), List.of()));
  private final AtomicLong nowNs = new AtomicLong();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpDoor door;

  @BeforeEach
  void open() throws IOException {
    door = HttpDoor.bind(new HttpChoice(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), null));
    door.open(
        new Pages(
            (out, contentType) -> out.write(("# " + contentType).getBytes(StandardCharsets.UTF_8)),
            now -> "{\"ready\":" + now.isReady() + "}", health::get, nowNs::get),
        null);
  }

  @AfterEach
  void close() {
    door.close();
    client.close();
  }

  private HttpResponse<String> request(String method, String path, String... headers) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + door.address().getPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void shouldTellReadinessWithReasons() throws Exception {
    assertEquals(200, request("GET", "/readyz").statusCode());
    health.set(new Health(0, List.of(), List.of("clock is listening: no PTP"), List.of()));
    HttpResponse<String> response = request("GET", "/readyz");
    assertEquals(503, response.statusCode());
    assertTrue(response.body().contains("\"reasons\":[\"clock is listening: no PTP\"]"), response.body());
    assertEquals(200, request("GET", "/livez").statusCode());
  }

  @Test
  void shouldBeDeadWhenNobodyObserves() throws Exception {
    nowNs.set(11_000_000_000L);
    assertEquals(503, request("GET", "/livez").statusCode());
  }

  @Test
  void shouldBeDeadWhenAThreadDied() throws Exception {
    health.set(new Health(0, List.of("thread tick-0 has died"), List.of("thread tick-0 has died"), List.of()));
    assertEquals(503, request("GET", "/livez").statusCode());
  }

  @Test
  void shouldServeMetricsInTheFormatThatIsAccepted() throws Exception {
    assertEquals("# text/plain; version=0.0.4; charset=utf-8", request("GET", "/metrics").body());
    HttpResponse<String> open = request("GET", "/metrics", "Accept", "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1");
    assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", open.headers().firstValue("Content-Type").orElseThrow());
  }

  @Test
  void shouldCompressMetricsWhenAsked() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + door.address().getPort() + "/metrics");
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept-Encoding", "gzip, deflate").build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertEquals("gzip", response.headers().firstValue("Content-Encoding").orElseThrow());
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertEquals("# text/plain; version=0.0.4; charset=utf-8", new String(unpacked.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertTrue(request("GET", "/metrics", "Accept-Encoding", "gzip;q=0").headers().firstValue("Content-Encoding").isEmpty());
  }

  @Test
  void shouldServeTheStatus() throws Exception {
    HttpResponse<String> response = request("GET", "/api/v1/status");
    assertEquals("{\"ready\":true}", response.body());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
  }

  @Test
  void shouldKnowOnlyItsPagesAndOnlyRead() throws Exception {
    assertEquals(404, request("GET", "/metrics/x").statusCode());
    assertEquals(404, request("GET", "/nothing").statusCode());
    assertEquals(405, request("POST", "/metrics").statusCode());
    assertEquals(200, request("HEAD", "/metrics").statusCode());
    assertEquals(200, request("GET", "/").statusCode());
  }

  @Test
  void shouldAskToComeBackBeforeItIsOpen() throws Exception {
    try (HttpDoor early = HttpDoor.bind(new HttpChoice(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), null))) {
      URI uri = URI.create("http://127.0.0.1:" + early.address().getPort() + "/livez");
      assertEquals(503, client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).statusCode());
    }
  }

  @Test
  void shouldSayWhichAddressIsTaken() {
    InetSocketAddress taken = door.address();
    IOException refusal = assertThrows(IOException.class, () -> HttpDoor.bind(new HttpChoice(taken, List.of(), null)));
    assertTrue(String.valueOf(refusal.getMessage()).startsWith("cannot listen on 127.0.0.1:" + taken.getPort() + " (http.listen): "));
  }
}
