package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.api.Endpoint.Way;
import io.crosspoint.app.flight.FlightDeck;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What the flight recorder has frozen, and freezing it now. */
final class FlightCalls {

  private static final String PREFIX = "/api/v1/flights";
  private static final String REASON = "asked for by ";

  private final FlightDeck deck;

  FlightCalls(FlightDeck deck) {
    this.deck = deck;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.slow(PREFIX, Access.VIEWER, call -> list()),
        new Endpoint("POST", PREFIX, Access.OPERATOR, Way.QUICK, this::freeze),
        // Whole conversations: not for everyone who may look at levels.
        new Endpoint("GET", PREFIX + "/{recording}", Access.OPERATOR, Way.STREAM, this::send));
  }

  private Answer list() {
    try {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("recording", deck.isOn());
      document.put("recordings", List.copyOf(deck.list().stream().map(FlightCalls::document).toList()));
      return Answer.json(200, document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> document(FlightDeck.Recording recording) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", recording.name());
    document.put("bytes", recording.bytes());
    document.put("frozenAt", recording.frozenAt().toString());
    return document;
  }

  private Future<Answer> freeze(Call call) {
    if (!deck.isOn()) {
      throw new Refusal(Answer.problem(409, "Nothing is recorded", "the configuration has no flight section"));
    }
    Promise<Answer> answer = Promise.promise();
    Context loop = call.context().vertx().getOrCreateContext();
    CompletableFuture<FlightDeck.Recording> _ =
        deck.request(REASON + call.actor().name()).whenComplete((recording, failed) -> loop.runOnContext(ignored -> {
          if (failed == null) {
            answer.complete(Answer.json(201, document(recording)).with("Location", PREFIX + "/" + recording.name()));
          } else {
            answer.complete(Answer.problem(507, "Not written", String.valueOf(failed.getMessage())));
          }
        }));
    return answer.future();
  }

  private Future<Answer> send(Call call) {
    String name = call.path("recording");
    HttpServerResponse response = call.context().response();
    call.context().vertx().executeBlocking(() -> deck.find(name), false).onComplete(found -> {
      if (found.failed() || found.result().isEmpty()) {
        Answer none = Answer.problem(404, "Not found", "there is no such flight recording");
        response.setStatusCode(none.status()).putHeader("Content-Type", none.contentType()).end(none.body());
        return;
      }
      Path file = found.result().get();
      response.putHeader("Content-Type", "application/octet-stream").putHeader("X-Content-Type-Options", "nosniff");
      response.sendFile(file.toString()).onFailure(gone -> response.reset());
    });
    return Future.succeededFuture();
  }
}
