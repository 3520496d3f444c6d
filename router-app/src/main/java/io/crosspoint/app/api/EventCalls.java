package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.control.EventLog;
import io.crosspoint.app.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The event log, as a list and as server-sent events. A client that does not read what it asked for is dropped, and counted. */
final class EventCalls {

  private static final int MOST_CLIENTS = 64;
  private static final int MOST_QUEUED = 256;
  private static final int SOCKET_BYTES = 64 * 1024;
  private static final long HEARTBEAT_MS = 10_000;
  private static final int MOST_LISTED = 1000;

  private final EventLog events;
  private final Set<Client> clients = new HashSet<>();
  private final AtomicLong dropped = new AtomicLong();

  EventCalls(EventLog events) {
    this.events = events;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/api/v1/events", Access.VIEWER, this::list),
        new Endpoint("GET", "/api/v1/events/stream", Access.VIEWER, Endpoint.Way.STREAM, this::stream));
  }

  /** Clients that were dropped because they did not read. */
  long dropped() {
    return dropped.get();
  }

  private Answer list(Call call) {
    List<EventLog.Event> found =
        events.after(call.query("after", 0, 0, Long.MAX_VALUE), (int) call.query("limit", MOST_LISTED, 1, MOST_LISTED));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("newest", events.newest());
    document.put("events", found.stream().map(EventLog.Event::document).toList());
    return Answer.json(200, document);
  }

  /** From now on; or, with Last-Event-ID or {@code after}, from what the client has seen. */
  private Future<Answer> stream(Call call) {
    if (clients.size() >= MOST_CLIENTS) {
      throw new Refusal(Answer.problem(503, "Busy", "there are " + MOST_CLIENTS + " listeners already").with("Retry-After", "10"));
    }
    String last = call.context().request().getHeader("Last-Event-ID");
    long after = last != null && last.matches("\\d{1,18}")
        ? Long.parseLong(last)
        : call.query("after", events.newest(), 0, Long.MAX_VALUE);
    HttpServerResponse response = call.context().response();
    response.setChunked(true).setWriteQueueMaxSize(SOCKET_BYTES);
    response.putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store");
    new Client(response, call.context().vertx().getOrCreateContext()).begin(after);
    return Future.succeededFuture();
  }

  /** One listener; all but {@link #hear} on the event loop. */
  private final class Client {
    private final HttpServerResponse response;
    private final Context loop;
    private final ArrayDeque<String> queue = new ArrayDeque<>();
    private final Consumer<EventLog.Event> ear = this::hear;
    private long heartbeat;
    private boolean isClosed;

    Client(HttpServerResponse response, Context loop) {
      this.response = response;
      this.loop = loop;
    }

    void begin(long after) {
      clients.add(this);
      response.closeHandler(ignored -> close());
      response.exceptionHandler(ignored -> close());
      response.drainHandler(ignored -> flush());
      response.write(": crosspoint events\n\n");
      heartbeat = loop.owner().setPeriodic(HEARTBEAT_MS, ignored -> offer(": still here\n\n"));
      events.listen(ear, after).forEach(event -> offer(text(event)));
    }

    private void hear(EventLog.Event event) {
      loop.runOnContext(ignored -> offer(text(event)));
    }

    private String text(EventLog.Event event) {
      return "id: " + event.id() + "\nevent: " + event.kind() + "\ndata: " + Json.write(event.document()).stripTrailing() + "\n\n";
    }

    private void offer(String text) {
      if (isClosed) {
        return;
      }
      if (queue.size() >= MOST_QUEUED) {
        dropped.incrementAndGet();
        close();
        return;
      }
      queue.add(text);
      flush();
    }

    private void flush() {
      while (!isClosed && !queue.isEmpty() && !response.writeQueueFull()) {
        response.write(queue.remove());
      }
    }

    private void close() {
      if (!isClosed) {
        isClosed = true;
        events.forget(ear);
        loop.owner().cancelTimer(heartbeat);
        clients.remove(this);
        queue.clear();
        response.reset();
      }
    }
  }
}
