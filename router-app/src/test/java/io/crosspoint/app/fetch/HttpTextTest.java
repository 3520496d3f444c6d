package io.crosspoint.app.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpTextTest {

  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(executor);
    server.createContext("/good", exchange -> send(exchange, 200, "v=0\r\n\u00e9".getBytes(StandardCharsets.UTF_8)));
    server.createContext("/moved", exchange -> {
      exchange.getResponseHeaders().set("Location", "/good");
      send(exchange, 302, new byte[0]);
    });
    server.createContext("/huge", exchange -> send(exchange, 200, new byte[HttpText.MAX_BYTES + 1]));
    server.createContext("/silent", _ -> await());
    server.createContext("/stalled", exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write('v');
      exchange.getResponseBody().flush();
      await();
    });
    server.start();
  }

  @AfterEach
  void close() {
    over.countDown();
    server.stop(0);
    executor.shutdownNow();
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Fetched get(String path, Duration within) {
    return HttpText.get(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path), within);
  }

  private String refusal(String path, Duration within) {
    return get(path, within) instanceof Fetched.Refused(String why) ? why : "fetched";
  }

  @Test
  void shouldFetchATextAlsoAfterARedirection() {
    assertEquals(new Fetched.Text("v=0\r\n\u00e9"), get("/good", Duration.ofSeconds(20)));
    assertEquals(new Fetched.Text("v=0\r\n\u00e9"), get("/moved", Duration.ofSeconds(20)));
  }

  @Test
  void shouldSayWhatTheServerAnswered() {
    assertEquals("the server answers 404", refusal("/nothing", Duration.ofSeconds(20)));
  }

  @Test
  void shouldRefuseWhatIsTooLarge() {
    assertEquals("is larger than 65536 bytes", refusal("/huge", Duration.ofSeconds(20)));
  }

  @Test
  void shouldNotWaitForAServerThatNeverAnswersOrNeverEnds() {
    assertEquals("no whole answer within 0.5 s", refusal("/silent", Duration.ofMillis(500)));
    assertEquals("no whole answer within 0.5 s", refusal("/stalled", Duration.ofMillis(500)));
  }

  @Test
  void shouldSayThatNobodyIsThere() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertEquals(new Fetched.Refused("nobody answers there"), HttpText.get(URI.create("http://127.0.0.1:" + free + "/")));
    String odd = HttpText.get(URI.create("ftp://127.0.0.1/")) instanceof Fetched.Refused(String why) ? why : "fetched";
    assertTrue(odd.startsWith("is no address of a web server: "), odd);
  }
}
