package io.crosspoint.app.api;

import io.crosspoint.app.config.HttpChoice;
import io.crosspoint.app.ui.Site;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server.
 *
 * <p><b>Thread:</b> one event loop, and two workers for what takes milliseconds, so that no crowd of clients competes with audio for more
 * than that.
 */
public final class HttpDoor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("router");
  private static final long MOST_BODY_BYTES = 256 * 1024;
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final int MOST_LINE_BYTES = 8 * 1024;
  /** What the kernel keeps for a client who does not read; left to itself it would keep megabytes, and a listener hear the past. */
  private static final int SEND_BUFFER_BYTES = 128 * 1024;

  private static final int WORKERS = 2;
  private static final long CLOSE_MS = 1500;

  private final Vertx vertx;
  private final HttpServer server;
  private final InetSocketAddress address;
  private final Gate gate;
  private final Guests guests;
  private final Replays replays = new Replays();
  private volatile @Nullable Router router;

  private HttpDoor(Vertx vertx, HttpChoice choice, Guests.Patience patience) throws IOException {
    this.vertx = vertx;
    this.guests = new Guests(patience);
    this.gate = new Gate(choice.tokens());
    this.server = vertx.createHttpServer(options(choice));
    server.connectionHandler(connection -> guests.arrive(connection, System.nanoTime()));
    server.invalidRequestHandler(HttpDoor::refuseUnreadable);
    server.requestHandler(this::receive);
    int port = listen(choice);
    this.address = new InetSocketAddress(choice.listen().getAddress(), port);
    vertx.setPeriodic(patience.sweepMs(), ignored -> guests.sweep(System.nanoTime()));
  }

  /**
   * Takes the address without answering yet (503): a second router on the same file must find out before it sends anything.
   *
   * @throws IOException when the address, or the certificate, cannot be had
   */
  public static HttpDoor bind(HttpChoice choice) throws IOException {
    return bind(choice, Guests.Patience.USUAL);
  }

  static HttpDoor bind(HttpChoice choice, Guests.Patience patience) throws IOException {
    FileSystemOptions files = new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    Vertx vertx = Vertx.vertx(new VertxOptions()
        .setEventLoopPoolSize(1).setWorkerPoolSize(WORKERS).setInternalBlockingPoolSize(WORKERS).setPreferNativeTransport(false)
        .setFileSystemOptions(files));
    try {
      return new HttpDoor(vertx, choice, patience);
    } catch (IOException | RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  private static HttpServerOptions options(HttpChoice choice) {
    HttpServerOptions options = new HttpServerOptions()
        .setHost(choice.listen().getAddress().getHostAddress()).setPort(choice.listen().getPort())
        .setMaxHeaderSize(MOST_HEADER_BYTES).setMaxInitialLineLength(MOST_LINE_BYTES)
        .setHttp2ClearTextEnabled(false).setUseAlpn(false).setCompressionSupported(false)
        .setSendBufferSize(SEND_BUFFER_BYTES)
        .setMaxWebSocketFrameSize(1024).setMaxWebSocketMessageSize(1024)
        .addWebSocketSubProtocol("crosspoint");
    HttpChoice.Tls tls = choice.tls();
    if (tls != null) {
      options.setSsl(true).setEnabledSecureTransportProtocols(new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2")))
          .setKeyCertOptions(new PemKeyCertOptions().setCertPath(tls.certificate().toString()).setKeyPath(tls.key().toString()));
    }
    return options;
  }

  private int listen(HttpChoice choice) throws IOException {
    try {
      return server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS).actualPort();
    } catch (ExecutionException | TimeoutException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen on " + choice.listen().getAddress().getHostAddress() + ":" + choice.listen().getPort() + " (http.listen): "
              + why.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while beginning to listen", e);
    }
  }

  /** Begins to answer. Called once. */
  public void open(Pages pages, @Nullable Api api) {
    List<Endpoint> endpoints = new ArrayList<>(pages.endpoints());
    endpoints.addAll(new UiPages(Site.load()).endpoints());
    if (api != null) {
      endpoints.addAll(api.endpoints());
    }
    Router routes = Router.router(vertx);
    BodyHandler bodies = BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES);
    BodyHandler configurations = BodyHandler.create(false).setBodyLimit(ConfigCalls.MOST_BODY_BYTES);
    for (Endpoint endpoint : endpoints) {
      Route route = routes.route(HttpMethod.valueOf(endpoint.method()), vertxPath(endpoint.path()));
      if ("GET".equals(endpoint.method()) && endpoint.way() != Endpoint.Way.STREAM) {
        route.method(HttpMethod.HEAD);
      }
      // Before the body is read: a stranger's need not be.
      SecurityPolicyHandler admission = context -> admit(context, endpoint);
      route.handler(admission);
      if (!"GET".equals(endpoint.method())) {
        route.handler(isConfiguration(endpoint.path()) ? configurations : bodies);
      }
      route.handler(context -> run(context, endpoint));
    }
    // A path that is known, asked with another method.
    endpoints.stream().collect(Collectors.groupingBy(Endpoint::path)).forEach((path, same) -> {
      Set<String> methods = same.stream().map(Endpoint::method).collect(Collectors.toSet());
      if (methods.contains("GET")) {
        methods.add("HEAD");
      }
      String allow = methods.stream().sorted().collect(Collectors.joining(", "));
      routes.route(vertxPath(path)).last().handler(context ->
          send(context, Answer.problem(405, "Method not allowed", "only " + allow).with("Allow", allow)));
    });
    routes.route().last().handler(context -> send(context, Answer.problem(404, "Not found", "there is no such page")));
    routes.route().failureHandler(HttpDoor::fail);
    router = routes;
  }

  private static boolean isConfiguration(String path) {
    return path.startsWith(ConfigCalls.PREFIX + "/");
  }

  private static String vertxPath(String path) {
    return path.replace("{", ":").replace("}", "");
  }

  private void receive(HttpServerRequest request) {
    Router open = router;
    long nowNs = System.nanoTime();
    guests.begin(request.connection(), nowNs);
    request.response().endHandler(ignored -> guests.end(request.connection(), System.nanoTime()));
    if (open == null) {
      request.response().setStatusCode(503).putHeader("Retry-After", "1").putHeader("Content-Type", "text/plain").end("starting\n");
    } else {
      open.handle(request);
    }
  }

  private void admit(RoutingContext context, Endpoint endpoint) {
    try {
      gate.admit(context, endpoint.access(), System.nanoTime());
      context.next();
    } catch (Refusal refusal) {
      send(context, refusal.answer().with("Connection", "close"));
    }
  }

  private void run(RoutingContext context, Endpoint endpoint) {
    Call call = new Call(context);
    try {
      switch (endpoint.way()) {
        case QUICK -> {
          boolean isChange = endpoint.access() == Endpoint.Access.OPERATOR;
          Future<Answer> answer =
              isChange ? replays.answer(call, () -> endpoint.call().apply(call)) : endpoint.call().apply(call);
          answer.onSuccess(done -> send(context, done)).onFailure(context::fail);
        }
        case SLOW -> vertx.executeBlocking(() -> endpoint.call().apply(call).result(), false)
            .onSuccess(done -> send(context, done)).onFailure(context::fail);
        case STREAM -> {
          // It answers for itself, and stays.
          guests.stay(context.request().connection(), "websocket".equalsIgnoreCase(context.request().getHeader("Upgrade")));
          Future<Answer> _ = endpoint.call().apply(call);
        }
      }
    } catch (Refusal refusal) {
      guests.refuse(context.request().connection());
      send(context, refusal.answer());
    }
  }

  private static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status()).putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff");
    if (!answer.contentType().isEmpty()) {
      response.putHeader("Content-Type", answer.contentType());
    }
    answer.headers().forEach(response::putHeader);
    if (HttpMethod.HEAD.equals(context.request().method()) || answer.status() == 304) {
      response.end();
    } else {
      response.end(answer.body());
    }
  }

  private static void fail(RoutingContext context) {
    Throwable why = context.failure();
    if (why instanceof Refusal refusal) {
      send(context, refusal.answer());
    } else if (why instanceof HttpClosedException) {
      // Whoever asked has gone before he had finished asking.
      return;
    } else if (context.statusCode() == 413) {
      long most = isConfiguration(context.request().path()) ? ConfigCalls.MOST_BODY_BYTES : MOST_BODY_BYTES;
      send(context, Answer.problem(413, "Too large", "a body has at most " + most + " bytes").with("Connection", "close"));
    } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
      send(context, Answer.problem(context.statusCode(), "Malformed request", "it cannot be understood"));
    } else {
      LOG.error("a bug while answering {} {}", context.request().method(), context.request().path(), why);
      send(context, Answer.problem(500, "Failed", "a bug, which is in the log"));
    }
  }

  private static void refuseUnreadable(HttpServerRequest request) {
    Throwable why = request.decoderResult().cause();
    boolean isLong = why instanceof TooLongFrameException;
    boolean isLine = isLong && String.valueOf(why.getMessage()).contains("line");
    Answer answer = Answer.problem(
        isLine ? 414 : isLong ? 431 : 400, isLong ? "Too long" : "Malformed request", "the request cannot be read as HTTP");
    request.response().setStatusCode(answer.status()).putHeader("Content-Type", answer.contentType()).putHeader("Connection", "close")
        .end(answer.body()).onComplete(ignored -> request.connection().close());
  }

  /** Where it listens; tells the port that the system chose. */
  public InetSocketAddress address() {
    return address;
  }

  /** Requests without a token that allows them, or from pages of other sites. */
  public long refusals() {
    return gate.refusals();
  }

  /** Connections closed because they were idle, or never finished a request, and those beyond the most that are taken in. */
  public long closedConnections() {
    return guests.outstayed() + guests.turnedAway();
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the HTTP server did not close: {}", e.toString());
    }
  }
}
