package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.api.Endpoint.Way;
import io.crosspoint.app.tap.Listening;
import io.crosspoint.app.tap.TapStream;
import io.crosspoint.app.tap.WaveForm;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.engine.LiveTaps;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Any input or output as a file while it plays. What a client does not read in time is dropped and counted; one that reads nothing for ten
 * seconds is closed.
 */
final class TapCalls {

  private static final String INPUT = "/api/v1/tap/inputs/{input}";
  private static final String OUTPUT = "/api/v1/tap/outputs/{output}";
  private static final int LONGEST_S = 24 * 3600;
  private static final long EVERY_MS = 20;
  private static final int STUCK_TURNS = 500;
  private static final int SOCKET_BYTES = 64 * 1024;
  private static final int MOST_CHANNELS = 64;
  /** Packets stop when a sender does: the file ends all the same. */
  private static final long GRACE_NS = 2_000_000_000L;

  private interface Opening {
    TapStream open() throws Listening.Refused;
  }

  private final Listening listening;
  private final Set<Client> clients = new LinkedHashSet<>();
  /** Times that a client had not read what came before, and so missed what came next. */
  private long skips;

  TapCalls(Listening listening) {
    this.listening = listening;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/api/v1/tap", Access.VIEWER, call -> list()),
        stream(INPUT + ".wav", call -> wave(call, input(call))),
        stream(OUTPUT + ".wav", call -> wave(call, output(call))),
        stream(INPUT + ".pcap", call -> pcap(call, input(call))),
        stream(OUTPUT + ".pcap", call -> pcap(call, output(call))));
  }

  private interface Streaming {
    Future<Answer> answer(Call call);
  }

  private static Endpoint stream(String path, Streaming streaming) {
    return new Endpoint("GET", path, Access.VIEWER, Way.STREAM, streaming::answer);
  }

  private Answer list() {
    List<Object> open = new ArrayList<>();
    clients.forEach(client -> {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("path", client.path);
      one.put("client", client.address);
      one.put("pieces", client.stream.taken());
      one.put("dropped", client.stream.dropped());
      one.put("skips", client.skips);
      open.add(one);
    });
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("most", LiveTaps.MOST);
    document.put("skips", skips);
    document.put("taps", open);
    return Answer.json(200, document);
  }

  private InputSpec input(Call call) {
    return listening.input(call.path("input")).orElseThrow(() -> Refusal.unknown("there is no such input"));
  }

  private OutputSpec output(Call call) {
    return listening.output(call.path("output")).orElseThrow(() -> Refusal.unknown("there is no such output"));
  }

  private Future<Answer> wave(Call call, InputSpec input) {
    WaveForm form = form(call);
    return begin(call, form.seconds(), () -> listening.wave(input, form));
  }

  private Future<Answer> wave(Call call, OutputSpec output) {
    WaveForm form = form(call);
    return begin(call, form.seconds(), () -> listening.wave(output, form));
  }

  private Future<Answer> pcap(Call call, InputSpec input) {
    int seconds = seconds(call);
    return begin(call, seconds, () -> listening.pcap(input, seconds));
  }

  private Future<Answer> pcap(Call call, OutputSpec output) {
    int seconds = seconds(call);
    return begin(call, seconds, () -> listening.pcap(output, seconds));
  }

  private static int seconds(Call call) {
    return (int) call.query("seconds", 0, 1, LONGEST_S);
  }

  private static WaveForm form(Call call) {
    long bits = call.query("bits", 24, 16, 24);
    if (bits != 16 && bits != 24) {
      throw Refusal.malformed("bits must be 16 or 24");
    }
    String wanted = call.context().request().getParam("channels");
    List<Integer> channels = List.of();
    if (wanted != null) {
      if (!wanted.matches("\\d{1,5}(,\\d{1,5}){0," + (MOST_CHANNELS - 1) + "}")) {
        throw Refusal.malformed("channels must be numbers from 1 with commas between, such as 1,2");
      }
      channels = Arrays.stream(wanted.split(",", -1)).map(Integer::valueOf).toList();
    }
    return new WaveForm(channels, (int) bits, seconds(call));
  }

  private Future<Answer> begin(Call call, int seconds, Opening opening) {
    TapStream stream;
    try {
      stream = opening.open();
    } catch (Listening.Refused refused) {
      String why = String.valueOf(refused.getMessage());
      throw new Refusal(
          refused.isForNow() ? Answer.problem(503, "Busy", why).with("Retry-After", "5") : Answer.problem(422, "Not possible", why));
    }
    HttpServerResponse response = call.context().response();
    response.setChunked(true).setWriteQueueMaxSize(SOCKET_BYTES);
    response.putHeader("Content-Type", stream.contentType()).putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    new Client(call, stream, seconds).begin();
    return Future.succeededFuture();
  }

  /** One who listens. On the event loop. */
  private final class Client {
    final String path;
    final String address;
    final TapStream stream;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final long untilNs;
    private final boolean isBounded;
    private long timer;
    private int stuckTurns;
    private boolean isClosed;
    long skips;

    Client(Call call, TapStream stream, int seconds) {
      this.path = String.valueOf(call.context().request().path());
      this.address = call.actor().address();
      this.stream = stream;
      this.response = call.context().response();
      this.vertx = call.context().vertx();
      this.isBounded = seconds > 0;
      this.untilNs = System.nanoTime() + seconds * 1_000_000_000L + GRACE_NS;
    }

    void begin() {
      clients.add(this);
      response.closeHandler(ignored -> close());
      response.exceptionHandler(ignored -> close());
      response.write(Buffer.buffer(stream.head()));
      timer = vertx.setPeriodic(EVERY_MS, ignored -> turn());
    }

    private void turn() {
      if (response.writeQueueFull()) {
        stream.skip();
        skips++;
        TapCalls.this.skips++;
        if (++stuckTurns > STUCK_TURNS) {
          response.reset();
          close();
        }
        return;
      }
      stuckTurns = 0;
      byte[] bytes = stream.next();
      if (bytes.length > 0) {
        response.write(Buffer.buffer(bytes));
      }
      if (stream.isOver() || (isBounded && System.nanoTime() - untilNs > 0)) {
        response.end();
        close();
      }
    }

    private void close() {
      if (!isClosed) {
        isClosed = true;
        vertx.cancelTimer(timer);
        clients.remove(this);
        listening.close(stream);
      }
    }
  }
}
