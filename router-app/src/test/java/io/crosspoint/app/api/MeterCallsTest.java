package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.lab.Await;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.engine.Roster;
import io.crosspoint.pipeline.matrix.OutputCounter;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.PeakMeter;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The meter socket with frames so long that what nobody reads fills every buffer soon. */
class MeterCallsTest {

  private static final int OUTPUTS = 512;
  private static final int CHANNELS = 64;
  private static final Duration SOON = Duration.ofSeconds(30);

  private Vertx vertx;
  private MeterCalls meters;
  private int port;

  private static Roster roster() {
    List<Roster.Output> outputs = new ArrayList<>();
    AudioFormat format = new AudioFormat(Encoding.L24, 48_000, CHANNELS);
    for (int i = 0; i < OUTPUTS; i++) {
      OutputSpec spec = new OutputSpec("air" + i, List.of(), format, 48, 98);
      outputs.add(new Roster.Output(i, spec, 0, new Counters<>(OutputCounter.class), new PeakMeter(CHANNELS, 48_000), 0));
    }
    return new Roster(1, List.of(), outputs, List.of());
  }

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Roster roster = roster();
    meters = new MeterCalls(new MeterFrames(() -> roster));
    Router routes = Router.router(vertx);
    Endpoint stream = meters.endpoints().getLast();
    routes.route(stream.path()).handler(context -> {
      Future<Answer> _ = stream.call().apply(new Call(context));
    });
    HttpServer server = vertx.createHttpServer().requestHandler(routes);
    port = server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS).actualPort();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Some frames at once; ten seconds of them need not take ten seconds. */
  private boolean tick(int times) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    vertx.runOnContext(ignored -> {
      for (int i = 0; i < times; i++) {
        meters.tick();
      }
      done.complete(null);
    });
    done.join();
    return true;
  }

  @Test
  void shouldCloseAViewerThatNeverReadsAndServeTheOthers() throws Exception {
    AtomicInteger frames = new AtomicInteger();
    try (Socket deaf = new Socket();
        HttpClient client = HttpClient.newHttpClient()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      deaf.getOutputStream().write((
          "GET /api/v1/meters/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      Await.until(SOON, "the upgrade", () -> meters.viewers() == 1);
      WebSocket viewer = client.newWebSocketBuilder().buildAsync(
          URI.create("ws://127.0.0.1:" + port + "/api/v1/meters/stream"), new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
              frames.addAndGet(last ? 1 : 0);
              socket.request(1);
              return CompletableFuture.completedStage(null);
            }
          }).get(10, TimeUnit.SECONDS);
      // The reader comes along only between these; the deaf one does not.
      Await.until(SOON, "frames are missed", () -> tick(1) && meters.missed() > 0);
      Await.until(SOON, "the deaf one is closed", () -> tick(5) && meters.viewers() == 1);
      int before = frames.get();
      Await.until(SOON, "frames", () -> frames.get() > before + 10);
      long missed = meters.missed();
      assertTrue(missed >= 250, "missed " + missed);
      assertEquals(1, meters.viewers());
      viewer.abort();
      Await.until(SOON, "nobody looks", () -> meters.viewers() == 0);
    }
  }
}
