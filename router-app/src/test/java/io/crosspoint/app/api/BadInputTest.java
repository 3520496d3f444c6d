package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.HttpChoice;
import io.crosspoint.lab.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not work, and must not hurt: each gets a clear answer, and nothing on air changes. */
class BadInputTest {

  private static final String CROSSPOINT = "/api/v1/crosspoints/air1/1/s2/1";

  @TempDir
  private Path directory;

  private OpenDoor door;

  @BeforeEach
  void open() throws Exception {
    door = new OpenDoor(directory);
  }

  @AfterEach
  void close() {
    door.close();
  }

  private void refused(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElse(""), response.body());
    JsonObject problem = new JsonObject(response.body());
    assertEquals(status, problem.getInteger("status"));
    assertTrue(problem.getString("detail").length() > 5, response.body());
    assertEquals(0, door.plane.submissions.get());
  }

  @Test
  void shouldRefuseBodiesThatAreNotWhatIsWanted() throws Exception {
    for (String body : List.of(
        "{", "[]", "null", "7", "\"x\"", "{\"take\":1}", "{\"gainDb\":\"loud\"}", "{\"gainDb\":1e400}", "{\"gainDb\":21}",
        "{\"gainDb\":null}",
        "{\"muted\":\"yes\"}", "{\"fadeMs\":-1}", "{\"fadeMs\":1001}", "{\"unknown\":true}", "[".repeat(100_000),
        "{\"a\":".repeat(5000), "\u0000", "{\"take\":true}garbage")) {
      refused(400, door.request("PUT", CROSSPOINT, body));
    }
    refused(415, door.request("PUT", CROSSPOINT, "{}", "Content-Type", "text/plain"));
    for (String body : List.of(
        "{}", "{\"edits\":[]}", "{\"edits\":{}}", "{\"edits\":[1]}", "{\"edits\":[{\"do\":\"jump\"}]}",
        "{\"edits\":[{\"do\":\"take\",\"from\":7,\"to\":\"air1\"}]}", "{\"edits\":[{\"do\":\"clear\",\"to\":\"air1\",\"from\":\"s1\"}]}")) {
      refused(400, door.request("POST", "/api/v1/takes", body));
    }
    refused(422, door.request("POST", "/api/v1/takes", "{\"edits\":[{\"do\":\"take\",\"from\":\"s1/0\",\"to\":\"air1\"}]}"));
    refused(404, door.request("POST", "/api/v1/takes", "{\"edits\":[{\"do\":\"take\",\"from\":\"s1/1\",\"to\":\"air1/3\"}]}"));
  }

  @Test
  void shouldRefuseWhatIsNotThere() throws Exception {
    for (String path : List.of(
        "air9/1/s1/1", "air1/3/s1/1", "air1/0/s1/1", "air1/x/s1/1", "air1/1/s9/1", "air1/1/s1/3", "air1/99999999999/s1/1", "%00/1/s1/1")) {
      refused(404, door.request("PUT", "/api/v1/crosspoints/" + path, ""));
    }
    for (String path : List.of(
        "/api/v1/inputs/nobody", "/api/v1/outputs/nobody", "/api/v1/salvos/none", "/api/v2/status", "/api/v1", "/x")) {
      refused(404, door.request("GET", path, ""));
    }
    refused(405, door.request("POST", "/api/v1/status", "{}"));
    refused(405, door.request("DELETE", "/api/v1/crosspoints", ""));
    refused(400, door.request("GET", "/api/v1/events?after=-1", ""));
  }

  @Test
  void shouldRefuseBodiesThatAreTooLarge() throws Exception {
    refused(413, door.request("POST", "/api/v1/takes", "{\"edits\":\"" + "x".repeat(300_000) + "\"}"));
    String chunked = door.raw("POST /api/v1/takes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n{");
    assertTrue(chunked.startsWith("HTTP/1.1 413 "), chunked);
  }

  @Test
  void shouldFindNoFileBehindAPath() throws Exception {
    for (String path : List.of(
        "/../etc/passwd", "/api/v1/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/api/v1/inputs/..%2f..%2fetc%2fpasswd", "//etc/passwd",
        "/api/v1/openapi.json/../../x", "/api/v1/salvos/%2e%2e%2fx", "/api\\v1\\status", "/;/status")) {
      String answer = door.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertTrue(answer.matches("(?s)HTTP/1.1 (404|400) .*"), path + ": " + answer);
      assertTrue(!answer.contains("root:"), path);
    }
  }

  @Test
  void shouldAnswerWhatIsNoHttp() throws Exception {
    String longLine = door.raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n");
    assertTrue(longLine.startsWith("HTTP/1.1 414 ") || longLine.startsWith("HTTP/1.0 414 "), longLine);
    String longHeader = door.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(40_000) + "\r\n\r\n");
    assertTrue(longHeader.startsWith("HTTP/1.1 431 "), longHeader);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[200];
      random.nextBytes(noise);
      String answer = door.raw(new String(noise, StandardCharsets.ISO_8859_1) + "\r\n\r\n");
      assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/1.[01] 4.*"), answer);
    }
    assertEquals(200, door.request("GET", "/livez", "").statusCode());
  }

  @Test
  void shouldTakeNoOrdersFromPagesOfOtherSites() throws Exception {
    String evil = door.raw(
        "PUT " + CROSSPOINT + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nConnection: close\r\n"
            + "Content-Length: 0\r\n\r\n");
    assertTrue(evil.startsWith("HTTP/1.1 403 "), evil);
    String rebound = door.raw("GET /api/v1/status HTTP/1.1\r\nHost: evil.example:" + door.port() + "\r\nConnection: close\r\n\r\n");
    assertTrue(rebound.startsWith("HTTP/1.1 421 "), rebound);
    assertEquals(2, door.door.refusals());
    assertEquals(0, door.plane.submissions.get());
  }

  private static HttpChoice.Token token(String name, HttpChoice.Role role, String secret) {
    return new HttpChoice.Token(name, role, HexFormat.of().formatHex(Gate.sha256(secret)));
  }

  @Test
  void shouldAskWhoItIs() throws Exception {
    Path other = Files.createDirectory(directory.resolve("tokens"));
    try (OpenDoor locked = new OpenDoor(
        other, token("wall", HttpChoice.Role.VIEWER, "look"), token("desk", HttpChoice.Role.OPERATOR, "change"))) {
      assertEquals(200, locked.request("GET", "/livez", "").statusCode(), "probes need no token");
      assertEquals(200, locked.request("GET", "/", "").statusCode(), "the page itself asks for one, and shows nothing without");
      for (String path : List.of("/metrics", "/api/v1/status", "/api/v1/openapi.json", "/api/v1/events/stream")) {
        assertEquals(401, locked.request("GET", path, "").statusCode(), path);
      }
      for (String wrong : List.of("Bearer wrong", "Bearer ", "Basic bG9vazo=", "look", "Bearer " + "x".repeat(5000))) {
        HttpResponse<String> response = locked.request("GET", "/api/v1/status", "", "Authorization", wrong);
        assertEquals(401, response.statusCode(), wrong);
        assertEquals("Bearer", response.headers().firstValue("WWW-Authenticate").orElse(""));
      }
      assertEquals(200, locked.request("GET", "/api/v1/status", "", "Authorization", "Bearer look").statusCode());
      assertEquals(403, locked.request("PUT", CROSSPOINT, "", "Authorization", "Bearer look").statusCode());
      assertEquals(0, locked.plane.submissions.get());
      assertEquals(200, locked.request("PUT", CROSSPOINT, "", "authorization", "bearer change").statusCode());
      assertEquals("desk", locked.events.after(0, 1).getFirst().details().get("actor"));
    }
  }

  @Test
  void shouldStopLookingAtWrongTokensAfterAHundred() throws Exception {
    Path other = Files.createDirectory(directory.resolve("tokens"));
    try (OpenDoor locked = new OpenDoor(other, token("desk", HttpChoice.Role.OPERATOR, "change"))) {
      int status = 0;
      for (int i = 0; i <= 100; i++) {
        status = locked.request("GET", "/api/v1/status", "", "Authorization", "Bearer guess" + i).statusCode();
      }
      assertEquals(429, status);
      assertEquals(200, locked.request("GET", "/api/v1/status", "", "Authorization", "Bearer change").statusCode(), "the right one works");
    }
  }

  @Test
  void shouldDropAListenerThatDoesNotRead() throws Exception {
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
      deaf.getOutputStream().write("GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Await.until(Duration.ofSeconds(5), "an answer", () -> available(deaf) > 0);
      Await.until(Duration.ofSeconds(30), "the deaf one dropped", () -> {
        for (int i = 0; i < 200; i++) {
          door.events.add("now", "noise", Map.of("text", "x".repeat(4000)));
        }
        return door.api.droppedListeners() == 1;
      });
      assertEquals(200, door.request("GET", "/api/v1/events?limit=1", "").statusCode());
    }
  }

  private static int available(Socket socket) {
    try {
      return socket.getInputStream().available();
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void shouldAnswerWhileFiveHundredConnectionsAreIdleOrHalfDone() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        crowd.add(socket);
        if (i % 2 == 0) {
          socket.getOutputStream().write("PUT /api/v1/takes HTTP/1.1\r\nHost: localh".getBytes(StandardCharsets.US_ASCII));
        }
      }
      for (int i = 0; i < 10; i++) {
        assertEquals(200, door.request("PUT", CROSSPOINT, "{\"gainDb\":-" + i + "}").statusCode());
      }
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
  }
}
