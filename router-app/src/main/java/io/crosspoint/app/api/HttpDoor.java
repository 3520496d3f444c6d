package io.crosspoint.app.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.crosspoint.app.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The HTTP server. Status codes are the contract of the probes; bodies say why.
 *
 * <p><b>Thread:</b> requests run on two threads of their own; a third request waits, so that no crowd of scrapers competes with audio.
 */
public final class HttpDoor implements AutoCloseable {

  /** Writes metrics in the format that a scrape accepts. */
  public interface Scrape {
    void write(OutputStream out, String accept) throws IOException;
  }

  /** What is written before the connection's thread asks for it in vain; the whole page of 64 routes is 200 kB. */
  private static final int INITIAL_PAGE_BYTES = 64 * 1024;

  /** Health is observed twice a second; an observer that has been silent this long is stuck, and so may be everything. */
  private static final long STALE_HEALTH_NS = 10_000_000_000L;

  private static final String JSON = "application/json";

  static {
    // The JDK's server waits for ever by default: two clients that never finish a request would shut everyone else out. Seconds.
    limit("sun.net.httpserver.maxReqTime", "5");
    limit("sun.net.httpserver.maxRspTime", "20");
  }

  private final HttpServer server;
  private final ExecutorService executor;

  private HttpDoor(HttpServer server) {
    this.server = server;
    this.executor = Executors.newFixedThreadPool(
        2, task -> Thread.ofPlatform().daemon().name("http").unstarted(task));
  }

  /**
   * Takes the address without answering yet: a second router on the same file must find out before it sends anything.
   *
   * @throws IOException when the address cannot be had
   */
  public static HttpDoor bind(InetSocketAddress address) throws IOException {
    try {
      return new HttpDoor(HttpServer.create(address, 16));
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on " + address.getAddress().getHostAddress() + ":" + address.getPort() + " (http.listen): " + e.getMessage(), e);
    }
  }

  /**
   * Begins to answer. Called once.
   *
   * @param status the JSON document, given the present health
   * @param nowNs monotonic time
   */
  public void open(Scrape scrape, Function<Health, String> status, Supplier<Health> health, LongSupplier nowNs) {
    answer("/livez", exchange -> probe(exchange, deaths(health.get(), nowNs.getAsLong())));
    answer("/readyz", exchange -> probe(exchange, health.get().notReady()));
    answer("/api/v1/status", exchange -> send(exchange, 200, JSON, status.apply(health.get()).getBytes(StandardCharsets.UTF_8)));
    answer("/metrics", exchange -> metrics(exchange, scrape));
    answer("/", HttpDoor::index);
    server.setExecutor(executor);
    server.start();
  }

  /** Serves what outputs say of themselves, too; called before {@link #open}. */
  public void describe(DescriptionPages pages) {
    server.createContext(DescriptionPages.PREFIX, exchange -> {
      try (exchange) {
        if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
          exchange.getResponseHeaders().set("Allow", "GET, HEAD");
          send(exchange, 405, JSON, Json.write(Map.of("error", "only GET")).getBytes(StandardCharsets.UTF_8));
          return;
        }
        URI uri = exchange.getRequestURI();
        DescriptionPages.Reply reply = pages.get(uri.getPath(), uri.getQuery(), exchange.getRequestHeaders().getFirst("If-None-Match"));
        if (!reply.eTag().isEmpty()) {
          exchange.getResponseHeaders().set("ETag", reply.eTag());
        }
        send(exchange, reply.status(), reply.contentType(), reply.body().getBytes(StandardCharsets.UTF_8));
      }
    });
  }

  /** Where it listens; tells the port that the system chose. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static void limit(String property, String seconds) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, seconds);
    }
  }

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** Exactly this path, for GET and HEAD. */
  private void answer(String path, Answer answer) {
    server.createContext(path, exchange -> {
      try (exchange) {
        if (!exchange.getRequestURI().getPath().equals(path)) {
          send(exchange, 404, JSON, Json.write(Map.of("error", "no such page")).getBytes(StandardCharsets.UTF_8));
        } else if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
          exchange.getResponseHeaders().set("Allow", "GET, HEAD");
          send(exchange, 405, JSON, Json.write(Map.of("error", "only GET")).getBytes(StandardCharsets.UTF_8));
        } else {
          answer.to(exchange);
        }
      }
    });
  }

  private static List<String> deaths(Health latest, long nowNs) {
    boolean isStale = nowNs - latest.atNs() > STALE_HEALTH_NS;
    return isStale ? List.of("health was not observed for 10 s") : latest.dead();
  }

  private static void probe(HttpExchange exchange, List<String> reasons) throws IOException {
    byte[] body = Json.write(Map.of("ok", reasons.isEmpty(), "reasons", reasons)).getBytes(StandardCharsets.UTF_8);
    send(exchange, reasons.isEmpty() ? 200 : 503, JSON, body);
  }

  private static void metrics(HttpExchange exchange, Scrape scrape) throws IOException {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    boolean isOpenMetrics = accept != null && accept.contains("application/openmetrics-text");
    String contentType =
        isOpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";
    ByteArrayOutputStream page = new ByteArrayOutputStream(INITIAL_PAGE_BYTES);
    scrape.write(page, contentType);
    send(exchange, 200, contentType, page.toByteArray());
  }

  private static void index(HttpExchange exchange) throws IOException {
    String pages = "Crosspoint\n\n/metrics\n/livez\n/readyz\n/api/v1/status\n/api/v1/outputs/NAME/sdp\n";
    send(exchange, 200, "text/plain; charset=utf-8", pages.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int code, String contentType, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    boolean isBodiless = code == 304 || "HEAD".equals(exchange.getRequestMethod());
    exchange.sendResponseHeaders(code, isBodiless ? -1 : body.length);
    if (!isBodiless) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
