package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.HttpChoice;
import io.crosspoint.lab.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that mean harm, or behave as if they did, against the real server. */
class AbuseTest {

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

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Whether the other side has closed; what it still said is passed over. */
  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().skip(65_536) >= 0 && socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException waiting) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** A byte a second keeps no connection open: what counts is when the request began. All at once, because each takes its time. */
  @Test
  void shouldCloseThoseWhoDribble() throws Exception {
    door.close();
    door = new OpenDoor(directory, new Guests.Patience(30_000, 1_500, 200));
    try (Socket header = connect();
        Socket body = connect()) {
      send(header, "GET /api/v1/status HTTP/1.1\r\nHost: local");
      send(body, "POST /api/v1/takes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
      List<Socket> open = new ArrayList<>(List.of(header, body));
      Await.until(Duration.ofSeconds(90), "all are closed", () -> {
        for (Socket socket : List.of(header, body)) {
          try {
            send(socket, "a");
          } catch (IOException closed) {
            continue;
          }
        }
        open.removeIf(AbuseTest::isClosed);
        return open.isEmpty();
      });
    }
    assertEquals(2, door.door.closedConnections());
    assertEquals(200, door.request("GET", "/api/v1/crosspoints", "").statusCode());
  }

  /** Two lengths, a length beside chunks, or a chunk that is none: whoever stands in front must not read another request than we do. */
  @Test
  void shouldReadNoSecondRequestOutOfTheFirst() throws Exception {
    String smuggled = "DELETE /api/v1/crosspoints/air1/1/s1/1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (String headers : List.of(
        "Content-Length: 0\r\nContent-Length: " + smuggled.length() + "\r\n",
        "Content-Length: " + smuggled.length() + "\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n",
        "Content-Length: +0\r\n",
        "Content-Length : 0\r\n",
        "Content-Length: -1\r\n")) {
      String answer = door.raw("POST /api/v1/takes HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n0\r\n\r\n" + smuggled);
      assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/1\\.[01] 4\\d\\d .*"), headers + answer);
    }
    assertEquals(0, door.plane.submissions.get());
  }

  @Test
  void shouldFindNothingUnderOtherSpellingsOfAPath() throws Exception {
    for (String path : List.of(
        "/api/v1/tap/inputs/%2e%2e%2f%2e%2e%2fetc%2fpasswd.wav", "/api/v1/tap/outputs/..pcap", "/api/v1/tap/inputs/.wav",
        "/api/v1/tap/inputs/s1%00.wav", "/api/v1/explain/%00", "/api/v1/explain/air1/1/../../..", "/api/v1/explain/air1/-1",
        "//api//v1//explain//nobody", "/api/v1/explain/" + "x".repeat(5000))) {
      String answer = door.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertTrue(answer.matches("(?s)HTTP/1\\.1 (404|400|414) .*"), path + ": " + answer);
    }
  }

  @Test
  void shouldRefuseSoundThatCannotBeAskedForLikeThis() throws Exception {
    for (String query : List.of("seconds=0", "seconds=-1", "seconds=1e9", "bits=17", "channels=", "channels=1,,2", "channels=a")) {
      int status = door.request("GET", "/api/v1/tap/outputs/air1.wav?" + query, "").statusCode();
      assertTrue(status == 400 || status == 404, query + " " + status);
    }
  }

  /** A YAML bomb is no JSON, and nobody here reads YAML from the wire. */
  @Test
  void shouldNotExpandWhatItDoesNotRead() throws Exception {
    StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'k'; c++) {
      char before = (char) (c - 1);
      bomb.append(c).append(": &").append(c).append(" [").append(("*" + before + ",").repeat(8)).append('*').append(before).append("]\n");
    }
    assertEquals(400, door.request("POST", "/api/v1/takes", bomb.toString()).statusCode());
    assertEquals(415, door.request("POST", "/api/v1/takes", bomb.toString(), "Content-Type", "application/yaml").statusCode());
  }

  /** Pages of other sites get no leave to read, and none to ask. */
  @Test
  void shouldLetNoOtherSiteRead() throws Exception {
    String preflight = door.raw(
        "OPTIONS /api/v1/status HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nAccess-Control-Request-Method: PUT\r\n"
            + "Connection: close\r\n\r\n");
    assertTrue(preflight.matches("(?s)HTTP/1\\.1 4\\d\\d .*"), preflight);
    String read = door.raw(
        "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n");
    assertTrue(read.startsWith("HTTP/1.1 403 "), read);
    for (String answer : List.of(preflight, read)) {
      assertFalse(answer.toLowerCase(Locale.ROOT).contains("access-control-allow"), answer);
    }
  }

  private static HttpChoice.Token token(String secret) {
    return new HttpChoice.Token("desk", HttpChoice.Role.OPERATOR, HexFormat.of().formatHex(Gate.sha256(secret)));
  }

  @Test
  void shouldAskForATokenBeforeAnybodyListens() throws Exception {
    Path other = Files.createDirectory(directory.resolve("tokens"));
    try (OpenDoor locked = new OpenDoor(other, token("right"))) {
      for (String path : List.of("/api/v1/explain/air1", "/api/v1/tap", "/api/v1/tap/inputs/s1.wav", "/api/v1/tap/outputs/air1.pcap")) {
        assertEquals(401, locked.request("GET", path, "").statusCode(), path);
        int status = locked.request("GET", path, "", "Authorization", "Bearer right").statusCode();
        assertTrue(status == 200 || status == 404, path + " " + status);
      }
    }
  }

  @Test
  void shouldExplainItselfInProblems() throws Exception {
    JsonObject problem = door.json("GET", "/api/v1/explain/nobody", "");
    assertEquals(404, problem.getInteger("status"));
    assertEquals("there is no such output, or channel of it", problem.getString("detail"));
  }
}
