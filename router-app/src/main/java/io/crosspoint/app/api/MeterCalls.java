package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Levels, 25 frames a second to every WebSocket that asks. One frame is made for all of them, and none while nobody looks. A client that
 * cannot keep up misses frames, which are counted; one that reads nothing for ten seconds is closed. When streams come or go all are closed
 * with code 1012: the layout is another.
 */
final class MeterCalls {

  private static final int MOST_CLIENTS = 32;
  private static final long EVERY_MS = 40;
  private static final int STUCK_FRAMES = 250;
  /** RFC 6455's registry: the service begins anew, come back. */
  private static final short CHANGED = 1012;

  private static final int SOCKET_BYTES = 32 * 1024;

  /** One who looks. */
  private static final class Client {
    final ServerWebSocket socket;
    int missed;

    Client(ServerWebSocket socket) {
      this.socket = socket;
    }
  }

  private final MeterFrames frames;
  private final List<Client> clients = new ArrayList<>();
  private final AtomicLong missed = new AtomicLong();
  private long timer = -1;

  MeterCalls(MeterFrames frames) {
    this.frames = frames;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/api/v1/meters", Access.VIEWER, call -> layout()),
        new Endpoint("GET", "/api/v1/meters/stream", Access.VIEWER, Endpoint.Way.STREAM, this::stream));
  }

  /** Frames that were not sent because a client had not read those before. */
  long missed() {
    return missed.get();
  }

  int viewers() {
    return clients.size();
  }

  private Answer layout() {
    followStreams();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", 1);
    document.put("headerBytes", MeterFrames.HEADER_BYTES);
    document.put("framesPerSecond", 1000 / EVERY_MS);
    document.put("channels", frames.channels());
    document.put("streams", frames.layout());
    return Answer.json(200, document);
  }

  private Future<Answer> stream(Call call) {
    if (!"websocket".equalsIgnoreCase(call.context().request().getHeader("Upgrade"))) {
      throw new Refusal(Answer.problem(426, "Upgrade required", "levels are sent over a WebSocket").with("Upgrade", "websocket"));
    }
    if (clients.size() >= MOST_CLIENTS) {
      throw new Refusal(Answer.problem(503, "Busy", "there are " + MOST_CLIENTS + " viewers already").with("Retry-After", "10"));
    }
    Vertx vertx = call.context().vertx();
    call.context().request().toWebSocket().onSuccess(socket -> begin(vertx, socket));
    return Future.succeededFuture();
  }

  private void begin(Vertx vertx, ServerWebSocket socket) {
    Client client = new Client(socket);
    socket.setWriteQueueMaxSize(SOCKET_BYTES);
    socket.closeHandler(ignored -> end(vertx, client));
    socket.exceptionHandler(ignored -> end(vertx, client));
    clients.add(client);
    if (timer < 0) {
      timer = vertx.setPeriodic(EVERY_MS, ignored -> tick());
    }
  }

  private void end(Vertx vertx, Client client) {
    clients.remove(client);
    if (clients.isEmpty() && timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  /** Whoever looks has the old layout: he is to read the new one and come again. */
  private void followStreams() {
    if (frames.follow()) {
      List.copyOf(clients).forEach(client -> client.socket.close(CHANGED, "the streams have changed; read the layout again"));
      clients.clear();
    }
  }

  void tick() {
    followStreams();
    Buffer frame = Buffer.buffer(frames.next());
    for (Client client : List.copyOf(clients)) {
      // One that has been closed is told of only later, and may not be asked anything until then.
      if (client.socket.isClosed()) {
        clients.remove(client);
      } else if (!client.socket.writeQueueFull()) {
        client.missed = 0;
        client.socket.writeBinaryMessage(frame);
      } else {
        missed.incrementAndGet();
        if (++client.missed > STUCK_FRAMES) {
          client.socket.close((short) 1008, "nothing was read for ten seconds");
          clients.remove(client);
        }
      }
    }
  }
}
